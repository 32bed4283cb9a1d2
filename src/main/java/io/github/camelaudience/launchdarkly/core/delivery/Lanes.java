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

    Lanes(DeliverySettings settings, SegmentBackend backend) {
        this.settings = settings;
        this.backend = backend;
    }

    int size() {
        return lanes.size();
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
        long dueAt = lane.dueAt(settings, hurry);
        if (dueAt > now) {
            return dueAt;
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
        return earliest;
    }

    /** When the batch was started that is under way for the longest time, if there is one. */
    OptionalLong oldestStart() {
        return lanes.values().stream()
                .filter(Lane::isInFlight)
                .mapToLong(Lane::startedAt)
                .min();
    }

    /** The first of the queue, or {@code null}. */
    Lane peekReady() {
        return ready.peekFirst();
    }

    Lane pollReady() {
        return ready.pollFirst();
    }

    void removeIfEmpty(Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(lane.target, lane);
        }
    }

    /** Takes out all that waits; what is in flight is not touched. */
    List<PendingChange> clear() {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().forEach(lane -> lane.clear(cleared));
        lanes.values().removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Likewise of one environment. */
    List<PendingChange> clear(String environment) {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().stream()
                .filter(lane -> lane.target.environment().equals(environment))
                .forEach(lane -> lane.clear(cleared));
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

    /**
     * Sends the members put aside that {@code chosen} chooses again, each alone, in their order and before what waits. Those of a lane
     * that is in flight stay: it may carry something newer of their slot.
     */
    void retrySuspects(Predicate<Batch> chosen, long now) {
        for (Lane lane : lanes.values()) {
            if (!lane.isInFlight()) {
                List<Batch> again = lane.suspects().stream().filter(chosen).toList();
                lane.suspects().removeAll(again);
                for (int i = again.size() - 1; i >= 0; i--) {
                    again.get(i).setAside(null, 0);
                    lane.before(again.get(i));
                }
                offer(lane, false, now);
            }
        }
    }

    /** Takes out all that waits in lanes that wait for a retry. */
    List<PendingChange> clearRetrying() {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().stream().filter(Lane::isRetrying).forEach(lane -> lane.clear(cleared));
        lanes.values().removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Takes out what waits and belongs to tickets opened at or before {@code millis}. */
    List<PendingChange> expire(long millis) {
        List<PendingChange> expired = new ArrayList<>();
        lanes.values().forEach(lane -> lane.expire(millis, expired));
        lanes.values().removeIf(Lane::isEmpty);
        return expired;
    }

    /** Takes out everything, what is in flight included. */
    List<PendingChange> abandon() {
        List<PendingChange> left = new ArrayList<>();
        lanes.values().forEach(lane -> left.addAll(lane.underWay()));
        lanes.values().forEach(lane -> lane.clear(left));
        lanes.clear();
        ready.clear();
        return left;
    }
}
