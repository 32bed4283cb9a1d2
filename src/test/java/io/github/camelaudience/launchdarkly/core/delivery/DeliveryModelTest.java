package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
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

    /** After this time a request has no effect any more: less than the ledger's {@code settleAfter}, which counts from the claim. */
    private static final long LONGEST_EFFECT = 240_000;

    /** A change as it was submitted, in the order of arrival. */
    private record Arrival(MembershipChange change, DeliveryRig.Job job, int position, int number) {}

    /** What shares a request. */
    private enum Shape {
        ONE_AUDIENCE(DeliveryRig.SYNCED),
        MANY_AUDIENCES(DeliveryRig.SYNCED_MANY),
        ALL_KINDS(new AllKindsBackend());

        final SegmentBackend backend;

        Shape(SegmentBackend backend) {
            this.backend = backend;
        }

        /** As it is, or with a limit and any rule about requests that meet. */
        SegmentBackend draw(SplittableRandom random) {
            BatchLimits.Concurrency[] all = BatchLimits.Concurrency.values();
            return this != ALL_KINDS && random.nextInt(4) == 0
                    ? backend
                    : new OtherLimits(backend, new BatchLimits(1 + random.nextInt(8), all[random.nextInt(all.length)]));
        }
    }

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
        final int environments;
        final Shape shape;

        int messages;

        Run(long seed, Shape shape) {
            this(seed, 240_000, shape);
        }

        Run(long seed, long retryTimeout, Shape shape) {
            this.shape = shape;
            random = new SplittableRandom(seed);
            timed = random.nextInt(4) > 0;
            unordered = timed && random.nextBoolean();
            repeats = timed && random.nextInt(3) == 0;
            trouble = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.6;
            environments = random.nextBoolean() ? 1 : 1 + random.nextInt(3);
            rig = new DeliveryRig(options -> {
                options.seed = seed;
                options.maxBatchSize = 1 + random.nextInt(8);
                options.maxBatchBytes = random.nextBoolean() ? 1 << 20 : 100 + random.nextInt(400);
                options.linger = random.nextBoolean() ? 0 : random.nextInt(300);
                options.retryTimeout = retryTimeout;
                options.maxInFlight = random.nextInt(4) == 0 ? 64 : 1 + random.nextInt(4);
                options.coolDown = random.nextBoolean() ? 60_000 : random.nextInt(2_000);
                options.shape = shape.draw(random);
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
            String audience = "a" + random.nextInt(audiences);
            String key = "u" + random.nextInt(keys);
            boolean included = random.nextBoolean();
            String kind = shape == Shape.ALL_KINDS && random.nextBoolean() ? "device" : "user";
            String environment = environments == 1 ? "env" : "env" + random.nextInt(environments);
            return new MembershipChange(
                    new MembershipSlot(environment, kind, audience, key),
                    audience + (random.nextInt(5) == 0 ? " new name" : " name"),
                    included,
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
        assertOrderAndFinalValues(new Run(seed, Shape.ONE_AUDIENCE));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void soTheyAreWithABackendOfAllKinds(@ForAll long seed) {
        assertOrderAndFinalValues(new Run(seed, Shape.ALL_KINDS));
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void soTheyAreWhereManyAudiencesShareRequests(@ForAll long seed) {
        assertOrderAndFinalValues(new Run(seed, Shape.MANY_AUDIENCES));
    }

    private static void assertOrderAndFinalValues(Run run) {
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
    void aDrainAtAnyTimeLeavesNothing(@ForAll long seed, @ForAll Shape shape) throws InterruptedException {
        Run run = new Run(seed, shape);
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
    void aStopAtAnyTimeSettlesEverythingAtOnce(@ForAll long seed, @ForAll Shape shape) {
        Run run = new Run(seed, shape);
        try (DeliveryRig rig = run.rig) {
            run.go(1 + run.random.nextInt(30));
            rig.sender.stop(1_000);
            rig.jobs.forEach(DeliveryRig.Job::assertSettledOnce);
            rig.time.runUntil(() -> false);
            rig.assertAtRest();
            run.assertOrder();
        }
    }

    @Property(tries = 900, shrinking = ShrinkingMode.OFF)
    void refusalsTimeoutsAndBadTokensSettleEveryChangeOnceAndKeepOrder(@ForAll long seed, @ForAll Shape shape) {
        Run run = new Run(seed, shape);
        try (DeliveryRig rig = run.rig) {
            rig.targets.script((request, number) -> switch (run.random.nextInt(60)) {
                case 0 -> ScriptedTargets.answer(401);
                case 1, 2, 3 -> ScriptedTargets.answer(404);
                case 8, 9 -> HeldAudienceTest.owned();
                case 10, 11 -> ScriptedTargets.answer(403);
                case 12, 13, 14 -> exceptSome(request, run.random, run.next().orNot());
                case 4, 5, 6, 7 -> ScriptedTargets.answer(413);
                default ->
                    run.random.nextInt(4) == 0
                            ? ScriptedTargets.answer(400)
                            : run.random.nextInt(3) == 0
                                    ? ScriptedTargets.answer(503).after(20_000)
                                    : run.next().orNot();
            });
            run.go(60);
            rig.settle();
            rig.assertAtRest();
            run.assertOrder();
        }
    }

    /** Some members have an outcome of their own. */
    private static ScriptedTargets.Answer exceptSome(
            SegmentUpdate request, SplittableRandom random, ScriptedTargets.Answer answer) {
        Map<MembershipSlot, ApiOutcome> exceptions = new HashMap<>();
        request.members().forEach(member -> {
            if (random.nextInt(3) == 0) {
                exceptions.put(
                        member.slot(),
                        ApiOutcome.unsent(
                                random.nextBoolean() ? Disposition.REFUSED : Disposition.AUDIENCE_HELD, "by itself"));
            }
        });
        return new ScriptedTargets.Answer(answer.outcome().except(exceptions), answer.millis(), answer.applied());
    }

    /** Each ticket has its own time, whoever it shares requests with: not less, and not more but for one request. */
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void everyTicketHasItsOwnTimeAndOneRequest(@ForAll long seed, @ForAll Shape shape) {
        long retryTimeout = 20_000;
        long slowest = 8_000;
        Run run = new Run(seed, retryTimeout, shape);
        int trouble = 1 + run.random.nextInt(4);
        try (DeliveryRig rig = run.rig) {
            rig.targets.script((request, number) -> {
                long latency = run.random.nextInt(3) == 0 ? run.random.nextLong(slowest + 1) : run.random.nextInt(300);
                ScriptedTargets.Answer answer = run.random.nextInt(4) >= trouble
                        ? ScriptedTargets.accepted()
                        : ScriptedTargets.answer(new int[] {400, 413, 422, 503, 429, 409}[run.random.nextInt(6)]);
                return answer.after(latency);
            });
            int audiences = 1 + run.random.nextInt(3);
            for (int i = 0; i < 80; i++) {
                if (run.random.nextBoolean()) {
                    rig.submit(run.change(audiences, 1 + run.random.nextInt(20)));
                } else {
                    run.submit(audiences, 20);
                }
                rig.time.advance(run.random.nextInt(3) == 0 ? 0 : run.random.nextInt(1_500));
            }
            rig.settle();
            rig.assertAtRest();
            for (DeliveryRig.Job job : rig.jobs) {
                long took = job.settledAt - job.ticket.openedAt();
                assertThat(took).as("time of a ticket").isLessThanOrEqualTo(retryTimeout + slowest);
                if (job.settlements().stream().anyMatch(DeliveryModelTest::isTimedOut)) {
                    assertThat(took).as("time of one that timed out").isGreaterThanOrEqualTo(retryTimeout);
                }
            }
        }
    }

    private static boolean isTimedOut(Settlement settlement) {
        return settlement instanceof Settlement.Failed failed
                && failed.cause().kind() == DeliveryFailure.Kind.TIMED_OUT;
    }

    private static Throwable anyThrowable(SplittableRandom random) {
        return switch (random.nextInt(9)) {
            case 0 -> new OutOfMemoryError("unable to create native thread");
            case 1 -> new OutOfMemoryError("Java heap space");
            case 2 -> new NoClassDefFoundError("org/example/Gone");
            case 3 -> new StackOverflowError();
            case 4 -> new RejectedExecutionException("full");
            case 5 -> new ExceptionInInitializerError("init");
            case 6 -> new AssertionError("assertion");
            case 7 -> new IOException("undeclared");
            default -> new IllegalStateException("mistake");
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /**
     * The ledger is away now and then, others write the same memberships, or die while they do, and requests whose answers are lost take
     * effect up to four minutes later: in the end LaunchDarkly has the newest values, and nothing is open.
     */
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void whateverHappensToTheLedgerAndHoweverLateRequestsTakeEffectItEndsRight(@ForAll long seed, @ForAll Shape shape) {
        Run run = new Run(seed, shape);
        double often = run.random.nextDouble() * 0.3;
        double late = run.random.nextDouble() * 0.3;
        boolean[] over = {false};
        Set<String> calls = Set.of("claim", "accepted", "ended", "unknown", "due");
        try (DeliveryRig rig = run.rig) {
            rig.options.hazard = part -> {
                if (!over[0] && calls.contains(part) && run.random.nextDouble() < often) {
                    throw new LedgerUnavailableException("away", null);
                }
            };
            rig.targets.script((request, number) -> {
                if (run.random.nextDouble() >= late) {
                    return run.next();
                }
                rig.time.in(run.random.nextLong(LONGEST_EFFECT), () -> rig.targets.takesEffect(request));
                return ScriptedTargets.broken();
            });
            for (int i = 0; i < 40; i++) {
                run.go(1);
                if (!run.arrivals.isEmpty() && run.random.nextInt(4) == 0) {
                    MembershipSlot slot = run.arrivals
                            .get(run.random.nextInt(run.arrivals.size()))
                            .change
                            .slot();
                    Claim other = rig.ledger.claim(
                            List.of(new MembershipChange(slot, "other", true, MembershipChange.NO_EVENT_TIME, null)));
                    if (run.random.nextInt(4) > 0) {
                        rig.time.in(run.random.nextInt(3_000), other::ended);
                    }
                }
            }
            rig.targets.script((request, number) -> ScriptedTargets.accepted());
            over[0] = true;
            rig.settle();
            rig.time.advance(LONGEST_EFFECT);
            rig.settleLost();
            rig.assertAtRest();
            run.assertFinal();
            run.assertEverythingArrived();
        }
    }

    /** Any part may throw anything at any time: every exchange is called back once, and nothing is left behind. */
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whateverAnyPartThrowsEveryTicketIsCalledBackOnceAndNoLaneIsDead(@ForAll long seed, @ForAll Shape shape) {
        Run run = new Run(seed, shape);
        double often = run.random.nextDouble() * 0.3;
        boolean[] over = {false};
        List<String> parts = List.of(
                "callback",
                "monitor",
                "claim",
                "accepted",
                "ended",
                "unknown",
                "workers",
                "alarm",
                "transport",
                "backend",
                "any");
        String only = parts.get(run.random.nextInt(parts.size()));
        Thread self = Thread.currentThread();
        self.setUncaughtExceptionHandler((thread, thrown) -> {});
        try (DeliveryRig rig = run.rig) {
            rig.options.hazard = part -> {
                if (!over[0] && (only.equals("any") || only.equals(part)) && run.random.nextDouble() < often) {
                    DeliveryModelTest.<RuntimeException>raise(anyThrowable(run.random));
                }
            };
            for (int i = 0; i < 40; i++) {
                try {
                    run.go(1);
                } catch (Throwable e) {
                    // a callback that was made on this thread
                }
            }
            rig.targets.script((request, number) -> ScriptedTargets.accepted());
            rig.settle();
            over[0] = true;
            assertThat(rig.sender.state().oldestMillis()).isZero();
            for (int audience = 0; audience < 5; audience++) {
                DeliveryRig.Job next = rig.submit(DeliveryRig.change("a" + audience, "later", true));
                rig.settle();
                assertThat(next.only()).isEqualTo(Settlement.ACCEPTED);
            }
            rig.time.runUntil(() -> false);
            rig.time.uncaught.clear();
            rig.told.clear();
            rig.jobs.forEach(DeliveryRig.Job::assertSettledOnce);
            assertThat(rig.targets.violations).isEmpty();
            assertThat(rig.sender.state().pending()).isZero();
            assertThat(rig.sender.state().inFlight()).isZero();
            assertThat(rig.sender.state().lanes()).isZero();
            assertThat(rig.gate.state(rig.time.now()).inFlight()).isZero();
            assertThat(rig.options.budget.inFlight()).isZero();
        } finally {
            self.setUncaughtExceptionHandler(null);
        }
    }
}
