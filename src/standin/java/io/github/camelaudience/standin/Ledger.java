package io.github.camelaudience.standin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Final membership and history of every slot. Thread-safe. */
final class Ledger {

    private final boolean keepHistory;
    private final Map<Lane, SegmentRecord> segments = new HashMap<>();
    private final List<SegmentListener> listeners = new CopyOnWriteArrayList<>();
    private long changes;

    Ledger(boolean keepHistory) {
        this.keepHistory = keepHistory;
    }

    synchronized void apply(SyncBody body, long nowMillis) {
        SegmentRecord segment = null;
        for (Member member : body.members()) {
            if (segment == null || !segment.lane.cohortId().equals(member.cohortId())) {
                Lane lane = new Lane(body.environmentId(), body.contextKind(), member.cohortId());
                segment = segments.computeIfAbsent(lane, SegmentRecord::new);
            }
            if (segment.apply(member, nowMillis, ++changes, keepHistory)) {
                TargetEdit edit =
                        new TargetEdit(true, member.value(), body.contextKind(), List.of(member.userId()));
                SegmentFacts facts = segment.facts();
                listeners.forEach(listener -> listener.changed(facts, List.of(edit)));
            }
        }
    }

    /** Tells of every change from now on, beginning with what is there. */
    synchronized List<SegmentSnapshot> listen(SegmentListener listener) {
        listeners.add(listener);
        return segments.values().stream().map(SegmentRecord::snapshot).toList();
    }

    synchronized Map<Slot, Boolean> memberships() {
        Map<Slot, Boolean> all = new HashMap<>();
        segments.forEach(
                (lane, segment) -> segment.slots.forEach((userId, slot) -> all.put(slot(lane, userId), slot.in)));
        return all;
    }

    synchronized Map<Slot, ValueHistory> histories() {
        Map<Slot, ValueHistory> all = new HashMap<>();
        segments.forEach((lane, segment) ->
                segment.slots.forEach((userId, slot) -> all.put(slot(lane, userId), slot.history.copy())));
        return all;
    }

    synchronized ValueHistory history(Slot slot) {
        SegmentRecord segment = segments.get(new Lane(slot.environment(), slot.contextKind(), slot.cohortId()));
        SegmentRecord.SlotRecord found = segment == null ? null : segment.slots.get(slot.userId());
        return found == null ? new ValueHistory() : found.history.copy();
    }

    /** The contexts that are in, sorted. */
    synchronized Set<String> members(Predicate<Lane> which) {
        Set<String> members = new TreeSet<>();
        segments.forEach((lane, segment) -> {
            if (which.test(lane)) {
                segment.slots.forEach((userId, slot) -> {
                    if (slot.in) {
                        members.add(userId);
                    }
                });
            }
        });
        return members;
    }

    /** Digits of each slot's history, by context key. */
    synchronized Map<String, String> digits(Lane lane) {
        Map<String, String> digits = new LinkedHashMap<>();
        SegmentRecord segment = segments.get(lane);
        if (segment != null) {
            segment.slots.forEach((userId, slot) -> digits.put(userId, slot.history.toString()));
        }
        return digits;
    }

    /** Segments, the one that changed last first. */
    synchronized List<SegmentView> segments() {
        List<SegmentRecord> sorted = new ArrayList<>(segments.values());
        sorted.sort(Comparator.comparingLong((SegmentRecord segment) -> segment.lastChange)
                .reversed());
        return sorted.stream().map(SegmentRecord::view).toList();
    }

    synchronized void clear() {
        segments.clear();
        listeners.forEach(SegmentListener::cleared);
    }

    private static Slot slot(Lane lane, String userId) {
        return new Slot(lane.environment(), lane.contextKind(), lane.cohortId(), userId);
    }
}
