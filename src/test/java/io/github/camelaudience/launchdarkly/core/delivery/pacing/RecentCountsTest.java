package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecentCountsTest {

    @Test
    void theNewestIsTakenBack() {
        RecentCounts counts = new RecentCounts(10_000);
        counts.add(1_000);
        counts.add(9_000);
        counts.removeOne(10_500);
        assertThat(counts.since(8_000)).isZero();
        assertThat(counts.within(10_500)).isEqualTo(1);
        counts.removeOne(10_500);
        counts.removeOne(10_500);
        assertThat(counts.within(10_500)).isZero();
    }

    @Test
    void forgetsWhatIsOlderThanTheSpan() {
        RecentCounts counts = new RecentCounts(1_000);
        counts.add(0);
        counts.add(10);
        counts.add(500);
        assertThat(counts.within(500)).isEqualTo(3);
        assertThat(counts.within(1_049)).isEqualTo(3);
        assertThat(counts.within(1_050)).isEqualTo(1);
        assertThat(counts.within(5_000)).isZero();
        assertThat(counts.fewerAt(3, 600)).isEqualTo(600);
        assertThat(counts.fewerAt(2, 600)).isEqualTo(1_050);
        assertThat(counts.fewerAt(0, 600)).isEqualTo(1_550);
    }

    @Property(tries = 300)
    void neverCountsTooFewNorManyTooMany(@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 400) Integer> gaps) {
        RecentCounts counts = new RecentCounts(2_000);
        List<Long> times = new ArrayList<>();
        long now = -10_000;
        for (int gap : gaps) {
            now += gap;
            counts.add(now);
            times.add(now);
            long end = now;
            assertThat(counts.within(now))
                    .isGreaterThanOrEqualTo(
                            (int) times.stream().filter(t -> t >= end - 2_000).count())
                    .isLessThanOrEqualTo(
                            (int) times.stream().filter(t -> t >= end - 2_050).count());
            long free = counts.fewerAt(1, now);
            assertThat(counts.within(free)).isLessThanOrEqualTo(1);
        }
    }
}
