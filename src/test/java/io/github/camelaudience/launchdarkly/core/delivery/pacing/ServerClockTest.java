package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ServerClockTest {

    private static final long T = 1_790_769_600_000L;

    @Test
    void knowsNothingBeforeTheFirstAnswer() {
        assertThat(ServerClock.UNKNOWN.isKnown()).isFalse();
        assertThat(ServerClock.UNKNOWN.localTimeAfter(T)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void oneAnswerBoundsTheOffset() {
        ServerClock clock = ServerClock.UNKNOWN.observe(T, T + 100, T + 150);
        assertThat(clock).isEqualTo(new ServerClock(-150, 899, T + 150));
        assertThat(clock.localTimeAfter(T + 5_000)).isEqualTo(T + 5_150);
    }

    @Test
    void answersNarrowIt() {
        ServerClock clock = ServerClock.UNKNOWN
                .observe(T, T + 100, T + 150)
                .observe(T, T + 920, T + 940)
                .observe(T + 1_000, T + 990, T + 1_010);
        assertThat(clock.least()).isEqualTo(-10);
        assertThat(clock.most()).isEqualTo(79);
    }

    @Test
    void startsAnewWhenAClockWasSet() {
        ServerClock clock = ServerClock.UNKNOWN.observe(T, T, T + 50).observe(T + 300_000, T + 1_000, T + 1_050);
        assertThat(clock).isEqualTo(new ServerClock(298_950, 299_999, T + 1_050));
    }

    @Test
    void ignoresAnAnswerThatCameBeforeItsRequest() {
        ServerClock clock = ServerClock.UNKNOWN.observe(T, T, T + 50);
        assertThat(clock.observe(T, T + 9_000, T)).isEqualTo(clock);
    }

    @Test
    void followsDrift() {
        ServerClock clock = ServerClock.UNKNOWN;
        long skew = 0;
        for (int i = 0; i < 100_000; i++) {
            long sent = T + i * 1_237L;
            skew = (long) (i * 1_237L * 50e-6); // 50 parts per million
            clock = clock.observe((sent + 10 + skew) / 1_000 * 1_000, sent, sent + 20);
        }
        assertThat(skew).isGreaterThan(6_000);
        assertThat(clock.least()).isBetween(skew - 100, skew);
        assertThat(clock.most()).isBetween(skew, skew + 100);
    }

    @Property(tries = 200)
    void holdsTheTruthAndConverges(@ForAll @LongRange(min = -3_000_000, max = 3_000_000) long skew, @ForAll long seed) {
        Random random = new Random(seed);
        ServerClock clock = ServerClock.UNKNOWN;
        long sent = T;
        for (int i = 0; i < 300; i++) {
            sent += random.nextInt(2_000);
            int up = 5 + random.nextInt(100);
            int down = random.nextInt(100);
            clock = clock.observe(Math.floorDiv(sent + up + skew, 1_000L) * 1_000, sent, sent + up + down);
            assertThat(skew).isBetween(clock.least(), clock.most());
        }
        assertThat(clock.most() - clock.least()).isLessThan(300);
    }
}
