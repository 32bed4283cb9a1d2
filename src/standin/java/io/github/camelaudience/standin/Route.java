package io.github.camelaudience.standin;

/** What a request asks for: the unit of route rate limits (URL pattern and verb) and of fault plans. */
public enum Route {
    /** {@code POST /api/v2/segment-targets/segment-audiences} */
    SEGMENT_TARGETS,
    /** {@code GET /api/v2/versions} */
    VERSIONS,
    /** {@code GET /api/v2/caller-identity} */
    CALLER_IDENTITY,
    /** {@code HEAD /sdk/goals/{clientSideId}}, on the client SDK host; needs no token */
    GOALS,
    /** the stand-in's own pages: never limited, never faulted, not recorded */
    CONTROL,
    /** what SDKs and the Relay ask for: likewise */
    SDK,
    /** anything else: 404 */
    OTHER;

    static final String GOALS_PATH = "/sdk/goals/";

    static Route of(String method, String path) {
        if (SdkWire.serves(method, path)) {
            return SDK;
        }
        if (path.equals("/")
                || path.equals("/favicon.ico")
                || path.equals("/standin")
                || path.startsWith("/standin/")) {
            return CONTROL;
        }
        return switch (method) {
            case "POST" -> path.equals("/api/v2/segment-targets/segment-audiences") ? SEGMENT_TARGETS : OTHER;
            case "GET" -> get(path);
            case "HEAD" -> path.startsWith(GOALS_PATH) ? GOALS : OTHER;
            default -> OTHER;
        };
    }

    private static Route get(String path) {
        return switch (path) {
            case "/api/v2/versions" -> VERSIONS;
            case "/api/v2/caller-identity" -> CALLER_IDENTITY;
            default -> OTHER;
        };
    }
}
