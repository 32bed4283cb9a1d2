package io.github.camelaudience.standin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Notices when a sender has two requests open at once that change one membership, and how many of one lane.
 *
 * <p>A request is open from the moment its body is in until just before the last byte of its answer is handed over. A sender
 * that gives up on a stalled request closes its connection, and the news of that may arrive after the next request; so an
 * overlap counts when the older request is answered later, or is still there after a short grace, but not when it turns out
 * to be abandoned. Thread-safe.
 */
final class LaneWatch {

    private final Consumer<Runnable> afterGrace;
    private final Map<Lane, Set<HandledRequest>> open = new HashMap<>();
    private final Map<Lane, Integer> mostOpen = new HashMap<>();
    private final Map<HandledRequest, List<Suspicion>> suspicions = new HashMap<>();
    private long overlaps;

    LaneWatch(Consumer<Runnable> afterGrace) {
        this.afterGrace = afterGrace;
    }

    synchronized void opened(HandledRequest exchange) {
        for (Lane lane : exchange.lanes) {
            Set<HandledRequest> others = open.computeIfAbsent(lane, key -> new HashSet<>(2));
            mostOpen.putIfAbsent(lane, 1);
            Overlap overlap = new Overlap(lane);
            for (HandledRequest older : others) {
                Suspicion suspicion = new Suspicion(overlap, older.sharesSlotWith(exchange, lane));
                suspicions.computeIfAbsent(older, key -> new ArrayList<>(1)).add(suspicion);
                afterGrace.accept(() -> confirm(suspicion));
            }
            others.add(exchange);
        }
    }

    /** The last byte of the answer is about to be handed over, or the server is about to cut the connection. */
    synchronized void answered(HandledRequest exchange) {
        for (Suspicion suspicion : closed(exchange)) {
            confirm(suspicion);
        }
    }

    /** The client closed the connection before an answer. */
    synchronized void abandoned(HandledRequest exchange) {
        for (Suspicion suspicion : closed(exchange)) {
            suspicion.settled = true;
        }
    }

    private List<Suspicion> closed(HandledRequest exchange) {
        for (Lane lane : exchange.lanes) {
            Set<HandledRequest> others = open.get(lane);
            if (others != null && others.remove(exchange) && others.isEmpty()) {
                open.remove(lane);
            }
        }
        List<Suspicion> held = suspicions.remove(exchange);
        return held == null ? List.of() : held;
    }

    private synchronized void confirm(Suspicion suspicion) {
        if (!suspicion.settled) {
            suspicion.settled = true;
            overlaps += suspicion.sameSlot ? 1 : 0;
            mostOpen.merge(suspicion.overlap.lane, ++suspicion.overlap.open, Math::max);
        }
    }

    synchronized int mostOpen(Lane lane) {
        return mostOpen.getOrDefault(lane, 0);
    }

    synchronized int mostOpen() {
        return mostOpen.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    synchronized long overlaps() {
        return overlaps;
    }

    synchronized int openNow() {
        Set<HandledRequest> all = new HashSet<>();
        open.values().forEach(all::addAll);
        return all.size();
    }

    synchronized void clear() {
        open.clear();
        mostOpen.clear();
        suspicions.values().forEach(list -> list.forEach(suspicion -> suspicion.settled = true));
        suspicions.clear();
        overlaps = 0;
    }

    /** How many requests of a lane were open when one more came, itself included. */
    private static final class Overlap {
        final Lane lane;
        int open = 1;

        Overlap(Lane lane) {
            this.lane = lane;
        }
    }

    /** An older request that may or may not have been open. */
    private static final class Suspicion {
        final Overlap overlap;
        /** Whether both change one membership. */
        final boolean sameSlot;

        boolean settled;

        Suspicion(Overlap overlap, boolean sameSlot) {
            this.overlap = overlap;
            this.sameSlot = sameSlot;
        }
    }
}
