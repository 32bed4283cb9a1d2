package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Keeps all lanes in which something waits or is under way, the queue of those whose next batch may go, and when to look at the others
 * again, so that what happens in one lane costs the same however many others there are. Not thread-safe: guarded by the lock of
 * {@link BatchSender}.
 */
final class Lanes {

    private static final long NEVER = Long.MAX_VALUE;
    /** Audiences whose lanes are at hand; a power of two. */
    private static final int FAMILIAR = 256;

    private final DeliverySettings settings;
    private final SegmentBackend backend;
    private final Map<UpdateTarget, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    /** Those to look at again at a time of their own, the earliest first. */
    private final TreeSet<Lane> later =
            new TreeSet<>(Comparator.comparingLong((Lane lane) -> lane.lookAt).thenComparingLong(lane -> lane.number));
    /** Those that have put members aside; a few that have no longer stay until they are looked at. */
    private final Set<Lane> suspicious = new LinkedHashSet<>();

    /** Of batches that are over although nobody knows whether LaunchDarkly will apply what they have sent. */
    private List<Claim> givenUp = new ArrayList<>(0);
    /** Those in which something was to be sent, ever. */
    private final Set<String> environments = new HashSet<>();

    private final AudienceKey[] familiarAudiences = new AudienceKey[FAMILIAR];
    private final Lane[] familiarLanes = new Lane[FAMILIAR];

    private LearnedSize learnedSize = LearnedSize.UNLIMITED;
    private long numbers;

    Lanes(DeliverySettings settings, SegmentBackend backend) {
        this.settings = settings;
        this.backend = backend;
    }

    /** Takes note that a batch is over; what it may have claimed others may write from now on. */
    void giveUp(Batch batch) {
        if (batch.claim() != null) {
            givenUp.add(batch.claim());
            batch.claimed(null);
        }
    }

    /** Takes out the claims that nobody needs any more. */
    List<Claim> pollGivenUp() {
        if (givenUp.isEmpty()) {
            return List.of();
        }
        List<Claim> polled = givenUp;
        givenUp = new ArrayList<>(0);
        return polled;
    }

    /** Changes are sent there. */
    void sendsTo(String environment) {
        environments.add(environment);
    }

    /** Where changes are sent, as far as that is known. */
    Set<String> environments() {
        return Set.copyOf(environments);
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

    /** The lane of a slot; that of an audience which was here a moment ago is found without its target. */
    Lane of(MembershipSlot slot) {
        int place = slot.audience().hashCode() & FAMILIAR - 1;
        Lane lane = familiarLanes[place];
        if (lane == null || lane.isRemoved() || !slot.audience().equals(familiarAudiences[place])) {
            lane = of(backend.targetOf(slot));
            familiarLanes[place] = lane;
            familiarAudiences[place] = slot.audience();
        }
        return lane;
    }

    Lane of(UpdateTarget target) {
        Lane lane = lanes.get(target);
        if (lane == null) {
            lane = new Lane(target, numbers++, backend, this::giveUp);
            lanes.put(target, lane);
            environments.add(target.environment());
        }
        return lane;
    }

    /**
     * Puts a lane in the queue if its next batch may go; else it is looked at again when it may, if that is a matter of time.
     *
     * @param hurry the linger time is not waited for
     */
    void offer(Lane lane, boolean hurry, long now) {
        lane.wake(now);
        long dueAt = lane.dueAt(settings, maxMembers(now), hurry);
        if (dueAt > now) {
            long again = lane.isEmpty() && !lane.isOver(now) ? lane.gathersUntil() : dueAt;
            lookAgain(lane, Math.min(again, lane.restsUntil()));
            return;
        }
        lookAgain(lane, lane.restsUntil());
        lane.queued();
        ready.addLast(lane);
    }

    /** Likewise for all whose time has come; nothing may come of it. */
    void offerDue(boolean hurry, long now) {
        while (nextLook() <= now) {
            Lane lane = later.first();
            offer(lane, hurry, now);
            removeIfOver(lane, now);
        }
    }

    /** Likewise for all of them. */
    void offerAll(boolean hurry, long now) {
        lanes.values().forEach(lane -> offer(lane, hurry, now));
        removeIf(lane -> lane.isOver(now));
    }

    /** When {@link #offerDue} has something to do, {@link Long#MAX_VALUE} if never. */
    long nextLook() {
        return later.isEmpty() ? NEVER : later.first().lookAt;
    }

    private void lookAgain(Lane lane, long at) {
        if (lane.lookAt != at) {
            later.remove(lane);
            lane.lookAt = at;
            if (at != NEVER) {
                later.add(lane);
            }
        }
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
            remove(lane);
        }
    }

    private void remove(Lane lane) {
        lookAgain(lane, NEVER);
        lane.removed();
        lanes.remove(lane.target, lane);
    }

    private void removeIf(Predicate<Lane> chosen) {
        lanes.values().removeIf(lane -> {
            boolean removed = chosen.test(lane);
            if (removed) {
                lookAgain(lane, NEVER);
                lane.removed();
            }
            return removed;
        });
    }

    /** Takes out all that waits; what is in flight is not touched. */
    List<PendingChange> clear(long now) {
        return clear(lane -> true, each -> true, now);
    }

    /** Likewise of one environment. */
    List<PendingChange> clear(String environment, long now) {
        return clear(lane -> lane.target.environment().equals(environment), each -> true, now);
    }

    /** Likewise of one audience. */
    List<PendingChange> clear(String environment, String audienceId, long now) {
        return clear(
                lane -> lane.target.environment().equals(environment),
                each -> each.change.slot().audienceId().equals(audienceId),
                now);
    }

    /** Likewise of what {@code chosen} chooses. */
    List<PendingChange> clear(Predicate<PendingChange> chosen, long now) {
        return clear(lane -> true, chosen, now);
    }

    private List<PendingChange> clear(Predicate<Lane> in, Predicate<PendingChange> chosen, long now) {
        List<PendingChange> cleared = new ArrayList<>();
        lanes.values().stream().filter(in).forEach(lane -> lane.clear(chosen, now, cleared));
        removeIf(Lane::isEmpty);
        return cleared;
    }

    /** Nothing is to be sent. */
    boolean isIdle() {
        return lanes.values().stream().noneMatch(Lane::isWaiting);
    }

    /** Puts a member aside that was refused alone. */
    void putAside(Lane lane, Batch batch, ApiOutcome refusal, long nextRequest) {
        lane.suspect(batch, refusal, nextRequest);
        suspicious.add(lane);
    }

    /** Whether any members are put aside. */
    boolean anySuspects() {
        suspicious.removeIf(lane -> lane.suspects().isEmpty());
        return !suspicious.isEmpty();
    }

    /** How many members put aside {@code chosen} chooses. */
    long countSuspects(Predicate<Batch> chosen) {
        return suspicious.stream()
                .flatMap(lane -> lane.suspects().stream())
                .filter(chosen)
                .count();
    }

    /** Takes out the members put aside that {@code chosen} chooses. */
    List<Batch> pollSuspects(Predicate<Batch> chosen) {
        List<Batch> polled = new ArrayList<>();
        for (Lane lane : suspicious) {
            lane.suspects().stream().filter(chosen).forEach(polled::add);
            lane.suspects().removeIf(chosen);
            if (lane.isEmpty()) {
                remove(lane);
            }
        }
        return polled;
    }

    /** Sends the members put aside that {@code chosen} chooses again. */
    void retrySuspects(Predicate<Batch> chosen, long now) {
        for (Lane lane : suspicious) {
            lane.retrySuspects(chosen);
            offer(lane, false, now);
        }
    }

    /** Takes out all that waits in lanes that wait for a retry. */
    List<PendingChange> clearRetrying(long now) {
        return clear(Lane::isRetrying, each -> true, now);
    }

    /** Takes out what waits and belongs to tickets opened at or before {@code millis}. */
    List<PendingChange> expire(long millis, long now) {
        List<PendingChange> expired = new ArrayList<>();
        lanes.values().forEach(lane -> lane.expire(millis, now, expired));
        removeIf(Lane::isEmpty);
        return expired;
    }

    /** Takes out everything, what is in flight included. */
    List<PendingChange> abandon(long now) {
        List<PendingChange> left = new ArrayList<>();
        lanes.values().forEach(lane -> left.addAll(lane.underWay()));
        lanes.values().forEach(lane -> {
            lane.clear(now, left);
            lane.removed();
        });
        lanes.clear();
        ready.clear();
        later.clear();
        suspicious.clear();
        return left;
    }
}
