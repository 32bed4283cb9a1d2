package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final OptionalLong NOTHING_ASKED = OptionalLong.empty();
    private final RetryPolicy policy = RetryPolicy.DEFAULT;

    @ParameterizedTest
    @CsvSource({"1,500", "2,1000", "3,2000", "4,4000", "5,8000", "6,16000", "7,30000", "8,30000", "1000,30000"})
    void doublesUpToTheCap(int attempt, long longest) {
        assertThat(policy.delayMillis(attempt, NOTHING_ASKED, 1)).isEqualTo(longest);
        assertThat(policy.delayMillis(attempt, NOTHING_ASKED, 0.5)).isEqualTo(longest / 2);
        assertThat(policy.delayMillis(attempt, NOTHING_ASKED, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1,2000,0,2000", // a floor
        "1,2000,1,2500", // and jitter upon it
        "6,2000,0.5,8000", // the longer one counts
        "1,29900,1,30000", // capped
        "1,1000000000000,0,30000",
        "1,9223372036854775807,1,30000",
        "1,-5000,0,0",
        "1,-9223372036854775808,1,500"
    })
    void whatTheServerAsksIsAFloor(int attempt, long asked, double random, long expected) {
        assertThat(policy.delayMillis(attempt, OptionalLong.of(asked), random)).isEqualTo(expected);
    }

    @Property
    void staysWithinBounds(
            @ForAll @IntRange(min = 1) int attempt,
            @ForAll long asked,
            @ForAll @DoubleRange(min = 0, max = 1) double random,
            @ForAll @LongRange(min = 1, max = 100_000) long base,
            @ForAll @LongRange(min = 0, max = 10_000_000_000L) long above) {
        RetryPolicy any = new RetryPolicy(Duration.ofMillis(base), Duration.ofMillis(base + above));
        long cap = base + above;
        assertThat(any.delayMillis(attempt, NOTHING_ASKED, random)).isBetween(0L, cap);
        assertThat(any.delayMillis(attempt, OptionalLong.of(asked), random))
                .isBetween(Math.max(0, Math.min(asked, cap)), cap);
        assertThat(any.delayMillis(attempt, NOTHING_ASKED, 1))
                .isLessThanOrEqualTo(any.delayMillis(Math.max(attempt, attempt + 1), NOTHING_ASKED, 1));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> policy.delayMillis(0, NOTHING_ASKED, 0)).hasMessageContaining("attempt");
        assertThatThrownBy(() -> new RetryPolicy(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("baseDelay");
        assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("maxDelay");
    }
}
