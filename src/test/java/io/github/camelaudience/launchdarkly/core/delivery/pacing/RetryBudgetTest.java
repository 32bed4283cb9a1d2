package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.delivery.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final long T = 1_000_000;

    private static RetryBudget used(int capacity) {
        RetryBudget budget = new RetryBudget(capacity, Duration.ofSeconds(5));
        for (int i = 0; i < capacity; i++) {
            assertThat(budget.reserve(T, true)).isZero();
            budget.ended();
        }
        return budget;
    }

    @Test
    void firstAttemptsCostNothing() {
        RetryBudget budget = new RetryBudget(1, Duration.ofSeconds(5));
        for (int i = 0; i < 1_000; i++) {
            assertThat(budget.reserve(T, false)).isZero();
            budget.ended();
        }
        assertThat(budget.reserve(T, true)).isZero();
    }

    @Test
    void anEmptyBudgetLetsOneProbeThroughPerInterval() {
        RetryBudget budget = used(3);
        assertThat(budget.reserve(T, false)).as("not yet an outage").isZero();
        budget.ended();
        assertThat(budget.reserve(T, true)).isEqualTo(5_000);
        assertThat(budget.isOutage()).isTrue();
        assertThat(budget.reserve(T + 1, false)).as("first attempts wait too").isEqualTo(4_999);
        assertThat(budget.reserve(T + 5_000, false)).isZero();
        assertThat(budget.reserve(T + 5_000, true)).isEqualTo(5_000);
        budget.ended();
        assertThat(budget.reserve(T + 9_999, true)).isEqualTo(1);
        assertThat(budget.reserve(T + 10_000, true)).isZero();
    }

    @Test
    void onlyOneProbeIsInFlight() {
        RetryBudget budget = used(1);
        budget.reserve(T, true);
        assertThat(budget.reserve(T + 5_000, true)).isZero();
        assertThat(budget.reserve(T + 20_000, true))
                .as("the first is under way")
                .isEqualTo(500);
        budget.ended();
        assertThat(budget.reserve(T + 20_000, true)).isZero();
        assertThat(budget.reserve(T + 79_999, true)).isEqualTo(500);
        assertThat(budget.reserve(T + 80_000, true)).as("taken for lost").isZero();
        budget.ended();
        assertThat(budget.reserve(T + 85_000, true)).isZero();
    }

    @Test
    void aSuccessEndsTheOutage() {
        RetryBudget budget = used(2);
        budget.reserve(T, true);
        assertThat(budget.reserve(T + 5_000, true)).isZero();
        budget.succeeded();
        assertThat(budget.isOutage()).isFalse();
        assertThat(budget.retriesLeft()).isEqualTo(2);
        assertThat(budget.inFlight()).isZero();
        assertThat(budget.reserve(T + 5_050, true)).isZero();
        assertThat(budget.reserve(T + 5_050, false)).isZero();
    }

    @Test
    void tenSuccessesEarnOneRetry() {
        RetryBudget budget = used(1);
        for (int i = 0; i < 10; i++) {
            assertThat(budget.retriesLeft()).isZero();
            budget.reserve(T, false);
            budget.succeeded();
        }
        assertThat(budget.retriesLeft()).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackDoesNotStretchTheWait() {
        RetryBudget budget = used(1);
        budget.reserve(T, true);
        assertThat(budget.reserve(T - 500_000, true)).isEqualTo(5_000);
        assertThat(budget.reserve(T - 495_000, true)).isZero();
    }

    @Test
    void fewFaultsAreRetriedAtOnceAndAmplifyLittle() {
        Random random = new Random(7);
        RetryBudget budget = new RetryBudget();
        int attempts = 0;
        int events = 1_000_000;
        for (int i = 0; i < events; i++) {
            boolean retry = false;
            boolean fault;
            do {
                assertThat(budget.reserve(i, retry)).isZero();
                attempts++;
                fault = random.nextInt(100) == 0;
                if (fault) {
                    budget.ended();
                } else {
                    budget.succeeded();
                }
                retry = true;
            } while (fault);
        }
        double amplification = (double) attempts / events;
        System.out.println("RetryBudget, 1 % faults, seed 7: amplification " + amplification);
        assertThat(amplification).isLessThanOrEqualTo(1.03);
    }

    /** A minute of outage under 50 busy lanes, then recovery; each lane waits by the policy, then by the budget. */
    @Test
    void anOutageOfAMinute() {
        long seed = 20261123;
        OutageRun run = new OutageRun(50, seed);
        run.until(T + 30_000, 60_000, T + 150_000);
        long emptied = run.budgetEmptiedAt;
        long duringOutage = run.attempts.stream()
                .filter(at -> at > emptied && at < T + 90_000)
                .count();
        long perSecondBefore =
                run.successes.stream().filter(at -> at < T + 30_000).count() / 30;
        long fullSpeedAfter = run.successes.stream()
                        .filter(at -> at >= T + 90_000 + 60_000 - 10_000)
                        .count()
                / 10;
        long firstSuccess = run.successes.stream()
                .filter(at -> at >= T + 90_000)
                .findFirst()
                .orElseThrow();
        long lastLaneBack = run.lastLaneBack(T + 90_000);
        System.out.printf(
                "RetryBudget, 60 s outage, 50 lanes, seed %d: empty after %d ms, then %d attempts in %d ms; first success"
                        + " %d ms and all lanes %d ms after recovery; %d/s before, %d/s after%n",
                seed,
                emptied - T - 30_000,
                duringOutage,
                T + 90_000 - emptied,
                firstSuccess - T - 90_000,
                lastLaneBack - T - 90_000,
                perSecondBefore,
                fullSpeedAfter);
        assertThat(emptied).isBetween(T + 30_000, T + 45_000);
        assertThat(duringOutage).isLessThanOrEqualTo((T + 90_000 - emptied) / 5_000 + 1);
        assertThat(run.mostInFlightInOutage).isEqualTo(1);
        assertThat(firstSuccess).isLessThanOrEqualTo(T + 90_000 + 6_000);
        assertThat(lastLaneBack).isLessThanOrEqualTo(T + 90_000 + 60_000);
        assertThat(fullSpeedAfter).isGreaterThanOrEqualTo(perSecondBefore * 95 / 100);
    }

    @Property(tries = 300)
    void neverNegativeNeverAboveTheIntervalAndNeverStuck(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 9) Integer> steps) {
        RetryBudget budget = new RetryBudget(5, Duration.ofSeconds(5));
        long now = T;
        for (int step : steps) {
            switch (step) {
                case 0 -> budget.succeeded();
                case 1, 2, 3 -> budget.ended();
                case 4 -> budget.ended();
                case 5 -> now += 1_700;
                default -> assertThat(budget.reserve(now, step > 6)).isBetween(0L, 5_000L);
            }
        }
        long asked = now;
        long wait;
        while ((wait = budget.reserve(now, true)) > 0) {
            now += wait;
        }
        assertThat(now - asked).as("even when every attempt in flight is lost").isLessThanOrEqualTo(65_000);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new RetryBudget(0, Duration.ofSeconds(5))).hasMessageContaining("capacity");
        assertThatThrownBy(() -> new RetryBudget(1, Duration.ZERO)).hasMessageContaining("probeInterval");
    }

    /** Lanes in virtual time: each sends, waits 20 to 200 ms for the answer, and retries what failed. */
    private static final class OutageRun {
        private record Step(long at, int lane, boolean answer, long order) {}

        private final RetryBudget budget = new RetryBudget();
        private final RetryPolicy policy = RetryPolicy.DEFAULT;
        private final Random random;
        private final int[] failures;
        private final long[] firstSuccessAfter;
        private final PriorityQueue<Step> steps =
                new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
        private final List<Long> attempts = new ArrayList<>();
        private final List<Long> successes = new ArrayList<>();
        private long order;
        private int inFlight;
        private int mostInFlightInOutage;
        private long budgetEmptiedAt;
        private long recoveredAt;

        OutageRun(int lanes, long seed) {
            random = new Random(seed);
            failures = new int[lanes];
            firstSuccessAfter = new long[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                later(T, lane, false);
            }
        }

        void until(long outageFrom, long outageFor, long end) {
            recoveredAt = outageFrom + outageFor;
            while (steps.peek().at < end) {
                Step step = steps.poll();
                boolean down = step.at >= outageFrom && step.at < recoveredAt;
                if (step.answer) {
                    answered(step, down);
                } else {
                    ask(step);
                }
            }
        }

        long lastLaneBack(long from) {
            long last = 0;
            for (long at : firstSuccessAfter) {
                assertThat(at).as("every lane is back").isGreaterThanOrEqualTo(from);
                last = Math.max(last, at);
            }
            return last;
        }

        private void ask(Step step) {
            long wait = budget.reserve(step.at, failures[step.lane] > 0);
            if (budget.isOutage() && budgetEmptiedAt == 0) {
                budgetEmptiedAt = step.at;
            }
            assertThat(wait).isBetween(0L, 5_000L);
            if (wait > 0) {
                later(step.at + wait, step.lane, false);
                return;
            }
            attempts.add(step.at);
            inFlight++;
            if (budget.isOutage()) {
                mostInFlightInOutage = Math.max(mostInFlightInOutage, inFlight);
            }
            later(step.at + 20 + random.nextInt(181), step.lane, true);
        }

        private void answered(Step step, boolean down) {
            inFlight--;
            if (down) {
                budget.ended();
                failures[step.lane]++;
                long delay = policy.delayMillis(failures[step.lane], OptionalLong.empty(), random.nextDouble());
                later(step.at + delay, step.lane, false);
            } else {
                budget.succeeded();
                failures[step.lane] = 0;
                successes.add(step.at);
                if (step.at >= recoveredAt && firstSuccessAfter[step.lane] == 0) {
                    firstSuccessAfter[step.lane] = step.at;
                }
                later(step.at, step.lane, false);
            }
        }

        private void later(long at, int lane, boolean answer) {
            steps.add(new Step(at, lane, answer, order++));
        }
    }
}
