package io.github.camelaudience.standin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a {@code segment-audiences} body by the JSON pointers LaunchDarkly publishes for it ({@code integration-framework},
 * {@code integrations/segment-audiences/manifest.json}). {@code environmentId}, the first element's {@code cohortId} and
 * {@code cohortName}, and every element's {@code userId} must be truthy; one bad element fails the whole request.
 * Stricter than that where the documentation is: {@code value} must be a JSON boolean and {@code contextKind} a legal kind.
 */
final class SyncBodyParser {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9._-]+");

    private final List<Member> members = new ArrayList<>();
    private String environmentId;
    private String contextKind;
    private boolean batchSeen;
    private int batchSize;
    private String firstId;
    private String firstName;
    private String problem;

    private SyncBodyParser() {}

    static ParsedBody parse(byte[] bytes) {
        SyncBodyParser parser = new SyncBodyParser();
        try (JsonParser json = JSON.createParser(bytes)) {
            parser.document(json);
        } catch (IOException e) {
            parser.problem = "the body is not JSON";
        }
        return parser.result();
    }

    private void document(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            refuse("the body must be a JSON object");
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "environmentId" -> environmentId = scalar(json, "/environmentId");
                case "contextKind" -> contextKind = scalar(json, "/contextKind");
                case "batch" -> batch(json);
                default -> skip(json);
            }
        }
        if (json.nextToken() != null) {
            refuse("the body holds more than one JSON value");
        }
    }

    private void batch(JsonParser json) throws IOException {
        members.clear();
        batchSize = 0;
        firstId = null;
        firstName = null;
        batchSeen = true;
        if (json.nextToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            refuse("/batch must be an array");
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                member(json, "/batch/" + batchSize);
            } else {
                json.skipChildren();
                refuse("/batch/" + batchSize + " must be an object");
            }
            batchSize++;
        }
    }

    private void member(JsonParser json, String path) throws IOException {
        String cohortId = null;
        String cohortName = null;
        String userId = null;
        Boolean value = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "cohortId" -> cohortId = scalar(json, path + "/cohortId");
                case "cohortName" -> cohortName = scalar(json, path + "/cohortName");
                case "userId" -> userId = scalar(json, path + "/userId");
                case "value" -> value = flag(json);
                default -> skip(json);
            }
        }
        if (batchSize == 0) {
            firstId = required(cohortId, path + "/cohortId");
            firstName = required(cohortName, path + "/cohortName");
        }
        String id = required(cohortId == null ? firstId : cohortId, path + "/cohortId");
        String name = required(cohortName == null ? firstName : cohortName, path + "/cohortName");
        String key = required(userId, path + "/userId");
        if (value == null) {
            refuse(path + "/value must be true or false");
        }
        if (!id.isEmpty()) {
            members.add(new Member(id, name, key, Boolean.TRUE.equals(value)));
        }
    }

    /** Text or the digits of a number; empty for JavaScript's falsy values; null when absent or JSON null. */
    private String scalar(JsonParser json, String path) throws IOException {
        return switch (json.nextToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue() == 0 ? "" : json.getText();
            case VALUE_NULL -> null;
            default -> {
                json.skipChildren();
                refuse(path + " must be text");
                yield "";
            }
        };
    }

    private static Boolean flag(JsonParser json) throws IOException {
        return switch (json.nextToken()) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> {
                json.skipChildren();
                yield null;
            }
        };
    }

    private static void skip(JsonParser json) throws IOException {
        json.nextToken();
        json.skipChildren();
    }

    private String required(String value, String path) {
        if (value == null || value.isEmpty()) {
            refuse(path + " is required");
            return "";
        }
        return value;
    }

    private void refuse(String reason) {
        if (problem == null) {
            problem = reason;
        }
    }

    private ParsedBody result() {
        String environment = required(environmentId, "/environmentId");
        String kind = contextKind == null ? "user" : contextKind;
        if (!KIND.matcher(kind).matches() || kind.equals("kind") || kind.equals("multi")) {
            refuse("/contextKind is not a context kind");
        }
        if (!batchSeen || batchSize == 0) {
            refuse("/batch/0/cohortId is required");
        }
        return new ParsedBody(new SyncBody(environment, kind, List.copyOf(members)), problem);
    }
}
