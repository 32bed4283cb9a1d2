package io.github.camelaudience.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The stand-in's own pages: the live page at {@code /} and JSON under {@code /standin/}. */
final class Control {

    private static final String SEGMENT = "/standin/segments/";
    private static final Map<String, String> PAGE_HEADERS = Map.of(
            "Content-Security-Policy",
            LivePage.POLICY,
            "X-Content-Type-Options",
            "nosniff",
            "Cache-Control",
            "no-store");

    private final StandIn standIn;
    private final StateJson json;
    private final LivePage page;
    private final LiveStream live;
    private final SdkWire sdk;

    Control(StandIn standIn, LoopbackServer server, SdkWire sdk) {
        this.standIn = standIn;
        this.json = new StateJson(standIn);
        this.page = new LivePage(json);
        this.live = new LiveStream(server, page);
        this.sdk = sdk;
    }

    void serve(Wire wire, RequestHead head, byte[] body, AnswerWriter writer) {
        if (head.method().equals("GET") && head.path().equals("/standin/live")) {
            live.join(wire);
        } else if (SdkWire.serves(head.method(), head.path())) {
            sdk.serve(wire, head, body, writer);
        } else {
            writer.writeControl(wire, head, answer(head, body));
        }
    }

    private Answer answer(RequestHead head, byte[] body) {
        try {
            return dispatch(head, body);
        } catch (IllegalArgumentException e) {
            return mistake(400, "the URL holds a malformed escape");
        }
    }

    private Answer dispatch(RequestHead head, byte[] body) {
        return switch (head.method()) {
            case "GET", "HEAD" -> get(head);
            case "POST" -> fromOtherSite(head) ? mistake(403, "requests of other sites are refused") : post(head, body);
            default -> mistake(405, "GET or POST");
        };
    }

    private Answer get(RequestHead head) {
        QueryStringDecoder query = new QueryStringDecoder("?" + head.query());
        String path = head.path();
        if (path.startsWith(SEGMENT)) {
            String cohortId = QueryStringDecoder.decodeComponent(
                    path.substring(SEGMENT.length()).replace("+", "%2B"));
            JsonNode segments = json.segmentsOf(cohortId, query.parameters().containsKey("history"));
            return segments.isEmpty() ? mistake(404, "no such segment") : json(segments);
        }
        return switch (path) {
            case "/" -> Answer.of(200, "text/html; charset=utf-8", page.whole()).with(PAGE_HEADERS);
            case "/standin/state" -> json(json.state());
            case "/standin/flags" -> json(json.flags());
            case "/standin/segments" -> json(json.segments(Integer.MAX_VALUE));
            case "/standin/requests" -> json(json.requests(limit(query), true));
            case "/standin/faults" -> json(StateJson.faults(standIn.faults()));
            case "/standin/rate-limit" -> json(rateLimit());
            default -> mistake(404, "no such page");
        };
    }

    private Answer post(RequestHead head, byte[] body) {
        switch (head.path()) {
            case "/standin/reset" -> {
                standIn.reset();
                return Answer.empty(204);
            }
            case "/standin/faults" -> {
                return change(
                        body, plan -> standIn.faults(FaultJson.plan(plan)), () -> StateJson.faults(standIn.faults()));
            }
            case "/standin/rate-limit" -> {
                return change(body, limit -> standIn.rateLimit(RateLimitJson.limit(limit)), this::rateLimit);
            }
            default -> {
                return mistake(404, "no such page");
            }
        }
    }

    private JsonNode rateLimit() {
        return StateJson.rateLimit(standIn.rateLimit(), standIn.rateState());
    }

    private static Answer change(byte[] body, Consumer<JsonNode> change, Supplier<JsonNode> changed) {
        try {
            change.accept(StateJson.MAPPER.readTree(body));
            return json(changed.get());
        } catch (JsonProcessingException e) {
            return mistake(400, "the body is not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            return mistake(400, e.getMessage());
        }
    }

    /** A web page of another origin must not steer the stand-in through the visitor's browser. */
    private static boolean fromOtherSite(RequestHead head) {
        String origin = head.header("origin");
        return !origin.isEmpty() && !origin.equals("http://" + head.header("host"));
    }

    private static int limit(QueryStringDecoder query) {
        String text = query.parameters().getOrDefault("limit", List.of("100")).get(0);
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 100;
        }
    }

    private static Answer json(JsonNode node) {
        return Answer.json(200, node.toString());
    }

    private static Answer mistake(int status, String message) {
        return Answer.json(
                status,
                StateJson.MAPPER.createObjectNode().put("message", message).toString());
    }
}
