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
import java.util.function.UnaryOperator;

/**
 * All segments of all kinds: what they are, final membership and history of every slot. Thread-safe; whoever reads a
 * {@link Segment} holds the ledger's lock.
 */
final class Ledger {

    /** The key that LaunchDarkly's own emulator gives to a synced segment, in front of the cohort id. */
    static final String SYNCED_KEY = "segment-audiences-";

    private final boolean keepHistory;
    private final UnaryOperator<String> audienceOf;
    private final Map<SegmentId, Segment> segments = new LinkedHashMap<>();
    private final Map<Lane, Targets> lanes = new HashMap<>();
    private final Map<SegmentId, Integer> deleted = new HashMap<>();
    private final List<SegmentListener> listeners = new CopyOnWriteArrayList<>();
    private long changes;

    Ledger(boolean keepHistory, UnaryOperator<String> audienceOf) {
        this.keepHistory = keepHistory;
        this.audienceOf = audienceOf;
    }

    /** Tells of every change from now on, beginning with what is there. */
    synchronized List<SegmentSnapshot> listen(SegmentListener listener) {
        listeners.add(listener);
        return snapshots();
    }

    void forget(SegmentListener listener) {
        listeners.remove(listener);
    }

    synchronized List<SegmentSnapshot> snapshots() {
        return segments.values().stream().map(Segment::snapshot).toList();
    }

    /** The audience that a segment which is not synced stands for. */
    String audienceOf(String segmentKey) {
        return audienceOf.apply(segmentKey);
    }

    /** Applies a request of an integration. Segments that do not exist are created. */
    synchronized void apply(SyncBody body, long nowMillis) {
        Map<Segment, List<TargetEdit>> changed = new LinkedHashMap<>(2);
        Segment segment = null;
        Targets targets = null;
        for (Member member : body.members()) {
            if (segment == null || !segment.audience.equals(member.cohortId())) {
                segment = synced(body.environmentId(), body.contextKind(), member, nowMillis);
                targets = targets(segment, body.contextKind());
            }
            if (segment.version == 0 || !segment.name.equals(member.cohortName())) {
                segment.name = member.cohortName();
                changed.computeIfAbsent(segment, key -> new ArrayList<>());
            }
            if (targets.include(member.userId(), member.value(), nowMillis, ++changes, keepHistory)) {
                changed.computeIfAbsent(segment, key -> new ArrayList<>())
                        .add(new TargetEdit(true, member.value(), body.contextKind(), List.of(member.userId())));
            }
        }
        changed.forEach((each, edits) -> changed(each, edits, nowMillis));
    }

    /** True if a segment that no integration made stands where this request would make one. */
    synchronized boolean collides(SyncBody body) {
        for (Lane lane : body.lanes()) {
            Segment there = segments.get(new SegmentId(lane.environment(), SYNCED_KEY + lane.cohortId()));
            if (there != null && there.kind != SegmentKind.SYNCED) {
                return true;
            }
        }
        return false;
    }

    private Segment synced(String environment, String contextKind, Member member, long nowMillis) {
        SegmentId id = new SegmentId(environment, SYNCED_KEY + member.cohortId());
        Segment there = segments.get(id);
        if (there != null) {
            return there;
        }
        Segment made = new Segment(
                environment,
                id.key(),
                SegmentKind.SYNCED,
                member.cohortId(),
                member.cohortName(),
                generation(id),
                nowMillis);
        made.contextKind = contextKind;
        segments.put(id, made);
        return made;
    }

    /** Creates a segment of this kind. The key must be free, and {@link #changed} makes its first version. */
    synchronized Segment create(String clientSideId, String key, SegmentKind kind, String name, long nowMillis) {
        SegmentId id = new SegmentId(clientSideId, key);
        Segment made = new Segment(clientSideId, key, kind, audienceOf(key), name, generation(id), nowMillis);
        segments.put(id, made);
        return made;
    }

    private int generation(SegmentId id) {
        return deleted.getOrDefault(id, 0) + 1;
    }

    /** The segment of this key, {@code null} for none. */
    synchronized Segment find(String clientSideId, String key) {
        return segments.get(new SegmentId(clientSideId, key));
    }

    /** All segments of an environment, in the order of their creation. */
    synchronized List<Segment> of(String clientSideId) {
        return segments.values().stream()
                .filter(segment -> segment.clientSideId.equals(clientSideId))
                .toList();
    }

    /** Applies edits that are known to be possible. */
    synchronized void apply(Segment segment, List<TargetEdit> edits, long nowMillis) {
        List<TargetEdit> effective = new ArrayList<>();
        for (TargetEdit edit : edits) {
            Targets targets = targets(segment, edit.contextKind());
            List<String> moved = new ArrayList<>();
            for (String key : edit.keys()) {
                boolean moves = edit.included()
                        ? targets.include(key, edit.add(), nowMillis, ++changes, keepHistory)
                        : targets.exclude(key, edit.add());
                if (moves) {
                    moved.add(key);
                }
            }
            if (!moved.isEmpty()) {
                effective.add(new TargetEdit(edit.included(), edit.add(), edit.contextKind(), moved));
            }
        }
        if (!effective.isEmpty()) {
            changed(segment, effective, nowMillis);
        }
    }

    /** Makes it a new version of the segment. */
    synchronized void changed(Segment segment, List<TargetEdit> edits, long nowMillis) {
        segment.version++;
        segment.modified = nowMillis;
        if (!listeners.isEmpty()) {
            SegmentFacts facts = segment.facts();
            listeners.forEach(listener -> listener.changed(facts, List.copyOf(edits)));
        }
    }

    synchronized void delete(Segment segment) {
        SegmentId id = new SegmentId(segment.clientSideId, segment.key);
        segments.remove(id);
        deleted.put(id, segment.generation);
        segment.targets.values().forEach(targets -> lanes.remove(targets.lane, targets));
        segment.version++;
        SegmentFacts facts = segment.facts();
        listeners.forEach(listener -> listener.deleted(facts));
    }

    private Targets targets(Segment segment, String contextKind) {
        Targets targets = segment.targets(contextKind);
        lanes.putIfAbsent(targets.lane, targets);
        return targets;
    }

    synchronized Map<Slot, Boolean> memberships() {
        Map<Slot, Boolean> all = new HashMap<>();
        lanes.forEach((lane, targets) -> targets.slots.forEach((userId, slot) -> all.put(slot(lane, userId), slot.in)));
        return all;
    }

    synchronized Map<Slot, ValueHistory> histories() {
        Map<Slot, ValueHistory> all = new HashMap<>();
        lanes.forEach((lane, targets) ->
                targets.slots.forEach((userId, slot) -> all.put(slot(lane, userId), slot.history.copy())));
        return all;
    }

    synchronized ValueHistory history(Slot slot) {
        Targets targets = lanes.get(new Lane(slot.environment(), slot.contextKind(), slot.cohortId()));
        Targets.SlotRecord found = targets == null ? null : targets.slots.get(slot.userId());
        return found == null ? new ValueHistory() : found.history.copy();
    }

    /** The contexts that are in, sorted. */
    synchronized Set<String> members(Predicate<Lane> which) {
        Set<String> members = new TreeSet<>();
        segments.values().forEach(segment -> segment.targets.values().forEach(targets -> {
            if (which.test(targets.lane)) {
                members.addAll(targets.included());
            }
        }));
        return members;
    }

    /** Digits of each slot's history, by context key. */
    synchronized Map<String, String> digits(Lane lane) {
        Map<String, String> digits = new LinkedHashMap<>();
        Targets targets = lanes.get(lane);
        if (targets != null) {
            targets.slots.forEach((userId, slot) -> digits.put(userId, slot.history.toString()));
        }
        return digits;
    }

    /** Segments, one view for each context kind in them, the one that changed last first. */
    synchronized List<SegmentView> segments() {
        List<Segment> sorted = new ArrayList<>(segments.values());
        sorted.sort(Comparator.comparingLong(Segment::lastChange).reversed());
        return sorted.stream().flatMap(segment -> segment.views().stream()).toList();
    }

    synchronized void clear() {
        segments.clear();
        lanes.clear();
        deleted.clear();
        listeners.forEach(SegmentListener::cleared);
    }

    private static Slot slot(Lane lane, String userId) {
        return new Slot(lane.environment(), lane.contextKind(), lane.cohortId(), userId);
    }

    private record SegmentId(String clientSideId, String key) {}
}
