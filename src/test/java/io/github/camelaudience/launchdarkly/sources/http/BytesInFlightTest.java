package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BytesInFlightTest {

    private final AtomicLong now = new AtomicLong(-17);
    private final List<String> gaveWay = new ArrayList<>();
    private final BytesInFlight inFlight = new BytesInFlight(100, now::get);

    private BytesInFlight.Share open(String name) {
        return inFlight.open(() -> gaveWay.add(name));
    }

    @Test
    void thereIsRoomForSoManyAndNoMore() {
        BytesInFlight.Share one = open("one");
        BytesInFlight.Share other = open("other");
        assertThat(one.grow(60)).isTrue();
        assertThat(other.grow(40)).isTrue();
        assertThat(other.grow(1)).isFalse();
        one.close();
        assertThat(inFlight.used()).isEqualTo(40);
        one.close();
        assertThat(inFlight.used()).isEqualTo(40);
    }

    @Test
    void whatStandsStillGivesWayTheOldestFirst() {
        BytesInFlight.Share first = open("first");
        BytesInFlight.Share second = open("second");
        BytesInFlight.Share third = open("third");
        first.grow(30);
        second.grow(30);
        third.grow(30);
        now.addAndGet(500);
        first.grow(1);
        now.addAndGet(500);
        assertThat(open("fourth").grow(20)).isTrue();
        assertThat(gaveWay).containsExactly("second");
        assertThat(open("fifth").grow(99)).isFalse(); // the first one is alive
        assertThat(second.grow(1)).isFalse();
        second.close();
        assertThat(inFlight.used()).isLessThanOrEqualTo(100);
    }

    @Test
    void whatHasArrivedStays() {
        BytesInFlight.Share whole = open("whole");
        whole.grow(90);
        whole.arrived();
        now.addAndGet(3_600_000);
        assertThat(open("other").grow(20)).isFalse();
        assertThat(gaveWay).isEmpty();
        whole.close();
        assertThat(inFlight.used()).isZero();
    }

    @Property
    void neverMoreThanTheLimitAndNothingIsLeft(@ForAll @Size(max = 300) List<@IntRange(max = 999) Integer> steps) {
        AtomicLong clock = new AtomicLong();
        BytesInFlight bounded = new BytesInFlight(100, clock::get);
        List<BytesInFlight.Share> shares = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            shares.add(bounded.open(() -> {}));
        }
        for (int step : steps) {
            BytesInFlight.Share share = shares.get(step % 5);
            switch (step / 5 % 6) {
                case 0 -> share.close();
                case 1 -> share.arrived();
                case 2 -> clock.addAndGet(step);
                case 3 -> shares.set(step % 5, replaced(bounded, share));
                default -> share.grow(step / 10);
            }
            assertThat(bounded.used()).isBetween(0L, 100L);
        }
        shares.forEach(BytesInFlight.Share::close);
        assertThat(bounded.used()).isZero();
    }

    private static BytesInFlight.Share replaced(BytesInFlight bounded, BytesInFlight.Share share) {
        share.close();
        return bounded.open(() -> {});
    }
}
