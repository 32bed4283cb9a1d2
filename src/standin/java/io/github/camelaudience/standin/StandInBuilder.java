package io.github.camelaudience.standin;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Settings of a {@link StandIn}. Everything has a default; nothing is read from outside. */
public final class StandInBuilder {

    final Set<String> tokens = new LinkedHashSet<>();
    final Set<String> readOnlyTokens = new LinkedHashSet<>();
    final List<Environment> environments = new ArrayList<>();
    int port;
    Clock clock = Clock.systemUTC();
    Duration clockSkew = Duration.ZERO;
    Duration latency = Duration.ZERO;
    RateLimit rateLimit = RateLimit.none();
    FaultPlan faults = FaultPlan.none();
    Predicate<String> poison = key -> false;
    int maxMembers = Integer.MAX_VALUE;
    int maxBytes = Limits.HARD_MAX_BYTES;
    int maxTargets = 15_000;
    int unknownEnvironmentStatus = 400;
    UnaryOperator<String> audienceOf = UnaryOperator.identity();
    int keepRequests = 10_000;
    long keepBytes = 64L * 1024 * 1024;
    boolean keepHistory = true;
    final Map<String, FlagRule> flags = new LinkedHashMap<>();

    StandInBuilder() {}

    /** The port to listen on; 0, the default, takes a free one. */
    public StandInBuilder port(int number) {
        port = number;
        return this;
    }

    /** An access token that may do everything. The first one is {@link StandIn#token()}. */
    public StandInBuilder token(String accessToken) {
        tokens.add(accessToken);
        return this;
    }

    /** An access token that may read but is refused when it writes: 403, or 401 by {@code /contexts}, which has no other. */
    public StandInBuilder readOnlyToken(String accessToken) {
        readOnlyTokens.add(accessToken);
        return this;
    }

    /**
     * A client-side ID that exists. The first one is {@link StandIn#environment()}. Its environment has the key {@code test}
     * in the project {@code default}; the next ones are {@code test-2}, {@code test-3} and so on.
     */
    public StandInBuilder environment(String clientSideId) {
        int number = environments.size() + 1;
        return environment(Environment.of(
                StandIn.DEFAULT_PROJECT,
                StandIn.DEFAULT_ENVIRONMENT_KEY + (number == 1 ? "" : "-" + number),
                clientSideId));
    }

    /** An environment that exists, with the keys that the REST API knows it by. */
    public StandInBuilder environment(Environment environment) {
        environments.removeIf(each -> each.clientSideId().equals(environment.clientSideId()));
        environments.add(environment);
        return this;
    }

    /**
     * Which audience a segment stands for that no integration made, by the segment's key: what {@link Lane#cohortId} and
     * {@link StandIn#members} say of it. The key itself by default.
     */
    public StandInBuilder audienceOf(UnaryOperator<String> ofSegmentKey) {
        audienceOf = ofSegmentKey;
        return this;
    }

    /** How many individual targets a standard segment holds at most: 15,000 by default, as documented. */
    public StandInBuilder maxTargets(int count) {
        maxTargets = count;
        return this;
    }

    /** The answer to a client-side ID that does not exist: 400 by default, LaunchDarkly does not document it. */
    public StandInBuilder unknownEnvironmentStatus(int status) {
        unknownEnvironmentStatus = status;
        return this;
    }

    /** The clock behind rate limit windows and the {@code Date} header. */
    public StandInBuilder clock(Clock source) {
        clock = source;
        return this;
    }

    /** How far the server's clock is ahead of {@link #clock}: shows in {@code Date} and in the reset of the rate limit. */
    public StandInBuilder clockSkew(Duration ahead) {
        clockSkew = ahead;
        return this;
    }

    /** A pause before every answer. A request takes effect before the pause. */
    public StandInBuilder latency(Duration pause) {
        latency = pause;
        return this;
    }

    /** None by default. */
    public StandInBuilder rateLimit(RateLimit limit) {
        rateLimit = limit;
        return this;
    }

    /** None by default. */
    public StandInBuilder faults(FaultPlan plan) {
        faults = plan;
        return this;
    }

    /** Context keys that make LaunchDarkly refuse the whole request with 400, without saying which. */
    public StandInBuilder poison(Predicate<String> isPoison) {
        poison = isPoison;
        return this;
    }

    /** Likewise, by name. */
    public StandInBuilder poison(String... userIds) {
        Set<String> keys = Set.of(userIds);
        return poison(keys::contains);
    }

    /** More elements than this get 413. LaunchDarkly documents no limit, so there is none by default. */
    public StandInBuilder maxMembers(int count) {
        maxMembers = count;
        return this;
    }

    /** Longer bodies get 413. LaunchDarkly documents no limit; here 64 MiB is the most in any case. */
    public StandInBuilder maxBytes(int bytes) {
        maxBytes = bytes;
        return this;
    }

    /** How many requests are remembered, 10,000 by default and 64 MiB of bodies at most; 0 for none. */
    public StandInBuilder keepRequests(int count) {
        keepRequests = count;
        return this;
    }

    /** Whether each slot's history is remembered, one bit per value; true by default. */
    public StandInBuilder keepHistory(boolean keep) {
        keepHistory = keep;
        return this;
    }

    /** A flag that SDKs are served, in every environment; none by default. */
    public StandInBuilder flag(String key, FlagRule rule) {
        flags.put(key, rule);
        return this;
    }

    /** Starts the server; it listens when this returns. */
    public StandIn start() {
        return new StandIn(this);
    }
}
