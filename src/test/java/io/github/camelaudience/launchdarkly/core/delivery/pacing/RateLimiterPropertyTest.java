package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimitedServer.Style;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimiterSimulation.Figures;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimiterSimulation.Plan;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RateLimiterPropertyTest {

    private static final long T = 1_790_769_600_000L;

    private record Request(long sentAt, RateFacts answer) {}

    /** Whatever the server says, in whatever order, and wherever the clock steps: waits are bounded, and a permit comes in the end. */
    @Property(tries = 500)
    void neverNegativeNeverAboveTheCapNeverStuck(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60_000) int maxWait) {
        Random random = new Random(seed);
        RateLimiter limiter = new RateLimiter(Duration.ofMillis(maxWait));
        long now = T;
        for (int i = 0; i < 200; i++) {
            long wait = limiter.reserve(now);
            assertThat(wait).isBetween(0L, (long) maxWait);
            if (random.nextInt(4) == 0) {
                now += random.nextInt(20_000);
            }
            if (random.nextInt(50) == 0) {
                now += random.nextInt(1_000_000) - 500_000;
            }
            switch (random.nextInt(4)) {
                case 0 -> {} // lost: it is never reported back
                case 1 -> limiter.unanswered(now - random.nextInt(3_000), now);
                default -> {
                    long sentAt = now - random.nextInt(3_000);
                    limiter.answered(anyFacts(random, now), random.nextBoolean(), sentAt, now, random.nextDouble());
                }
            }
        }
        long asked = now;
        long wait;
        while ((wait = limiter.reserve(now)) > 0) {
            assertThat(wait).isLessThanOrEqualTo(maxWait);
            now += wait;
        }
        assertThat(now - asked).isLessThanOrEqualTo(maxWait + RateLimiter.CLOCK_TOLERANCE);
    }

    @Example
    void aClockThatIsSetBackByLessThanASecond() {
        neverNegativeNeverAboveTheCapNeverStuck(-1456, 1);
    }

    /** Within one window and with honest headers, no order of handling and answering lets one too many go. */
    @Property(tries = 1_000)
    void neverMorePermitsThanRemain(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int limit) {
        Random random = new Random(seed);
        RateLimiter limiter = new RateLimiter();
        List<Long> onTheWay = new ArrayList<>();
        List<Request> onTheWayBack = new ArrayList<>();
        int counted = 1;
        assertThat(limiter.reserve(T)).isZero();
        limiter.answered(facts(limit - 1, T + 10_000, T), false, T, T + 1, random.nextDouble());
        long now = T + 1;
        while (now < T + 9_700) {
            now += random.nextInt(200);
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (limiter.reserve(now) == 0) {
                        assertThat(counted + onTheWay.size()).isLessThan(limit);
                        onTheWay.add(now);
                    }
                }
                case 1 -> {
                    if (!onTheWay.isEmpty()) {
                        long sentAt = onTheWay.remove(random.nextInt(onTheWay.size()));
                        counted++;
                        onTheWayBack.add(new Request(sentAt, facts(limit - counted, T + 10_000, now / 1_000 * 1_000)));
                    }
                }
                default -> {
                    if (!onTheWayBack.isEmpty()) {
                        Request request = onTheWayBack.remove(random.nextInt(onTheWayBack.size()));
                        if (random.nextInt(10) == 0) {
                            limiter.unanswered(request.sentAt, now);
                        } else {
                            limiter.answered(request.answer, false, request.sentAt, now, random.nextDouble());
                        }
                    }
                }
            }
        }
    }

    /** Over many windows: an honest server never has to refuse, whatever the clocks and the latencies. */
    @Property(tries = 150)
    void anHonestServerNeverRefuses(
            @ForAll @IntRange(min = 8, max = 300) int limit,
            @ForAll @IntRange(min = 1, max = 8) int lanes,
            @ForAll @LongRange(min = -400_000, max = 400_000) long skew,
            @ForAll long seed) {
        for (Style style : List.of(Style.ROUTE_AND_GLOBAL, Style.REMAINING_WITHOUT_RESET)) {
            Figures figures = new LimiterSimulation(new Plan(style, limit, skew, lanes, 0, 30, 0, seed)).run();
            assertThat(figures.refused()).as(style.name()).isZero();
        }
    }

    /** The first requests reach the server in two of its windows, and nothing but their count tells. */
    @Example
    void aFirstBurstInTwoWindows() {
        Plan plan = new Plan(Style.REMAINING_WITHOUT_RESET, 32, 101_658, 5, 0, 30, 0, 8_029_780_657_090_515_983L);
        assertThat(new LimiterSimulation(plan).run().refused()).isZero();
    }

    private static RateFacts facts(long remaining, long reset, long date) {
        return new RateFacts(
                OptionalLong.of(remaining),
                OptionalLong.of(reset),
                OptionalLong.of(date),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static RateFacts anyFacts(Random random, long now) {
        return new RateFacts(
                maybe(random, random.nextInt(20)),
                maybe(random, anyTime(random, now)),
                maybe(random, now + random.nextInt(5_000) - 2_500),
                maybe(random, random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(100_000)),
                maybe(random, anyTime(random, now)));
    }

    private static long anyTime(Random random, long now) {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> now / 1_000;
            default -> now + random.nextInt(60_000) - 20_000;
        };
    }

    private static OptionalLong maybe(Random random, long value) {
        return random.nextBoolean() ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
