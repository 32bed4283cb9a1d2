package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Member;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.SyncBody;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Everything that a careful sender survives, drawn by a seed; and a count of the requests that were needed. */
final class SoakFaults {

    /** The sender gives up on an answer after this time. */
    static final long RESPONSE_TIMEOUT = 500;

    /** What changes memberships, and what comes before that. */
    private static final Set<Route> TOUCHED = EnumSet.copyOf(Route.WRITES);

    static {
        TOUCHED.addAll(Set.of(Route.GET_SEGMENT, Route.CREATE_SEGMENT, Route.LIST_PROJECTS));
    }

    private final Map<Slot, Integer> lastBody = new HashMap<>();
    private long needed;

    FaultPlan plan(SoakPlan soak) {
        FaultPlan faults = soak.faults() == 0 ? FaultPlan.none() : drawn(soak.faults(), soak.seed());
        if (soak.faults() > 0 && soak.throttled()) {
            faults = throttling(faults);
        }
        return faults.when(
                (route, body) -> {
                    note(body);
                    return false;
                },
                Fault.none());
    }

    private static FaultPlan drawn(double rate, long seed) {
        FaultPlan plan = FaultPlan.random(rate, seed).with(Fault.status(500), 4);
        for (int status : new int[] {408, 409, 423, 425, 502, 504}) {
            plan = plan.with(Fault.status(status), 1);
        }
        return plan.with(Fault.status(503), 3)
                .with(Fault.status(503).withHeader("Retry-After", "1"), 1)
                .with(Fault.status(503).afterApplying(), 2)
                .with(Fault.stall(), 3)
                .with(Fault.stallAfterApplying(), 3)
                .with(Fault.stalledBody(), 2)
                .with(Fault.reset(Fault.Moment.BEFORE_READING), 2)
                .with(Fault.reset(Fault.Moment.BEFORE_APPLYING), 2)
                .with(Fault.reset(Fault.Moment.DURING_ANSWER), 2)
                .with(Fault.reset(Fault.Moment.AFTER_APPLYING), 4)
                .with(Fault.close(), 2)
                .with(Fault.closeAfterApplying(), 2)
                .with(Fault.truncated(), 2)
                .with(Fault.slowDrip(Duration.ofMillis(40)), 1)
                .with(Fault.slowDrip(Duration.ofMillis(1)), 1)
                .on(TOUCHED.toArray(Route[]::new));
    }

    private static FaultPlan throttling(FaultPlan faults) {
        return faults.with(Fault.status(429), 1)
                .with(Fault.status(429).withHeader("Retry-After", "1"), 1)
                .with(Fault.status(429).withHeader("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), 1)
                .with(Fault.status(429).withHeader("Retry-After", "in a while"), 1)
                .with(Fault.status(429).withHeader("X-Ratelimit-Reset", "0"), 1);
    }

    /** A body that was in the last request of its first membership already is a repetition. */
    private synchronized void note(SyncBody body) {
        int hash = body.hashCode();
        boolean first = true;
        for (Member member : body.members()) {
            Slot slot = new Slot(body.environmentId(), body.contextKind(), member.cohortId(), member.userId());
            Integer last = lastBody.put(slot, hash);
            if (first && (last == null || last != hash)) {
                needed++;
            }
            first = false;
        }
    }

    /** Requests that a run without faults would have needed. */
    synchronized long needed() {
        return needed;
    }
}
