package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryCounters;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryState;
import io.github.camelaudience.launchdarkly.core.delivery.HeldAudience;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateBound;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiterState;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an endpoint stands at, for health check, JMX and console. Holds no secret and no identifier of a person: of
 * LaunchDarkly's words only those about the access token, because others may quote a context key.
 *
 * @param started             whether it runs; if not, there is nothing pending
 * @param changes             accepted changes, those superseded by newer ones included
 * @param failed              changes that failed their exchange
 * @param skipped             skipped messages by reason
 * @param rejected            rejected messages by reason
 * @param unread              bodies that could not be read, which failed their exchange
 * @param unreadableTime      changes whose message has no time that can be read, which count as happening on arrival
 * @param requests            requests sent, repeats included
 * @param retries             requests that repeated a failed one
 * @param throttled           requests that LaunchDarkly answered "too many requests"
 * @param consecutiveFailures requests since the last accepted one
 * @param lastSuccess         when LaunchDarkly last accepted a request, or {@code null}
 * @param lastOutcome         status, code and request id of the last answer, or {@code null}
 * @param unauthorized        LaunchDarkly's refusal of the access token, word by word, while it lasts; or {@code null}
 * @param held                why changes are held although no message is to blame, while it lasts; or {@code null}
 * @param heldAudiences       why single audiences are held, by their id, while it lasts; with the environment before the id where
 *                            routes name several
 * @param ledger              why the ledger cannot be read or written, while that lasts; or {@code null}
 * @param failing             the last attempts failed by a fault of LaunchDarkly or the network, and none was accepted since
 * @param coolingDown         nothing is sent, because the access token was refused or changes are held
 * @param pending             changes taken and not settled
 * @param oldestWaitingMillis age of the oldest exchange that is not settled; 0 if there is none
 * @param inFlight            requests under way
 * @param oldestRequestMillis how long the oldest of them has been under way; 0 if there is none
 * @param continuing          changes of settled exchanges whose routes have not gone on yet
 * @param allowedInFlight     how many requests may be under way with this account and token, by what was accepted so far
 * @param rateLimit           requests per window by the limit that leaves least, as far as known
 * @param rateRemaining       what may still be sent in this window by that limit, as far as known
 * @param rateWaitingMillis   how long nothing is sent because a limit is used up or LaunchDarkly asked for a pause; 0 if it is not so
 * @param rateHeldBy          what holds up the next request now
 * @param rateLimits          the limits of account, route and access token, as far as LaunchDarkly has told of them
 */
public record AudienceFigures(
        boolean started,
        long changes,
        long failed,
        Map<String, Long> skipped,
        Map<String, Long> rejected,
        long unread,
        long unreadableTime,
        long requests,
        long retries,
        long throttled,
        long consecutiveFailures,
        Instant lastSuccess,
        String lastOutcome,
        String unauthorized,
        String held,
        Map<String, String> heldAudiences,
        String ledger,
        boolean failing,
        boolean coolingDown,
        int pending,
        long oldestWaitingMillis,
        int inFlight,
        long oldestRequestMillis,
        int continuing,
        int allowedInFlight,
        OptionalLong rateLimit,
        OptionalLong rateRemaining,
        long rateWaitingMillis,
        RateBound rateHeldBy,
        Map<RateScope, Rate> rateLimits) {

    /**
     * Tells what one limit stands at.
     *
     * @param limit       requests per window
     * @param remaining   what may still be sent in this window, less what is under way
     * @param resetMillis how long until the window has surely ended
     */
    public record Rate(long limit, long remaining, long resetMillis) {}

    /** A wait for a limit that is worth a word. */
    private static final long LONG_WAIT_MILLIS = 5_000;

    private static final DeliveryState IDLE =
            new DeliveryState(0, 0, 0, 0, 0, 0, false, null, null, List.of(), null, null);

    /** Tells of an endpoint that does not run: what it has counted, and that nothing is pending. */
    static AudienceFigures stopped(DeliveryCounters counters, VerdictCounters verdicts) {
        return of(false, counters, verdicts, IDLE, RateLimiterState.UNKNOWN, 0);
    }

    /** Tells of an endpoint that runs; {@code now} is by the clock of {@code rate}. */
    static AudienceFigures running(
            DeliveryCounters counters, VerdictCounters verdicts, DeliveryState state, RateLimiterState rate, long now) {
        return of(true, counters, verdicts, state, rate, now);
    }

    private static AudienceFigures of(
            boolean started,
            DeliveryCounters counters,
            VerdictCounters verdicts,
            DeliveryState state,
            RateLimiterState rate,
            long now) {
        OptionalLong lastSuccess = counters.lastSuccessAt();
        return new AudienceFigures(
                started,
                counters.changes(),
                counters.failed(),
                verdicts.skipped(),
                verdicts.rejected(),
                verdicts.unreadBodies(),
                verdicts.unreadableTimes(),
                counters.requests(),
                counters.retries(),
                counters.throttled(),
                counters.consecutiveFailures(),
                lastSuccess.isPresent() ? Instant.ofEpochMilli(lastSuccess.getAsLong()) : null,
                counters.lastOutcome() == null ? null : counters.lastOutcome().describeWithoutMessage(),
                state.unauthorized() == null ? null : state.unauthorized().describe(),
                state.held() == null ? null : state.held().describe(),
                heldAudiences(state),
                ledger(state),
                counters.isFailing(),
                state.coolingDown(),
                state.pending(),
                state.oldestMillis(),
                state.inFlight(),
                state.oldestRequestMillis(),
                state.continuing(),
                rate.allowedInFlight(),
                rate.limit(),
                rate.remaining(),
                rate.waitingUntil().isPresent()
                        ? Math.max(0, rate.waitingUntil().getAsLong() - now)
                        : 0,
                rate.heldBy(),
                rateLimits(rate, now));
    }

    private static Map<RateScope, Rate> rateLimits(RateLimiterState state, long now) {
        Map<RateScope, Rate> known = new EnumMap<>(RateScope.class);
        for (RateScope scope : RateScope.values()) {
            RateLimiterState.Standing standing = state.of(scope);
            if (standing.limit().isPresent()) {
                known.put(
                        scope,
                        new Rate(
                                standing.limit().getAsLong(),
                                standing.remaining().orElse(0),
                                Math.max(0, standing.endsAt().orElse(now) - now)));
            }
        }
        return Collections.unmodifiableMap(known);
    }

    /** Says in words what is waited for, when that takes some seconds; {@code null} when it does not. */
    public String rateWaitingInWords() {
        return rateWaitingMillis < LONG_WAIT_MILLIS || rateHeldBy == RateBound.NONE
                ? null
                : "nothing is sent for " + rateWaitingMillis + " ms because of " + rateHeldBy.words();
    }

    private static String ledger(DeliveryState state) {
        RuntimeException failure = state.ledgerFailure();
        if (failure == null) {
            return null;
        }
        // only a ledger's own sentences are known to name nobody
        return failure instanceof LedgerException
                ? failure.getMessage()
                : failure.getClass().getSimpleName();
    }

    private static Map<String, String> heldAudiences(DeliveryState state) {
        boolean several = state.heldAudiences().stream()
                        .map(HeldAudience::environment)
                        .distinct()
                        .count()
                > 1;
        Map<String, String> held = new LinkedHashMap<>();
        state.heldAudiences()
                .forEach(audience -> held.put(
                        several ? audience.environment() + "/" + audience.audienceId() : audience.audienceId(),
                        audience.cause().describe()));
        return held;
    }

    public long skippedInAll() {
        return sum(skipped);
    }

    public long rejectedInAll() {
        return sum(rejected);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same as names and values for health details and JSON; what is not known is left out. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("started", started);
        map.put("changes", changes);
        map.put("failed", failed);
        map.put("skipped", skipped);
        map.put("rejected", rejected);
        map.put("unread", unread);
        map.put("unreadableTime", unreadableTime);
        map.put("requests", requests);
        map.put("retries", retries);
        map.put("throttled", throttled);
        map.put("consecutiveFailures", consecutiveFailures);
        putIfKnown(map, "lastSuccess", lastSuccess == null ? null : lastSuccess.toString());
        putIfKnown(map, "lastOutcome", lastOutcome);
        putIfKnown(map, "unauthorized", unauthorized);
        putIfKnown(map, "held", held);
        if (!heldAudiences.isEmpty()) {
            map.put("heldAudiences", heldAudiences);
        }
        putIfKnown(map, "ledger", ledger);
        map.put("failing", failing);
        map.put("coolingDown", coolingDown);
        map.put("pending", pending);
        map.put("oldestWaitingMillis", oldestWaitingMillis);
        map.put("inFlight", inFlight);
        map.put("oldestRequestMillis", oldestRequestMillis);
        map.put("continuing", continuing);
        map.put("allowedInFlight", allowedInFlight);
        rateLimit.ifPresent(value -> map.put("rateLimit", value));
        rateRemaining.ifPresent(value -> map.put("rateRemaining", value));
        map.put("rateWaitingMillis", rateWaitingMillis);
        putIfKnown(map, "rateHeldBy", rateHeldBy == RateBound.NONE ? null : rateHeldBy.toString());
        rateLimits.forEach((scope, rate) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("limit", rate.limit);
            one.put("remaining", rate.remaining);
            one.put("resetMillis", rate.resetMillis);
            map.put(scope + "Rate", one);
        });
        return map;
    }

    private static void putIfKnown(Map<String, Object> map, String name, Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
