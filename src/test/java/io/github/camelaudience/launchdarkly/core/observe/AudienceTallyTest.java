package io.github.camelaudience.launchdarkly.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every change is counted once, in the row of its audience, or among the others when there are too many audiences. */
class AudienceTallyTest {

    private static final long NOW = 1_800_000_000_000L;

    private final AudienceTally tally = new AudienceTally(() -> NOW, 3);

    private static MembershipChange change(String audience, boolean included, long eventTime) {
        return new MembershipChange(
                new MembershipSlot("env", "user", audience, "someone@example.com"),
                audience + " name",
                included,
                eventTime,
                null);
    }

    private AudienceTally.Standing of(String audienceId) {
        return tally.standings().stream()
                .filter(each -> each.audienceId().equals(audienceId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsTheAnswerOfTheLastRequestWithItsIdAndNoPerson() {
        MembershipChange change = change("a", true, 5);
        tally.taken(List.of(change));
        assertThat(of("a").waiting()).isEqualTo(1);
        assertThat(of("a").lastAnswer()).isNull();
        tally.requested(
                UpdateTarget.ofKind(change.slot()),
                ApiOutcome.answered(
                        503, new ApiError("unavailable", "no someone@example.com", "req-1"), RateFacts.NONE),
                1,
                3,
                false);
        assertThat(of("a").lastAnswer().requestId()).isEqualTo("req-1");
        assertThat(of("a").lastAnswer().accepted()).isFalse();
        assertThat(of("a").toString()).contains("503", "unavailable").doesNotContain("someone");
        tally.requested(
                UpdateTarget.ofKind(change.slot()),
                ApiOutcome.answered(204, ApiError.NONE, RateFacts.NONE),
                1,
                3,
                true);
        tally.settled(List.of(change), Settlement.ACCEPTED);
        assertThat(of("a").lastAnswer().accepted()).isTrue();
        assertThat(of("a").waiting()).isZero();
        assertThat(of("a").lastEvent()).isEqualTo(5);
    }

    @Test
    void whatHasNoTimeHappenedWhenItCame() {
        tally.taken(List.of(change("a", true, MembershipChange.NO_EVENT_TIME)));
        assertThat(of("a").lastEvent()).isEqualTo(NOW);
    }

    @Test
    void sumsAreThoseOfWhatWasTold() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Settlement[] kinds = {
            Settlement.ACCEPTED,
            Settlement.SUPERSEDED,
            new Settlement.Skipped(SkipReason.STALE),
            new Settlement.Refused(ApiOutcome.answered(400, ApiError.NONE, RateFacts.NONE)),
            new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.STOPPED, null))
        };
        int each = 2_000;
        Thread[] threads = IntStream.range(0, 4)
                .mapToObj(number -> new Thread(() -> {
                    Random random = new Random(seed + number);
                    for (int i = 0; i < each; i++) {
                        MembershipChange change = change("a" + random.nextInt(8), random.nextBoolean(), i);
                        tally.taken(List.of(change));
                        if (i < each - 1) {
                            tally.settled(List.of(change), kinds[random.nextInt(kinds.length)]);
                        }
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        Map<String, Long> rows = new HashMap<>();
        tally.standings()
                .forEach(row -> rows.put(
                        row.audienceId(), row.entered() + row.left() + row.unneeded() + row.failed() + row.waiting()));
        assertThat(rows).containsKey(AudienceTally.OTHERS).hasSizeBetween(4, 7);
        assertThat(rows.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(4L * each);
        assertThat(tally.standings().stream()
                        .mapToLong(AudienceTally.Standing::waiting)
                        .sum())
                .isEqualTo(4);
    }
}
