package io.github.camelaudience.standin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One segment's memberships. Guarded by the {@link Ledger}. */
final class SegmentRecord {

    private static final int RECENT = 12;

    final Lane lane;
    final Map<String, SlotRecord> slots = new HashMap<>();
    private final Deque<SegmentView.Move> recent = new ArrayDeque<>(RECENT);
    private String name = "";
    private int size;
    private long applied;
    long lastChange;

    SegmentRecord(Lane lane) {
        this.lane = lane;
    }

    boolean apply(Member member, long nowMillis, long change, boolean keepHistory) {
        name = member.cohortName();
        applied++;
        SlotRecord slot = slots.computeIfAbsent(member.userId(), key -> new SlotRecord());
        if (keepHistory) {
            slot.history.append(member.value());
        }
        boolean moves = slot.in != member.value();
        if (moves) {
            slot.in = member.value();
            size += slot.in ? 1 : -1;
            lastChange = change;
            if (recent.size() == RECENT) {
                recent.removeLast();
            }
            recent.addFirst(new SegmentView.Move(member.userId(), slot.in, nowMillis));
        }
        return moves;
    }

    SegmentFacts facts() {
        String key = "segment-audiences-" + lane.cohortId();
        return new SegmentFacts(
                lane.environment(), key, SegmentKind.SYNCED, lane.cohortId(), name, lane.contextKind(), 1, 1);
    }

    SegmentSnapshot snapshot() {
        List<String> in = slots.entrySet().stream()
                .filter(slot -> slot.getValue().in)
                .map(Map.Entry::getKey)
                .toList();
        return new SegmentSnapshot(facts(), Map.of(lane.contextKind(), in), Map.of());
    }

    SegmentView view() {
        return new SegmentView(lane, name, size, applied, List.copyOf(recent));
    }

    /** One membership: its value and how it got there. */
    static final class SlotRecord {
        boolean in;
        final ValueHistory history = new ValueHistory();
    }
}
