package io.github.camelaudience.standin;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * LaunchDarkly's public contract: what each route answers, and what a sync request changes. Statuses and error documents
 * follow the API's documentation; where it is silent (the status for an unknown environment, for too many members) the
 * answer is a setting.
 */
final class LaunchDarklyApi {

    private final Accounts accounts;
    private final Limits limits;
    private final Ledger ledger;
    private final LongSupplier clockMillis;
    private final SegmentsApi rest;
    private volatile Predicate<String> poison = key -> false;

    LaunchDarklyApi(Accounts accounts, Limits limits, Ledger ledger, LongSupplier clockMillis) {
        this.accounts = accounts;
        this.limits = limits;
        this.ledger = ledger;
        this.clockMillis = clockMillis;
        this.rest = new SegmentsApi(accounts, limits, ledger, clockMillis);
    }

    void poison(Predicate<String> isPoison) {
        poison = isPoison;
    }

    /** True if the request counts against the account's rate limit. */
    boolean counts(Route route, RequestHead head) {
        return switch (route) {
            case GOALS, CONTROL, SDK, OTHER -> false;
            default -> accounts.knows(head.header("authorization"));
        };
    }

    Answer answer(HandledRequest exchange) {
        return switch (exchange.route) {
            case SEGMENT_TARGETS -> sync(exchange);
            case VERSIONS -> read(exchange, VERSIONS);
            case CALLER_IDENTITY -> read(exchange, CALLER_IDENTITY);
            case GOALS -> goals(exchange.head.path());
            case CONTROL, SDK, OTHER -> Answer.error(404, "Invalid resource identifier", id(exchange));
            default -> rest(exchange);
        };
    }

    /** Reads a body that changes memberships. */
    ParsedBody read(Route route, RequestHead head, byte[] body) {
        return route == Route.SEGMENT_TARGETS ? SyncBodyParser.parse(body) : rest.read(route, head, body);
    }

    /** Creates a segment that is there before any request. */
    void create(String projectKey, String environmentKey, String segment) {
        try {
            rest.create(projectKey, environmentKey, segment);
        } catch (IOException e) {
            throw new IllegalArgumentException("the segment is not JSON", e);
        }
    }

    private Answer rest(HandledRequest exchange) {
        String authorization = exchange.head.header("authorization");
        if (!accounts.knows(authorization)) {
            return invalidToken(exchange);
        }
        if (!accounts.mayWrite(authorization)) {
            switch (exchange.route) {
                case CREATE_SEGMENT, PATCH_SEGMENT, DELETE_SEGMENT -> {
                    return denied(exchange);
                }
                case SEGMENT_CONTEXTS -> {
                    // documented without a 403; 401 is said to stand for a missing permission, too
                    return invalidToken(exchange);
                }
                default -> {}
            }
        }
        return exchange.body.length > limits.maxBytes()
                ? Answer.error(413, "The request body is too large", id(exchange))
                : rest.answer(exchange, poison);
    }

    private static Answer denied(HandledRequest exchange) {
        return Answer.error(403, "Access to the requested resource was denied", id(exchange));
    }

    private Answer read(HandledRequest exchange, String document) {
        return accounts.knows(exchange.head.header("authorization"))
                ? Answer.json(200, document)
                : invalidToken(exchange);
    }

    private Answer goals(String path) {
        try {
            String clientSideId = URLDecoder.decode(
                    path.substring(Route.GOALS_PATH.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
            return Answer.empty(accounts.has(clientSideId) ? 200 : 404);
        } catch (IllegalArgumentException malformedEscape) {
            return Answer.empty(404);
        }
    }

    private Answer sync(HandledRequest exchange) {
        String authorization = exchange.head.header("authorization");
        if (!accounts.knows(authorization)) {
            return invalidToken(exchange);
        }
        if (!accounts.mayWrite(authorization)) {
            return denied(exchange);
        }
        if (exchange.body.length > limits.maxBytes()) {
            return Answer.error(413, "The request body is too large", id(exchange));
        }
        if (!isJson(exchange.head.header("content-type"))) {
            return Answer.error(400, "Content-Type must be application/json", id(exchange));
        }
        if (exchange.parsed.problem() != null) {
            return Answer.error(400, exchange.parsed.problem(), id(exchange));
        }
        return apply(exchange, exchange.parsed.body());
    }

    private Answer apply(HandledRequest exchange, SyncBody body) {
        if (!accounts.has(body.environmentId())) {
            return Answer.error(
                    limits.unknownEnvironmentStatus(), "/environmentId is not a known client-side ID", id(exchange));
        }
        if (body.members().size() > limits.maxMembers()) {
            return Answer.error(413, "The batch has too many members", id(exchange));
        }
        Predicate<String> isPoison = poison;
        for (Member member : body.members()) {
            if (isPoison.test(member.userId())) {
                return Answer.error(400, "The batch holds an invalid member", id(exchange));
            }
        }
        if (ledger.collides(body)) {
            return Answer.unknown("what a sync does to a segment that no integration made", id(exchange));
        }
        ledger.apply(body, clockMillis.getAsLong());
        exchange.applied = true;
        return Answer.empty(204);
    }

    static UUID id(HandledRequest exchange) {
        return new UUID(0x5afe_57a4_d1d0_4000L, 0x8000_0000_0000_0000L | exchange.number);
    }

    private static Answer invalidToken(HandledRequest exchange) {
        return Answer.error(401, "Invalid access token", id(exchange));
    }

    private static boolean isJson(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    private static final String VERSIONS =
            "{\"validVersions\":[20240415,20220603],\"latestVersion\":20240415,\"currentVersion\":20240415,\"beta\":false}";

    private static final String CALLER_IDENTITY =
            "{\"accountId\":\"5f00000000000000000acc01\",\"tokenName\":\"stand-in\","
                    + "\"tokenId\":\"5f000000000000000070ce01\",\"serviceToken\":true,\"scopes\":[]}";
}
