package io.github.camelaudience.launchdarkly.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;

/**
 * Random schedules of exchanges, answers and latencies, each from one seed, against what must hold for all of them.
 *
 * <p>The order of one slot is by event time, then by arrival; arrival alone when no change has a time.
 */
class DeliveryModelTest {

    /** From the first good answer to the last change, in milliseconds: half of what an exchange has. */
    private static final long LONGEST_RECOVERY = 120_000;

    /** A change as it was submitted, in the order of arrival. */
    private record Arrival(MembershipChange change, DeliveryRig.Job job, int position, int number) {}

    private static final class Run {
        final SplittableRandom random;
        final DeliveryRig rig;
        final List<Arrival> arrivals = new ArrayList<>();
        /** Whether changes have event times that may go back, or none at all. */
        final boolean timed;

        final boolean unordered;
        /** Whether messages come more than once; their order is then told by distinct event times. */
        final boolean repeats;

        final double trouble;
        int messages;

        Run(long seed) {
            this(seed, 240_000);
        }

        Run(long seed, long retryTimeout) {
            random = new SplittableRandom(seed);
            timed = random.nextInt(4) > 0;
            unordered = timed && random.nextBoolean();
            repeats = timed && random.nextInt(3) == 0;
            trouble = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.6;
            rig = new DeliveryRig(options -> {
                options.seed = seed;
                options.maxBatchSize = 1 + random.nextInt(8);
                options.maxBatchBytes = random.nextBoolean() ? 1 << 20 : 100 + random.nextInt(400);
                options.linger = random.nextBoolean() ? 0 : random.nextInt(300);
                options.retryTimeout = retryTimeout;
                options.maxInFlight = 1 + random.nextInt(4);
            });
            rig.targets.script((request, number) -> next());
        }

        private ScriptedTargets.Answer next() {
            long latency = random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(100);
            if (random.nextDouble() >= trouble) {
                return ScriptedTargets.accepted().after(latency);
            }
            ScriptedTargets.Answer answer =
                    switch (random.nextInt(6)) {
                        case 0 -> ScriptedTargets.answer(429, null, ScriptedTargets.retryAfter(random.nextInt(2_000)));
                        case 1 -> ScriptedTargets.answer(503);
                        case 2 -> ScriptedTargets.broken();
                        case 3 -> ScriptedTargets.broken().thoughApplied();
                        case 4 -> ScriptedTargets.answer(500).thoughApplied();
                        default -> ScriptedTargets.answer(409);
                    };
            return answer.after(latency);
        }

        void submit(int audiences, int keys) {
            DeliveryRig.Job job = rig.new Job();
            rig.jobs.add(job);
            int size = random.nextInt(6);
            try (Submission submission = rig.sender.open(job.ticket)) {
                for (int i = 0; i < size; i++) {
                    MembershipChange change = repeats && !arrivals.isEmpty() && random.nextInt(5) == 0
                            ? arrivals.get(random.nextInt(arrivals.size())).change
                            : change(audiences, keys);
                    arrivals.add(new Arrival(change, job, submission.add(change), arrivals.size()));
                }
            }
        }

        private MembershipChange change(int audiences, int keys) {
            int number = messages++;
            long eventTime = 1_000 + (unordered ? random.nextInt(40) : number / 3);
            if (repeats) {
                eventTime = eventTime * 1_000 + number;
            }
            return DeliveryRig.change(
                    "a" + random.nextInt(audiences),
                    "u" + random.nextInt(keys),
                    random.nextBoolean(),
                    timed ? eventTime : MembershipChange.NO_EVENT_TIME,
                    "m" + number);
        }

        void go(int exchanges) {
            int audiences = 1 + random.nextInt(4);
            int keys = 1 + random.nextInt(6);
            for (int i = 0; i < exchanges; i++) {
                submit(audiences, keys);
                rig.time.advance(random.nextInt(3) == 0 ? 0 : random.nextInt(400));
            }
        }

        Map<MembershipSlot, List<Arrival>> bySlot() {
            Map<MembershipSlot, List<Arrival>> bySlot = new HashMap<>();
            arrivals.forEach(arrival -> bySlot.computeIfAbsent(arrival.change.slot(), slot -> new ArrayList<>())
                    .add(arrival));
            bySlot.values()
                    .forEach(list -> list.sort(Comparator.comparingLong((Arrival a) -> a.change.eventTime())
                            .thenComparingInt(Arrival::number)));
            return bySlot;
        }

        /** What was applied to each slot never goes back in its order, but for repeats of the request that was not answered. */
        void assertOrder() {
            bySlot().forEach((slot, ordered) -> {
                Map<MembershipChange, Integer> place = new IdentityHashMap<>();
                for (int i = 0; i < ordered.size(); i++) {
                    place.put(ordered.get(i).change, i);
                }
                int last = -1;
                for (MembershipChange applied : rig.targets.history.getOrDefault(slot, List.of())) {
                    assertThat(place.get(applied))
                            .as("place in the order of %s", slot)
                            .isGreaterThanOrEqualTo(last);
                    last = place.get(applied);
                }
            });
        }

        void assertFinal() {
            bySlot().forEach((slot, ordered) -> assertThat(rig.targets.isMember(slot))
                    .as("final value of %s", slot)
                    .isEqualTo(ordered.get(ordered.size() - 1).change.included()));
        }

        void assertEverythingArrived() {
            Set<String> applied = new HashSet<>();
            rig.targets.history.values().forEach(list -> list.forEach(change -> applied.add(change.messageId())));
            for (Arrival arrival : arrivals) {
                Settlement settlement = arrival.job.ticket.settlement(arrival.position);
                if (settlement instanceof Settlement.Skipped skipped && skipped.reason() == SkipReason.STALE) {
                    assertThat(timed).isTrue();
                } else if (settlement.equals(Settlement.ACCEPTED)) {
                    assertThat(applied).contains(arrival.change.messageId());
                }
                assertThat(settlement).isNotInstanceOf(Settlement.Failed.class);
                assertThat(settlement).isNotInstanceOf(Settlement.Refused.class);
            }
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void whateverTheServiceDoesOrderAndFinalValuesAreRight(@ForAll long seed) {
        Run run = new Run(seed);
        try (DeliveryRig rig = run.rig) {
            run.go(40);
            rig.targets.script((request, number) -> ScriptedTargets.accepted());
            long healthy = rig.time.now();
            rig.settle();
            assertThat(rig.time.now() - healthy).isLessThanOrEqualTo(LONGEST_RECOVERY);
            rig.assertAtRest();
            run.assertOrder();
            run.assertFinal();
            run.assertEverythingArrived();
        }
    }

    /** A 429 after little traffic held these up for minutes once. */
    @Property(shrinking = ShrinkingMode.OFF)
    void refusalsAreNotTakenForTinyLimits(@ForAll @LongRange(min = -8_800, max = -8_700) long seed) {
        whateverTheServiceDoesOrderAndFinalValuesAreRight(seed);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aDrainAtAnyTimeLeavesNothing(@ForAll long seed) throws InterruptedException {
        Run run = new Run(seed);
        try (DeliveryRig rig = run.rig) {
            run.go(1 + run.random.nextInt(30));
            rig.sender.drain(0);
            run.go(3);
            if (run.random.nextBoolean()) {
                rig.settle();
                assertThat(rig.sender.drain(0)).isTrue();
            }
            rig.sender.stop(1_000);
            rig.time.runUntil(() -> false);
            rig.assertAtRest();
            run.assertOrder();
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aStopAtAnyTimeSettlesEverythingAtOnce(@ForAll long seed) {
        Run run = new Run(seed);
        try (DeliveryRig rig = run.rig) {
            run.go(1 + run.random.nextInt(30));
            rig.sender.stop(1_000);
            rig.jobs.forEach(DeliveryRig.Job::assertSettledOnce);
            rig.time.runUntil(() -> false);
            rig.assertAtRest();
            run.assertOrder();
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void refusalsTimeoutsAndBadTokensSettleEveryChangeOnce(@ForAll long seed) {
        Run run = new Run(seed, 240_000);
        try (DeliveryRig rig = run.rig) {
            rig.targets.script((request, number) -> switch (run.random.nextInt(60)) {
                case 0 -> ScriptedTargets.answer(401);
                case 1, 2, 3 -> ScriptedTargets.answer(404);
                case 4, 5, 6, 7 -> ScriptedTargets.answer(413);
                default ->
                    run.random.nextInt(4) == 0
                            ? ScriptedTargets.answer(400)
                            : run.random.nextInt(3) == 0
                                    ? ScriptedTargets.answer(503).after(20_000)
                                    : run.next();
            });
            run.go(60);
            rig.settle();
            rig.assertAtRest();
        }
    }
}
