package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the bodies that change a segment through the REST API: a semantic patch, and the lists of {@code /contexts}. What of
 * them LaunchDarkly's documentation does not tell is named, never guessed.
 */
final class EditParser {

    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9._-]+");

    private final List<TargetEdit> targets = new ArrayList<>();
    private final Set<String> addTags = new LinkedHashSet<>();
    private final Set<String> removeTags = new LinkedHashSet<>();
    private String name;
    private boolean ofBig;
    private String problem;
    private String unknown;

    private EditParser() {}

    /** Reads a semantic patch for an environment. */
    static ParsedBody patch(byte[] bytes, String environmentKey, SyncTarget target) {
        EditParser parser = new EditParser();
        JsonNode body = parser.document(bytes);
        JsonNode environment = body.path("environmentKey");
        if (!environment.isTextual() || environment.asText().isEmpty()) {
            parser.refuse("/environmentKey is required");
        } else if (!environment.asText().equals(environmentKey)) {
            parser.unknown = "what an environmentKey means that is not that of the path";
        }
        if (body.has("comment") && !body.path("comment").isTextual()) {
            parser.refuse("/comment must be text");
        }
        JsonNode instructions = body.path("instructions");
        if (!instructions.isArray() || instructions.isEmpty()) {
            parser.refuse("/instructions is required");
        } else {
            for (int i = 0; i < instructions.size(); i++) {
                parser.instruction(instructions.get(i), "/instructions/" + i, target);
            }
        }
        return parser.result(target);
    }

    /** Reads the lists of {@code /contexts}. */
    static ParsedBody contexts(byte[] bytes, SyncTarget target) {
        EditParser parser = new EditParser();
        JsonNode body = parser.document(bytes);
        for (String list : new String[] {"included", "excluded"}) {
            JsonNode lists = body.path(list);
            if (!lists.isMissingNode() && !lists.isObject()) {
                parser.refuse("/" + list + " must be an object");
            }
            Set<String> added = new LinkedHashSet<>();
            for (String verb : new String[] {"add", "remove"}) {
                if (lists.has(verb)) {
                    List<String> keys = parser.texts(lists.path(verb), "/" + list + "/" + verb);
                    if (verb.equals("add")) {
                        added.addAll(keys);
                    } else if (keys.stream().anyMatch(added::contains)) {
                        parser.unknown = "which counts when one list both adds and removes a key";
                    }
                    parser.targets.add(
                            new TargetEdit(list.equals("included"), verb.equals("add"), target.contextKind(), keys));
                }
            }
        }
        return parser.result(target);
    }

    private JsonNode document(byte[] bytes) {
        try {
            JsonNode body = StateJson.MAPPER.readTree(bytes);
            if (body.isObject()) {
                return body;
            }
            refuse("the body must be a JSON object");
        } catch (IOException e) {
            refuse("the body is not JSON");
        }
        return StateJson.MAPPER.createObjectNode();
    }

    private void instruction(JsonNode instruction, String path, SyncTarget target) {
        String kind = instruction.path("kind").asText("");
        switch (kind) {
            case "addIncludedTargets" -> targets(true, true, instruction, path);
            case "removeIncludedTargets" -> targets(true, false, instruction, path);
            case "addExcludedTargets" -> targets(false, true, instruction, path);
            case "removeExcludedTargets" -> targets(false, false, instruction, path);
            case "addIncludedUsers" -> users(true, true, instruction, path);
            case "removeIncludedUsers" -> users(true, false, instruction, path);
            case "addExcludedUsers" -> users(false, true, instruction, path);
            case "removeExcludedUsers" -> users(false, false, instruction, path);
            case "addBigSegmentIncludedTargets" -> ofBig(true, true, instruction, path, target);
            case "removeBigSegmentIncludedTargets" -> ofBig(true, false, instruction, path, target);
            case "addBigSegmentExcludedTargets" -> ofBig(false, true, instruction, path, target);
            case "removeBigSegmentExcludedTargets" -> ofBig(false, false, instruction, path, target);
            case "addTags" -> addTags.addAll(texts(instruction.path("values"), path + "/values"));
            case "removeTags" -> removeTags.addAll(texts(instruction.path("values"), path + "/values"));
            case "updateName" -> rename(instruction.path("value"), path + "/value");
            case "" -> refuse(path + "/kind is required");
            default -> unknown = "the instruction at " + path;
        }
    }

    private void targets(boolean included, boolean add, JsonNode instruction, String path) {
        String contextKind = instruction.path("contextKind").asText("");
        if (!KIND.matcher(contextKind).matches() || contextKind.equals("kind") || contextKind.equals("multi")) {
            refuse(path + "/contextKind is not a context kind");
        }
        targets.add(new TargetEdit(included, add, contextKind, texts(instruction.path("values"), path + "/values")));
    }

    private void users(boolean included, boolean add, JsonNode instruction, String path) {
        targets.add(new TargetEdit(included, add, "user", texts(instruction.path("values"), path + "/values")));
    }

    private void ofBig(boolean included, boolean add, JsonNode instruction, String path, SyncTarget target) {
        ofBig = true;
        targets.add(new TargetEdit(
                included, add, target.contextKind(), texts(instruction.path("values"), path + "/values")));
    }

    private void rename(JsonNode value, String path) {
        if (!value.isTextual() || value.asText().isEmpty()) {
            refuse(path + " must be text");
        }
        name = value.asText();
    }

    private List<String> texts(JsonNode values, String path) {
        List<String> texts = new ArrayList<>(values.size());
        if (!values.isArray()) {
            refuse(path + " must be an array");
        }
        for (JsonNode value : values) {
            if (!value.isTextual() || value.asText().isEmpty()) {
                refuse(path + "/" + texts.size() + " must be text");
            }
            texts.add(value.asText());
        }
        return texts;
    }

    private void refuse(String reason) {
        if (problem == null) {
            problem = reason;
        }
    }

    /** The memberships it sets, as an integration would have said it: so that faults, counts and lanes know every route. */
    private ParsedBody result(SyncTarget target) {
        List<Member> members = new ArrayList<>();
        String contextKind = null;
        for (TargetEdit edit : targets) {
            if (edit.included()) {
                contextKind = contextKind == null ? edit.contextKind() : contextKind;
                edit.keys().forEach(key -> members.add(new Member(target.audience(), target.name(), key, edit.add())));
            }
        }
        return new ParsedBody(
                new SyncBody(target.clientSideId(), contextKind == null ? target.contextKind() : contextKind, members),
                new ParsedBody.Edits(List.copyOf(targets), name, Set.copyOf(addTags), Set.copyOf(removeTags), ofBig),
                problem,
                unknown);
    }

    /**
     * What a request is about, as far as that is known before its body is read.
     *
     * @param clientSideId the environment's client-side ID, empty for none
     * @param audience     the audience that the segment stands for
     * @param name         the segment's name, its key if there is none
     * @param contextKind  the one context kind of a segment without bound, else {@code user}
     */
    record SyncTarget(String clientSideId, String audience, String name, String contextKind) {}
}
