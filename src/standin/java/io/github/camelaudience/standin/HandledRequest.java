package io.github.camelaudience.standin;

import java.util.Set;

/** One request on its way through the server. Touched by the event loop only, but for {@link #endNanos}. */
final class HandledRequest {

    private static final byte[] NOT_READ = {};

    final long number;
    final RequestHead head;
    final Route route;
    final long startNanos;
    final RateVerdict rate;
    final FaultSequence.Decision decision;
    final FaultSequence faults;

    byte[] body = NOT_READ;
    ParsedBody parsed = ParsedBody.NONE;
    Set<Lane> lanes = Set.of();
    /** The memberships that it would change. */
    Set<Slot> slots = Set.of();

    Fault fault = Fault.none();
    int status;
    boolean applied;
    volatile long endNanos;

    HandledRequest(
            long number,
            RequestHead head,
            Route route,
            long startNanos,
            RateVerdict rate,
            FaultSequence faults,
            FaultSequence.Decision decision) {
        this.number = number;
        this.head = head;
        this.route = route;
        this.startNanos = startNanos;
        this.rate = rate;
        this.faults = faults;
        this.decision = decision;
    }

    boolean throttled() {
        return rate != null && !rate.allowed();
    }

    /** Which fault it meets can depend on the body. */
    void bodyRead(byte[] bytes, ParsedBody meaning) {
        body = bytes;
        parsed = meaning;
        lanes = parsed.body().lanes();
        slots = parsed.body().slots();
        fault = throttled() ? Fault.none() : faults.atBody(decision, route, parsed.body());
    }

    /** Whether both would change one membership of this lane. */
    boolean sharesSlotWith(HandledRequest other, Lane lane) {
        Set<Slot> fewer = slots.size() < other.slots.size() ? slots : other.slots;
        Set<Slot> more = fewer == slots ? other.slots : slots;
        return fewer.stream().anyMatch(slot -> slot.cohortId().equals(lane.cohortId()) && more.contains(slot));
    }

    RecordedRequest recorded() {
        return new RecordedRequest(
                number,
                route,
                head.method(),
                head.path(),
                head.headers(),
                body,
                parsed.body(),
                status,
                fault,
                applied,
                startNanos,
                endNanos);
    }
}
