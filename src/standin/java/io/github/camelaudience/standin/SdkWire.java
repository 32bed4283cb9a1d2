package io.github.camelaudience.standin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Answers what server-side SDKs and the Relay ask of LaunchDarkly's delivery network: streams, polls and reports. Nothing
 * of it counts against the API's rate limit. Event loop only, but for {@link #flags} and {@link #drop}.
 */
final class SdkWire {

    private static final String STREAM = "/all";
    private static final String POLL = "/sdk/latest-all";
    private static final String EVENTS = "/bulk";
    private static final String DIAGNOSTIC = "/diagnostic";
    private static final String RELAY_STREAM = "/big-segments";
    private static final String RELAY_POLL = "/sdk/big-segments/revisions";

    /** Not LaunchDarkly's: what a big-segment store that a Relay fills would answer. */
    private static final String STORE = "/standin/big-segment-store";

    private final Map<String, FlagRule> rules;
    private final Map<String, String> environmentsBySdkKey;
    private final LoopbackServer server;
    private final LongSupplier clockMillis;
    private final SdkData data;
    private final SdkStreams streams;
    private final FlagSightings sightings = new FlagSightings();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final Ledger ledger;
    private boolean listening;

    /**
     * Takes all there is to serve.
     *
     * @param rules                the flags by key
     * @param environmentsBySdkKey client-side IDs by SDK key
     * @param ledger               the segments
     */
    SdkWire(
            Map<String, FlagRule> rules,
            Map<String, String> environmentsBySdkKey,
            LoopbackServer server,
            LongSupplier clockMillis,
            Ledger ledger) {
        this.rules = rules;
        this.environmentsBySdkKey = environmentsBySdkKey;
        this.server = server;
        this.clockMillis = clockMillis;
        this.ledger = ledger;
        this.data = new SdkData(rules, this::flushSoon);
        this.streams = new SdkStreams(server, data);
    }

    /** True if the request is of an SDK, of a Relay or of a big-segment store. */
    static boolean serves(String method, String path) {
        return switch (path) {
            case STREAM, POLL, RELAY_STREAM, RELAY_POLL, STORE -> method.equals("GET");
            case EVENTS, DIAGNOSTIC -> method.equals("POST");
            default -> false;
        };
    }

    void serve(Wire wire, RequestHead head, byte[] body, AnswerWriter writer) {
        String environment = environmentsBySdkKey.get(head.header("authorization"));
        if (environment == null) {
            writer.writeControl(wire, head, Answer.json(401, "{\"message\":\"Invalid SDK key\"}"));
            return;
        }
        if (!listening) {
            // what nobody asks for is not kept
            listening = true;
            synchronized (ledger) {
                ledger.listen(data).forEach(data::begin);
                data.changes(); // nobody listened until now
            }
        }
        switch (head.path()) {
            case STREAM -> streams.joinSdk(wire, environment);
            case RELAY_STREAM -> streams.joinRelay(wire, environment);
            default -> writer.writeControl(wire, head, answer(environment, head, body));
        }
    }

    private Answer answer(String environment, RequestHead head, byte[] body) {
        QueryStringDecoder query = new QueryStringDecoder("?" + head.query());
        return switch (head.path()) {
            case POLL -> json(data.all(environment).toString());
            case RELAY_POLL ->
                json(data.revisions(environment, parameter(query, "after")).toString());
            case STORE -> store(environment, query);
            case EVENTS -> report(head, body);
            default -> Answer.empty(202);
        };
    }

    private Answer store(String environment, QueryStringDecoder query) {
        String hash = parameter(query, "hash");
        return json(
                hash.isEmpty()
                        ? "{\"synchronizedOn\":" + clockMillis.getAsLong() + "}"
                        : data.membership(environment, hash).toString());
    }

    private Answer report(RequestHead head, byte[] body) {
        try {
            sightings.read(body, head.header("content-encoding").equals("gzip"));
            return Answer.empty(202);
        } catch (IOException e) {
            return Answer.json(400, "{\"message\":\"the events are no JSON\"}");
        }
    }

    private static String parameter(QueryStringDecoder query, String name) {
        return query.parameters().getOrDefault(name, List.of("")).get(0);
    }

    private static Answer json(String text) {
        return Answer.json(200, text);
    }

    /** However many changes come at once, one event tells of them. */
    private void flushSoon() {
        if (flushing.compareAndSet(false, true)) {
            server.schedule(
                    () -> {
                        flushing.set(false);
                        streams.flush();
                    },
                    0);
        }
    }

    List<FlagView> flags() {
        return rules.entrySet().stream()
                .map(flag -> new FlagView(flag.getKey(), flag.getValue(), sightings.of(flag.getKey())))
                .toList();
    }

    /** Cuts the streams that are open now. */
    void drop() {
        server.schedule(streams::drop, 0);
    }

    void clear() {
        sightings.clear();
    }
}
