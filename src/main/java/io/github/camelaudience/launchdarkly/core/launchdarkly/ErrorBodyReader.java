package io.github.camelaudience.launchdarkly.core.launchdarkly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reads what LaunchDarkly says about an error; tolerant of empty, cut and HTML bodies, which tell nothing. */
public final class ErrorBodyReader {

    private static final int MAX_TEXT = 200;
    private static final JsonMapper MAPPER = new JsonMapper();

    private ErrorBodyReader() {}

    /**
     * Reads the body of an answer.
     *
     * @return {@link ApiError#NONE} for what is no error body; never an exception
     */
    public static ApiError read(byte[] body) {
        if (body.length == 0) {
            return ApiError.NONE;
        }
        try {
            JsonNode error = MAPPER.readTree(body);
            if (error == null) {
                return ApiError.NONE;
            }
            return new ApiError(text(error, "code"), text(error, "message"), text(error, "id"));
        } catch (IOException e) {
            return ApiError.NONE; // no JSON, or in an encoding that is none
        }
    }

    private static String text(JsonNode error, String member) {
        JsonNode value = error.path(member);
        return value.isTextual() ? printable(value.textValue()) : null;
    }

    /** Makes one line of at most 200 characters without control or direction-changing ones: it goes to logs and exceptions. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        for (int i = 0; i < text.length() && printable.length() < MAX_TEXT; i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean unprintable = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            printable.append(unprintable ? '?' : c);
        }
        return printable.toString();
    }
}
