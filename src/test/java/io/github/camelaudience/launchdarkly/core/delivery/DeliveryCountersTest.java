package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Each count means what its name says. */
class DeliveryCountersTest {

    private final AtomicLong now = new AtomicLong(1_000);
    private final DeliveryCounters counters = new DeliveryCounters(now::get);

    private static ApiOutcome status(int status) {
        return ApiOutcome.answered(status, ApiError.NONE, RateFacts.NONE);
    }

    @Test
    void zeroAndUnknownAtFirst() {
        assertThat(counters.requests()).isZero();
        assertThat(counters.consecutiveFailures()).isZero();
        assertThat(counters.lastSuccessAt()).isEmpty();
        assertThat(counters.lastOutcome()).isNull();
    }

    @Test
    void requests() {
        counters.requested(status(429), 1, 5, false);
        counters.requested(ApiOutcome.unanswered(new IOException()), 1, 5, false);
        counters.requested(status(503), 1, 5, true);
        assertThat(counters.requests()).isEqualTo(3);
        assertThat(counters.retries()).isEqualTo(1);
        assertThat(counters.throttled()).isEqualTo(1);
        assertThat(counters.consecutiveFailures()).isEqualTo(3);
        assertThat(counters.lastSuccessAt()).isEmpty();
        now.set(2_000);
        ApiOutcome accepted = status(204);
        counters.requested(accepted, 1, 5, true);
        assertThat(counters.consecutiveFailures()).isZero();
        assertThat(counters.lastSuccessAt()).hasValue(2_000);
        assertThat(counters.lastOutcome()).isSameAs(accepted);
    }

    @Test
    void settlements() {
        counters.settled(Settlement.ACCEPTED);
        counters.settled(Settlement.SUPERSEDED);
        counters.settled(new Settlement.Skipped(SkipReason.STALE));
        counters.settled(new Settlement.Refused(status(400)));
        counters.settled(new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.STOPPED, null)));
        assertThat(counters.changes()).isEqualTo(2);
        assertThat(counters.failed()).isEqualTo(1);
    }

    @Test
    void aGroupTellsAllItsMembersEverything() {
        List<String> told = new ArrayList<>();
        DeliveryMonitor monitor = new DeliveryMonitor() {
            @Override
            public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
                told.add(outcome.status() + " " + members + " " + millis + " " + retry);
            }

            @Override
            public void settled(Settlement settlement) {
                told.add(settlement.toString());
            }

            @Override
            public void waited(long millis) {
                told.add("waited " + millis);
            }
        };
        MonitorGroup group = new MonitorGroup(List.of(monitor, monitor));
        group.requested(status(204), 3, 40, true);
        group.settled(Settlement.ACCEPTED);
        group.waited(7);
        assertThat(told)
                .containsExactly("204 3 40 true", "204 3 40 true", "Accepted[]", "Accepted[]", "waited 7", "waited 7");
    }
}
