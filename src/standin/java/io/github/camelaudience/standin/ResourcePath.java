package io.github.camelaudience.standin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Names what a request to the REST API is about; empty for what its path does not name.
 *
 * @param project     the key of the project
 * @param environment the key of the environment
 * @param segment     the key of the segment
 * @param contextKey  the key of a context
 */
record ResourcePath(String project, String environment, String segment, String contextKey) {

    /** Reads the raw path of a request of this route; an escape that is malformed stands for itself. */
    static ResourcePath of(Route route, String path) {
        String[] parts = path.split("/", -1);
        return switch (route) {
            case LIST_SEGMENTS, CREATE_SEGMENT -> new ResourcePath(part(parts, 4), part(parts, 5), "", "");
            case GET_SEGMENT, PATCH_SEGMENT, DELETE_SEGMENT, SEGMENT_CONTEXTS, SEGMENT_CONTEXT ->
                new ResourcePath(part(parts, 4), part(parts, 5), part(parts, 6), part(parts, 8));
            case LIST_ENVIRONMENTS, GET_ENVIRONMENT, EVALUATE_SEGMENTS ->
                new ResourcePath(part(parts, 4), part(parts, 6), "", "");
            default -> new ResourcePath("", "", "", "");
        };
    }

    private static String part(String[] parts, int index) {
        if (index >= parts.length) {
            return "";
        }
        try {
            return URLDecoder.decode(parts[index].replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformedEscape) {
            return parts[index];
        }
    }
}
