package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Keeps all lanes in which something waits or is under way, and the queue of those whose next batch may go. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class Lanes {

    private final DeliverySettings settings;
    private final SegmentBackend backend;
    private final Map<UpdateTarget, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private LearnedSize learnedSize = LearnedSize.UNLIMITED;

    Lanes(DeliverySettings settings, SegmentBackend backend) {
        this.settings = settings;
        this.backend = backend;
    }

    /** How many have something that waits or is under way. */
    int size() {
        return (int) lanes.values().stream().filter(lane -> !lane.isEmpty()).count();
    }

    /** How many members the next request may have. */
    int maxMembers(long now) {
        return Math.min(settings.maxBatchSize(), learnedSize.at(now));
    }

    /** A request of that many members was too large. */
    void tooLarge(int members, long now) {
        learnedSize = learnedSize.refused(members, now);
    }

    /** A request of that many members was accepted. */
    void accepted(int members) {
        learnedSize = learnedSize.accepted(members);
    }

    Lane of(UpdateTarget target) {
        Lane lane = lanes.get(target);
        if (lane == null) {
            lane = new Lane(target, backend);
            lanes.put(target, lane);
        }
        return lane;
    }

    /**
     * Puts a lane in the queue if its next batch may go.
     *
     * @param hurry the linger time is not waited for
     * @return when it may go if that is later; {@link Long#MAX_VALUE} if there is nothing to wait for
     */
    long offer(Lane lane, boolean hurry, long now) {
        long dueAt = lane.dueAt(settings, maxMembers(now), hurry);
        if (dueAt > now) {
            return lane.isEmpty() && !lane.isOver(now) ? lane.gathersUntil() : dueAt;
        }
        lane.queued();
        ready.addLast(lane);
        return Long.MAX_VALUE;
    }

    /** Likewise for all of them; the earliest time. */
    long offerAll(boolean hurry, long now) {
        long earliest = Long.MAX_VALUE;
        for (Lane lane : lanes.values()) {
            earliest = Math.min(earliest, offer(lane, hurry, now));
        }
        lanes.values().removeIf(lane -> lane.isOver(now));
        return earliest;
    }

    /** When the batch was started that is under way for the longest time, if there is one. */
    OptionalLong oldestStart() {
        return lanes.values().stream()
                .filter(Lane::isInFlight)
                .mapToLong(Lane::oldestStart)
                .min();
    }

    /** The first of the queue, or {@code null}. */
    Lane peekReady() {
        return ready.peekFirst();
    }

    /** The first of the queue may go as when it was offered: no other batch of its lane has come back in trouble since. */
    boolean isFirstStillDue(boolean hurry, long now) {
        Lane lane = ready.peekFirst();
        lane.withdrawn();
        boolean due = lane.dueAt(settings, maxMembers(now), hurry) <= now;
        lane.queued();
        return due;
    }

    /** Takes out the first of the queue, to have its next batch started. */
    Lane pollReady() {
        return ready.pollFirst();
    }

    /** Takes out the first of the queue, which may not go now. */
    Lane withdrawReady() {
        Lane lane = ready.pollFirst();
        lane.withdrawn();
        return lane;
    }

    /** The next batch of a lane, which is in flight from now on; {@code null} if everything has expired meanwhile. */
    Batch start(Lane lane, long now) {
        return lane.start(maxMembers(now), settings.maxBatchBytes(), now);
    }

    void removeIfOver(Lane lane, long now) {
        if (lane.isOver(now)) {
            lanes.remove(lane.target, lane);
        }
    }

    /** Takes out all that waits; what is in flight is not touched. */
    List<PendingChange> clear(long now) {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().forEach(lane -> lane.clear(now, cleared));
        lanes.values().removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Likewise of one environment. */
    List<PendingChange> clear(String environment, long now) {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().stream()
                .filter(lane -> lane.target.environment().equals(environment))
                .forEach(lane -> lane.clear(now, cleared));
        lanes.values().removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Likewise of one audience. */
    List<PendingChange> clear(String environment, String audienceId, long now) {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().stream()
                .filter(lane -> lane.target.environment().equals(environment))
                .forEach(lane ->
                        lane.clear(each -> each.change.slot().audienceId().equals(audienceId), now, cleared));
        lanes.values().removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Nothing is to be sent. */
    boolean isIdle() {
        return lanes.values().stream().noneMatch(Lane::isWaiting);
    }

    /** How many members put aside {@code chosen} chooses. */
    long countSuspects(Predicate<Batch> chosen) {
        return lanes.values().stream()
                .flatMap(lane -> lane.suspects().stream())
                .filter(chosen)
                .count();
    }

    /** Takes out the members put aside that {@code chosen} chooses. */
    List<Batch> pollSuspects(Predicate<Batch> chosen) {
        List<Batch> polled = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            lane.suspects().stream().filter(chosen).forEach(polled::add);
            lane.suspects().removeIf(chosen);
        }
        lanes.values().removeIf(Lane::isEmpty);
        return polled;
    }

    /** Sends the members put aside that {@code chosen} chooses again. */
    void retrySuspects(Predicate<Batch> chosen, long now) {
        for (Lane lane : lanes.values()) {
            lane.retrySuspects(chosen);
            offer(lane, false, now);
        }
    }

    /** Takes out all that waits in lanes that wait for a retry. */
    List<PendingChange> clearRetrying(long now) {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().stream().filter(Lane::isRetrying).forEach(lane -> lane.clear(now, cleared));
        lanes.values().removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Takes out what waits and belongs to tickets opened at or before {@code millis}. */
    List<PendingChange> expire(long millis, long now) {
        List<PendingChange> expired = new ArrayList<>();
        lanes.values().forEach(lane -> lane.expire(millis, now, expired));
        lanes.values().removeIf(Lane::isEmpty);
        return expired;
    }

    /** Takes out everything, what is in flight included. */
    List<PendingChange> abandon(long now) {
        List<PendingChange> left = new ArrayList<>();
        lanes.values().forEach(lane -> left.addAll(lane.underWay()));
        lanes.values().forEach(lane -> lane.clear(now, left));
        lanes.clear();
        ready.clear();
        return left;
    }
}
