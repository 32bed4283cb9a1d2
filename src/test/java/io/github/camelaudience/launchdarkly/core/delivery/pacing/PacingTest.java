package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A permit that is not used uses nothing up. */
class PacingTest {

    private static final long T = 1_790_769_600_000L;
    private static final OptionalLong ABSENT = OptionalLong.empty();

    private final RateLimiter gate = new RateLimiter();
    private final RetryBudget budget = new RetryBudget(1, Duration.ofSeconds(60));
    private final Pacing pacing = new Pacing(gate, budget);

    @Test
    void whatAnOutageHoldsBackDoesNotCountAsSent() {
        assertThat(gate.reserve(T)).isZero();
        RateFacts five =
                new RateFacts(OptionalLong.of(5), OptionalLong.of(T + 10_000), OptionalLong.of(T), ABSENT, ABSENT);
        gate.answered(five, false, T, T + 20, 0);
        assertThat(budget.reserve(T + 20, true)).isZero();
        budget.ended();
        for (int i = 0; i < 100; i++) {
            assertThat(pacing.reserve(T + 40 + i, true)).isPositive();
        }
        assertThat(gate.state(T + 200).remaining()).hasValue(5);
        assertThat(gate.state(T + 200).inFlight()).isZero();
    }

    @Test
    void whatTheFenceSkipsDoesNotCountAsSent() {
        for (int window = 0; window < 2; window++) {
            long now = T + window * 10_020;
            for (int i = 0; i < 5; i++) {
                assertThat(gate.reserve(now)).isZero();
                gate.answered(RateFacts.NONE, false, now, now, 0);
            }
            assertThat(gate.reserve(now)).isZero();
            gate.answered(
                    new RateFacts(ABSENT, ABSENT, ABSENT, OptionalLong.of(10_000), ABSENT), true, now, now + 20, 0);
        }
        long later = T + 40_000;
        assertThat(gate.state(later).limit()).hasValue(5);
        for (int i = 0; i < 100; i++) {
            assertThat(pacing.reserve(later, false)).isZero();
            pacing.cancelled(later + 10);
        }
        assertThat(gate.state(later).remaining()).hasValue(5);
    }
}
