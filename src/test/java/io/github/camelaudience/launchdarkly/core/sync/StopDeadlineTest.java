package io.github.camelaudience.launchdarkly.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In virtual time. */
class StopDeadlineTest {

    private long now = 1_000_000;

    @ParameterizedTest
    @CsvSource({"45000, 44000", "2000, 1800", "5, 5", "0, 0"})
    void sendingLeavesAShareForClosing(long timeout, long forSending) {
        StopDeadline deadline = new StopDeadline(() -> now, timeout);
        assertThat(deadline.forSending()).isEqualTo(forSending);
        assertThat(deadline.left()).isEqualTo(timeout);
    }

    @Test
    void whatOneTakesTheOtherHasNot() {
        StopDeadline deadline = new StopDeadline(() -> now, 45_000);
        now += 30_000;
        assertThat(deadline.forSending()).isEqualTo(14_000);
        now += deadline.forSending();
        assertThat(deadline.forSending()).isZero();
        assertThat(deadline.left()).isEqualTo(1_000);
        now += 2_000;
        assertThat(deadline.left()).isZero();
    }

    @Test
    void whatTheRoutesHadOfItIsGone() {
        StopDeadline deadline = new StopDeadline(() -> now, 45_000, 30_000);
        assertThat(deadline.forSending()).isEqualTo(14_000);
        assertThat(deadline.left()).isEqualTo(15_000);
        StopDeadline over = new StopDeadline(() -> now, 45_000, 60_000);
        assertThat(over.forSending()).isZero();
        assertThat(over.left()).as("closing has its share").isEqualTo(1_000);
    }

    @Test
    void oneWithoutBoundIsLong() {
        StopDeadline deadline = new StopDeadline(() -> now, Long.MAX_VALUE);
        assertThat(deadline.forSending()).isGreaterThan(86_400_000);
    }
}
