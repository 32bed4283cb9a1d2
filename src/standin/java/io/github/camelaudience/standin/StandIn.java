package io.github.camelaudience.standin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A stand-in LaunchDarkly on 127.0.0.1.
 *
 * <pre>{@code
 * try (StandIn launchDarkly = StandIn.builder().token("api-test").environment("5f0000000000000000000001").start()) {
 *     send(launchDarkly.url());
 *     assertThat(launchDarkly.members("aud_1")).containsExactly("alice");
 * }
 * }</pre>
 *
 * All methods may be called from any thread. The same is served as JSON under {@code /standin/} and as a live page at
 * {@code /}.
 */
public final class StandIn implements AutoCloseable {

    /** So many members are told at most. */
    private static final int TOLD = 20;

    /** The access token of a stand-in that was given none. */
    public static final String DEFAULT_TOKEN = "api-5afe57a4-0000-4000-8000-000000000000";

    /** The client-side ID of a stand-in that was given none. */
    public static final String DEFAULT_ENVIRONMENT = "5f0000000000000000000001";

    /** The project of environments that were given none. */
    public static final String DEFAULT_PROJECT = "default";

    /** The key of the first environment that was given none. */
    public static final String DEFAULT_ENVIRONMENT_KEY = "test";

    private static final long OVERLAP_GRACE_MILLIS = 100;

    private final LoopbackServer server = new LoopbackServer();
    private final String token;
    private final Environment environment;
    private final Records records;
    private final LaunchDarklyApi api;
    private final RateLimiter limiter;
    private final Reception reception;
    private final SdkWire sdk;

    StandIn(StandInBuilder settings) {
        Set<String> tokens = settings.tokens.isEmpty() ? Set.of(DEFAULT_TOKEN) : settings.tokens;
        List<Environment> environments = settings.environments.isEmpty()
                ? List.of(Environment.of(DEFAULT_PROJECT, DEFAULT_ENVIRONMENT_KEY, DEFAULT_ENVIRONMENT))
                : settings.environments;
        token = tokens.iterator().next();
        environment = environments.get(0);
        long skew = settings.clockSkew.toMillis();
        LongSupplier clockMillis = () -> settings.clock.millis() + skew;
        records = new Records(
                new Ledger(settings.keepHistory, settings.audienceOf),
                new RequestLog(settings.keepRequests, settings.keepBytes),
                task -> server.schedule(task, OVERLAP_GRACE_MILLIS));
        api = new LaunchDarklyApi(
                new Accounts(tokens, settings.readOnlyTokens, environments),
                new Limits(
                        settings.maxMembers, settings.maxBytes, settings.maxTargets, settings.unknownEnvironmentStatus),
                records.ledger,
                clockMillis);
        api.poison(settings.poison);
        limiter = new RateLimiter(settings.rateLimit, clockMillis);
        reception = new Reception(api, limiter, records, settings.faults);
        AnswerWriter writer = new AnswerWriter(records, clockMillis, settings.latency);
        Map<String, String> bySdkKey =
                environments.stream().collect(Collectors.toMap(Environment::sdkKey, Environment::clientSideId));
        sdk = new SdkWire(new LinkedHashMap<>(settings.flags), bySdkKey, server, clockMillis, records.ledger);
        Control control = new Control(this, server, sdk);
        server.start(settings.port, () -> new Connection(reception, records, writer, control));
    }

    public static StandInBuilder builder() {
        return new StandInBuilder();
    }

    /** A running stand-in with default settings. */
    public static StandIn start() {
        return builder().start();
    }

    /** The base URL, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.port();
    }

    /** An access token it accepts. */
    public String token() {
        return token;
    }

    /** A client-side ID it knows. */
    public String environment() {
        return environment.clientSideId();
    }

    /** The SDK key of the environment {@link #environment()}; those of others are told by {@link Environment#sdkKey}. */
    public String sdkKey() {
        return environment.sdkKey();
    }

    /** The project key of the environment {@link #environment()}. */
    public String projectKey() {
        return environment.projectKey();
    }

    /** The key of the environment {@link #environment()} within its project. */
    public String environmentKey() {
        return environment.key();
    }

    /**
     * Creates a segment that somebody else owns, as {@code POST /api/v2/segments/{project}/{environment}} does.
     *
     * @param segment the body of that request, such as {@code {"key":"vip","name":"VIP","unbounded":true}}
     * @throws IllegalArgumentException if the route would refuse it
     */
    public void createSegment(String projectKey, String environmentKey, String segment) {
        api.create(projectKey, environmentKey, segment);
        records.signal.raise();
    }

    /** The flags it was given, and what SDKs reported of them. */
    public List<FlagView> flags() {
        return sdk.flags();
    }

    /** Cuts the streams of SDKs and Relays, which come again after a while. */
    public void dropStreams() {
        sdk.drop();
    }

    /** The value of every slot that was ever set. */
    public Map<Slot, Boolean> memberships() {
        return records.ledger.memberships();
    }

    /** The contexts that are in this audience, of whatever environment, context kind and kind of segment, sorted. */
    public Set<String> members(String cohortId) {
        return records.ledger.members(lane -> lane.cohortId().equals(cohortId));
    }

    /** The contexts that are in this segment, sorted. */
    public Set<String> members(Lane lane) {
        return records.ledger.members(lane::equals);
    }

    /** The values the slot took, oldest first; empty if it was never set. */
    public ValueHistory history(Slot slot) {
        return records.ledger.history(slot);
    }

    /** Likewise, for kind {@code user} in {@link #environment()}. */
    public ValueHistory history(String cohortId, String userId) {
        return history(new Slot(environment(), "user", cohortId, userId));
    }

    /** The histories of all slots. */
    public Map<Slot, ValueHistory> histories() {
        return records.ledger.histories();
    }

    /** All segments, the one that changed last first. */
    public List<SegmentView> segments() {
        return records.ledger.segments();
    }

    /** The requests that are remembered, in the order their bodies were in. */
    public List<RecordedRequest> requests() {
        return records.log.requests();
    }

    /** The remembered requests that change memberships, of an integration and of the REST API. */
    public List<RecordedRequest> syncRequests() {
        return requests().stream()
                .filter(request -> Route.WRITES.contains(request.route()))
                .toList();
    }

    /** The last of the remembered requests, oldest first. */
    public List<RecordedRequest> lastRequests(int count) {
        return records.log.last(count);
    }

    public Counters counters() {
        return records.counters();
    }

    /** The most requests of this lane that were open at once. */
    public int maxOpen(Lane lane) {
        return records.lanes.mostOpen(lane);
    }

    /** Requests that name an audience and are not answered yet. */
    public int openRequests() {
        return records.lanes.openNow();
    }

    /** Replaces the fault plan; scripts and draws start anew. */
    public void faults(FaultPlan plan) {
        reception.faults(plan);
    }

    public FaultPlan faults() {
        return reception.faults();
    }

    /** Replaces the rate limit; counting starts anew. */
    public void rateLimit(RateLimit limit) {
        limiter.limit(limit);
    }

    public RateLimit rateLimit() {
        return limiter.limit();
    }

    RateVerdict rateState() {
        return limiter.peek(Route.SEGMENT_TARGETS, token());
    }

    /** Replaces the poison keys. */
    public void poison(Predicate<String> isPoison) {
        api.poison(isPoison);
    }

    /** Waits until this many requests were received since the start or the last reset, and returns those remembered. */
    public List<RecordedRequest> awaitRequests(long count, Duration timeout) {
        await(count + " requests", () -> records.tally.received() >= count, timeout);
        return requests();
    }

    /**
     * Waits until the condition holds, which is asked again whenever a request comes or ends.
     *
     * @param what names what is expected, such as {@code ada in aud_vip}
     * @throws AssertionError when it does not hold in time; the message says what was expected and what is there
     */
    public void await(String what, BooleanSupplier condition, Duration timeout) {
        if (!records.signal.await(condition, timeout)) {
            throw new AssertionError("expected " + what + " within " + timeout + " but received "
                    + records.tally.received() + " requests, of which " + openRequests() + " are open; there "
                    + members());
        }
    }

    private String members() {
        List<String> members = memberships().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(each -> each.getKey().userId() + " in " + each.getKey().cohortId())
                .sorted()
                .limit(TOLD)
                .toList();
        return members.isEmpty() ? "is nobody" : "are " + String.join(", ", members);
    }

    Map<String, String> historyDigits(Lane lane) {
        return records.ledger.digits(lane);
    }

    /** Forgets all that was recorded, empties the rate limit's window and starts the fault plan anew. Settings stay. */
    public void reset() {
        records.clear();
        sdk.clear();
        limiter.limit(limiter.limit());
        reception.faults(reception.faults());
    }

    /** Closes all connections and ends the server's thread. Records can still be read. */
    @Override
    public void close() {
        server.close();
    }
}
