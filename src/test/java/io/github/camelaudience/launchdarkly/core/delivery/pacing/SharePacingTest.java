package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reads beside the deliveries takes its share and no more, whether there is anything to deliver or not. */
class SharePacingTest {

    private static final long START = 1_790_000_003_210L;
    private static final long WINDOW = 10_000;
    private static final int WINDOWS = 60;

    @ParameterizedTest(name = "{0} a window, share {1}")
    @CsvSource({"5, 0.1", "20, 0.1", "100, 0.1", "1000, 0.1", "100, 0.5", "100, 0.01", "7, 0.9"})
    void noMoreThanTheShareIsUsedBesideNothingElse(int limit, double share) {
        Run run = new Run(limit, share, false, true);

        assertThat(run.audited)
                .isBetween((long) (0.8 * share * limit * WINDOWS) - 1, (long) (share * limit * WINDOWS) + 2);
        assertThat(run.refused).isZero();
    }

    @ParameterizedTest(name = "{0} a window, share {1}")
    @CsvSource({"20, 0.1", "100, 0.1", "1000, 0.1", "100, 0.5"})
    void whoDeliversHardlyNoticesIt(int limit, double share) {
        Run alone = new Run(limit, share, true, false);
        Run both = new Run(limit, share, true, true);
        System.out.printf(
                "limit %d, share %.2f: delivered %d alone and %d beside %d of the audit, seed %d%n",
                limit, share, alone.delivered, both.delivered, both.audited, both.seed);

        assertThat((double) both.audited).isLessThanOrEqualTo(share * limit * WINDOWS + 2);
        assertThat(both.audited).isPositive();
        assertThat(both.delivered).isGreaterThanOrEqualTo((long) (alone.delivered * (1 - share)) - 5);
        assertThat(both.refused).isLessThanOrEqualTo((both.delivered + both.audited) / 100 + 1);
    }

    @Test
    void whileNoLimitIsKnownItIsTheShareOfTheTime() {
        Run run = new Run(Integer.MAX_VALUE, 0.1, false, true);

        assertThat(run.auditMillis)
                .isBetween((long) (0.08 * WINDOWS * WINDOW), (long) (0.101 * WINDOWS * WINDOW) + 200);
    }

    @Test
    void oneRequestAtATimeIsUnderWay() {
        SharePacing pacing = new SharePacing(new RateLimiter(), Duration.ofSeconds(30));

        assertThat(pacing.reserve(START, "evaluate", 1)).isZero();
        assertThat(pacing.reserve(START, "evaluate", 1)).isPositive();
        pacing.cancelled("evaluate", START);
        assertThat(pacing.reserve(START, "evaluate", 1)).isZero();
        pacing.concluded("evaluate", answered(RateFacts.NONE, false), START, START + 50, 0);
        assertThat(pacing.reserve(START + 50, "segment", 1)).isZero();
    }

    @Test
    void whoWaitsForAnotherAuditAsksTwentyTimesASecondAtMost() {
        SharePacing pacing = new SharePacing(new RateLimiter(), Duration.ofSeconds(30));

        assertThat(pacing.reserve(START, "evaluate", 1)).isZero();
        assertThat(pacing.reserve(START, "evaluate", 1)).isGreaterThanOrEqualTo(50);
        pacing.concluded("evaluate", answered(RateFacts.NONE, false), START, START + 1, 0);
        assertThat(pacing.reserve(START + 1, "evaluate", 1)).isZero();
        assertThat(pacing.reserve(START + 1, "evaluate", 1)).isGreaterThanOrEqualTo(50);
    }

    private static ApiOutcome answered(RateFacts facts, boolean refused) {
        return ApiOutcome.answered(refused ? 429 : 200, ApiError.NONE, facts);
    }

    /** Ten minutes of endless demand, in virtual time. */
    private static final class Run {

        private record Event(long at, long order, Runnable action) implements Comparable<Event> {
            @Override
            public int compareTo(Event other) {
                return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
            }
        }

        final long seed = ThreadLocalRandom.current().nextLong();
        private final Random random = new Random(seed);
        private final RateLimiter limiter = new RateLimiter();
        private final RateLimiter.Entrance deliveries = limiter.entrance(Duration.ofSeconds(30), "write");
        private final SharePacing audits = new SharePacing(limiter, Duration.ofSeconds(30));
        private final PriorityQueue<Event> events = new PriorityQueue<>();
        private final int limit;
        private final double share;
        private long now = START;
        private long order;
        private long window;
        private int used;
        long delivered;
        long audited;
        long refused;
        long auditMillis;

        Run(int limit, double share, boolean delivers, boolean audits) {
            this.limit = limit;
            this.share = share;
            for (int lane = 0; delivers && lane < 8; lane++) {
                in(random.nextInt(20), this::deliver);
            }
            if (audits) {
                in(500, this::audit);
            }
            while (events.peek().at < START + WINDOWS * WINDOW) {
                Event event = events.poll();
                now = event.at;
                event.action.run();
            }
        }

        private void deliver() {
            long wait = deliveries.reserve(now);
            if (wait > 0) {
                in(wait, this::deliver);
                return;
            }
            long sentAt = now;
            in(25, () -> {
                ApiOutcome outcome = handle();
                delivered += outcome.status() == 200 ? 1 : 0;
                in(25, () -> {
                    RateLimiter.Reply reply = Pacing.reply(outcome.disposition());
                    deliveries.answered(outcome.rateFacts(), reply, sentAt, now, random.nextDouble());
                    deliver();
                });
            });
        }

        private void audit() {
            long wait = audits.reserve(now, "evaluate", share);
            if (wait > 0) {
                in(wait, this::audit);
                return;
            }
            long sentAt = now;
            in(25, () -> {
                ApiOutcome outcome = handle();
                audited += outcome.status() == 200 ? 1 : 0;
                in(25, () -> {
                    auditMillis += now - sentAt;
                    audits.concluded("evaluate", outcome, sentAt, now, random.nextDouble());
                    audit();
                });
            });
        }

        private ApiOutcome handle() {
            long current = Math.floorDiv(now, WINDOW);
            if (current != window) {
                window = current;
                used = 0;
            }
            boolean allowed = used < limit;
            used += allowed ? 1 : 0;
            refused += allowed ? 0 : 1;
            Map<String, String> headers = new HashMap<>();
            if (limit != Integer.MAX_VALUE) {
                headers.put("X-Ratelimit-Global-Remaining", Integer.toString(limit - used));
                headers.put("X-Ratelimit-Global-Limit", Integer.toString(limit));
                headers.put("X-Ratelimit-Reset", Long.toString((window + 1) * WINDOW));
            }
            return answered(RateFacts.parse(headers::get), !allowed);
        }

        private void in(long millis, Runnable action) {
            events.add(new Event(now + millis, order++, action));
        }
    }
}
