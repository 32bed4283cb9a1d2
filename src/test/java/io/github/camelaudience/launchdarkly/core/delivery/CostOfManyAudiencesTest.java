package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RetryBudget;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/**
 * What one change costs does not depend on how many audiences and changes wait beside it. Measured is the processor time of the
 * thread that does it, so a busy machine changes little.
 */
class CostOfManyAudiencesTest {

    private static final int FEW = 20;
    private static final int MANY = 2_000;
    private static final int ROUNDS = 5;
    /** What runs beside it takes the caches away for a while: so often the rounds are made again. */
    private static final int TRIES = 6;
    /**
     * If each change looked at all audiences, it would cost up to a hundred times as much. One whose time is over costs some 10 ns more for each
     * audience that waits, which with so many is up to eight times as much.
     */
    private static final double MOST = 20;

    /** A sender on one thread: a request is under way until it is asked for, and time passes when it is told to. */
    private static final class OneThread {
        private record Alarm(long at, Runnable task) {}

        final Deque<Runnable> underWay = new ArrayDeque<>();
        final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
        final BatchSender sender;
        final int audiences;
        ApiOutcome answer = ApiOutcome.answered(200, ApiError.NONE, RateFacts.NONE);
        long now = VirtualTime.START;
        int people;

        OneThread(int audiences, BatchLimits limits) {
            this.audiences = audiences;
            DeliverySettings settings = new DeliverySettings(1_000, 1 << 20, 0, 1 << 16, 1 << 20, 240_000, 60_000);
            sender = new BatchSender(
                    settings,
                    new AnsweredBackend(new OtherLimits(DeliveryRig.SYNCED, limits), update -> answer),
                    new Pacing(new RateLimiter(), new RetryBudget()),
                    RetryPolicy.DEFAULT,
                    DeliveryRig.memory(1_000, () -> now),
                    new DeliveryMonitor() {},
                    new DeliveryRuntime(
                            () -> now,
                            underWay::addLast,
                            (millis, task) -> alarms.add(new Alarm(now + millis, task)),
                            () -> 0.5));
            for (int trip = 0; trip < 20; trip++) { // until so many may be under way
                submitToAll();
                answer(Integer.MAX_VALUE);
            }
            submitToAll();
            assertThat(underWay).hasSize(audiences);
        }

        void submitToAll() {
            for (int audience = 0; audience < audiences; audience++) {
                submit(audience);
            }
        }

        void submit(int audience) {
            MembershipChange change = DeliveryRig.change("a" + audience % audiences, "u" + people++, true);
            try (Submission submission = sender.open(new Ticket(done -> {}))) {
                submission.add(change);
            }
        }

        void answer(int requests) {
            for (int i = 0; i < requests && !underWay.isEmpty(); i++) {
                underWay.pollFirst().run();
            }
        }

        void pass(long millis) {
            long end = now + millis;
            while (!alarms.isEmpty() && alarms.peek().at <= end) {
                Alarm next = alarms.poll();
                now = Math.max(now, next.at);
                next.task.run();
            }
            now = end;
        }
    }

    @FunctionalInterface
    private interface Work {
        /** Prepares, and returns what is measured, once per change. */
        Runnable with(OneThread one);
    }

    private static void assertLikeCosts(String what, BatchLimits limits, int changes, Work work) {
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int tries = 0; tries < TRIES && (tries == 0 || many >= MOST * few); tries++) {
            few = Math.min(few, nanos(FEW, limits, changes, work));
            many = Math.min(many, nanos(MANY, limits, changes, work));
        }
        assertLikeCosts(what, few, many);
    }

    private static void assertLikeCosts(String what, double few, double many) {
        System.out.printf(
                "cost: %s: %.1f us with %d audiences, %.1f us with %d%n", what, few / 1e3, FEW, many / 1e3, MANY);
        assertThat(many).as(what).isLessThan(MOST * few);
    }

    private static double nanos(int audiences, BatchLimits limits, int changes, Work work) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            Runnable change = work.with(new OneThread(audiences, limits));
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < changes; i++) {
                change.run();
            }
            long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            best = Math.min(best, (double) took / changes);
        }
        return best;
    }

    @Test
    void aChangeThatComesBesideRequestsOfAllAudiences() {
        BatchLimits freely = new BatchLimits(1_000, BatchLimits.Concurrency.FREELY);
        assertLikeCosts("changes that come beside others", freely, 10_000, one -> {
            int[] audience = {0};
            return () -> {
                one.submit(audience[0] += 7);
                one.pass(1);
                one.answer(1);
            };
        });
    }

    @Test
    void aChangeThatIsAcceptedAfterAnotherWasPutAside() {
        assertLikeCosts("changes after one was put aside", BatchLimits.NONE_KNOWN, 10_000, one -> {
            one.answer(one.underWay.size());
            one.submit(0);
            one.submit(0);
            one.submit(0);
            one.answer(1);
            one.answer = ApiOutcome.answered(403, ApiError.NONE, RateFacts.NONE);
            one.answer(2);
            one.answer = ApiOutcome.answered(200, ApiError.NONE, RateFacts.NONE);
            one.submitToAll();
            int[] audience = {0};
            return () -> {
                one.submit(audience[0] += 7);
                one.answer(1);
            };
        });
    }

    @Test
    void aChangeWhoseTimeIsOver() {
        assertLikeCosts("changes whose time is over", BatchLimits.oneAtATime(1_000), 2_000, one -> {
            one.answer = ApiOutcome.unanswered(new IOException("down"));
            one.answer(one.underWay.size());
            for (int i = 0; i < 2_000; i++) {
                one.submit(i % FEW);
                one.now++;
            }
            for (int i = 0; i < 10 * one.audiences; i++) { // these come later, and wait all the time
                one.submit(i);
            }
            one.pass(237_900);
            return () -> one.pass(1);
        });
    }
}
