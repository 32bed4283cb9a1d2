package io.github.camelaudience.standin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The individual targets of one segment and one context kind. Guarded by the {@link Ledger}. */
final class Targets {

    private static final int RECENT = 12;

    final Lane lane;
    final Map<String, SlotRecord> slots = new HashMap<>();
    final Set<String> excluded = new LinkedHashSet<>();
    private final Deque<SegmentView.Move> recent = new ArrayDeque<>(RECENT);
    private int size;
    private long applied;
    long lastChange;

    Targets(Lane lane) {
        this.lane = lane;
    }

    /** Includes or no longer includes a key. True if that changed something. */
    boolean include(String key, boolean in, long nowMillis, long change, boolean keepHistory) {
        applied++;
        SlotRecord slot = slots.computeIfAbsent(key, added -> new SlotRecord());
        if (keepHistory) {
            slot.history.append(in);
        }
        if (slot.in == in) {
            return false;
        }
        slot.in = in;
        size += in ? 1 : -1;
        lastChange = change;
        if (recent.size() == RECENT) {
            recent.removeLast();
        }
        recent.addFirst(new SegmentView.Move(key, in, nowMillis));
        return true;
    }

    /** Excludes or no longer excludes a key. True if that changed something. */
    boolean exclude(String key, boolean out) {
        return out ? excluded.add(key) : excluded.remove(key);
    }

    boolean includes(String key) {
        SlotRecord slot = slots.get(key);
        return slot != null && slot.in;
    }

    /** How many keys are included. */
    int size() {
        return size;
    }

    List<String> included() {
        return slots.entrySet().stream()
                .filter(slot -> slot.getValue().in)
                .map(Map.Entry::getKey)
                .toList();
    }

    Targets copy() {
        Targets copy = new Targets(lane);
        slots.forEach((key, slot) -> {
            if (slot.in) {
                copy.include(key, true, 0, 0, false);
            }
        });
        copy.excluded.addAll(excluded);
        return copy;
    }

    SegmentView view(Segment segment) {
        return new SegmentView(lane, segment.key, segment.kind, segment.name, size, applied, List.copyOf(recent));
    }

    /** One membership: its value and how it got there. */
    static final class SlotRecord {
        boolean in;
        final ValueHistory history = new ValueHistory();
    }
}
