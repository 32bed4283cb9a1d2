package io.github.camelaudience.standin;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

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
    /** {@code GET /api/v2/segments/{project}/{environment}} */
    LIST_SEGMENTS,
    /** {@code POST /api/v2/segments/{project}/{environment}} */
    CREATE_SEGMENT,
    /** {@code GET /api/v2/segments/{project}/{environment}/{segment}} */
    GET_SEGMENT,
    /** {@code PATCH /api/v2/segments/{project}/{environment}/{segment}} */
    PATCH_SEGMENT,
    /** {@code DELETE /api/v2/segments/{project}/{environment}/{segment}} */
    DELETE_SEGMENT,
    /** {@code POST /api/v2/segments/{project}/{environment}/{segment}/contexts} */
    SEGMENT_CONTEXTS,
    /** {@code GET /api/v2/segments/{project}/{environment}/{segment}/contexts/{contextKey}} */
    SEGMENT_CONTEXT,
    /** {@code POST /api/v2/projects/{project}/environments/{environment}/segments/evaluate} */
    EVALUATE_SEGMENTS,
    /** {@code GET /api/v2/projects} */
    LIST_PROJECTS,
    /** {@code GET /api/v2/projects/{project}/environments} */
    LIST_ENVIRONMENTS,
    /** {@code GET /api/v2/projects/{project}/environments/{environment}} */
    GET_ENVIRONMENT,
    /** whatever else lies below {@code /api/v2/segments} and {@code /api/v2/projects}: 501, the stand-in does not know it */
    UNKNOWN,
    /** anything else: 404 */
    OTHER;

    /** The routes that change memberships. */
    public static final Set<Route> WRITES =
            Collections.unmodifiableSet(EnumSet.of(SEGMENT_TARGETS, PATCH_SEGMENT, SEGMENT_CONTEXTS));

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
        if (path.startsWith("/api/v2/segments/")) {
            return ofSegments(method, path.split("/", -1));
        }
        if (path.equals("/api/v2/projects") || path.startsWith("/api/v2/projects/")) {
            return ofProjects(method, path.split("/", -1));
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

    /** The parts are {@code "", api, v2, segments, project, environment, segment, contexts, key}. */
    private static Route ofSegments(String method, String[] parts) {
        if (parts.length > 7 && !parts[7].equals("contexts")) {
            return UNKNOWN;
        }
        return switch (parts.length + method) {
            case "6GET" -> LIST_SEGMENTS;
            case "6POST" -> CREATE_SEGMENT;
            case "7GET" -> GET_SEGMENT;
            case "7PATCH" -> PATCH_SEGMENT;
            case "7DELETE" -> DELETE_SEGMENT;
            case "8POST" -> SEGMENT_CONTEXTS;
            case "9GET" -> SEGMENT_CONTEXT;
            default -> UNKNOWN;
        };
    }

    /** The parts are {@code "", api, v2, projects, project, environments, environment, segments, evaluate}. */
    private static Route ofProjects(String method, String[] parts) {
        if ((parts.length > 5 && !parts[5].equals("environments"))
                || (parts.length > 7 && !parts[7].equals("segments"))
                || (parts.length > 8 && !parts[8].equals("evaluate"))) {
            return UNKNOWN;
        }
        return switch (parts.length + method) {
            case "4GET" -> LIST_PROJECTS;
            case "6GET" -> LIST_ENVIRONMENTS;
            case "7GET" -> GET_ENVIRONMENT;
            case "9POST" -> EVALUATE_SEGMENTS;
            default -> UNKNOWN;
        };
    }
}
