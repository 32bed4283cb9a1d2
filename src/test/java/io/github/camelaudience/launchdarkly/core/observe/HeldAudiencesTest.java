package io.github.camelaudience.launchdarkly.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.CapturedLog;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryCounters;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryState;
import io.github.camelaudience.launchdarkly.core.delivery.HeldAudience;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** Figures and log name the audience that is held, why, and nobody. */
class HeldAudiencesTest {

    private static final String WHY =
            "held back, because LaunchDarkly does not let audience aud_1 be written, which is no"
                    + " message's fault; last answer: status 409, code not_ours";

    private static HeldAudience held(String environment) {
        ApiOutcome outcome = ApiOutcome.answered(409, new ApiError("not_ours", "ann@example.com", null), RateFacts.NONE)
                .as(Disposition.AUDIENCE_HELD);
        return new HeldAudience(environment, "aud_1", new DeliveryFailure(DeliveryFailure.Kind.HELD, outcome, "aud_1"));
    }

    private static Map<String, String> figures(HeldAudience... audiences) {
        DeliveryState state =
                new DeliveryState(0, 0, 0, 0, 0, 0, false, null, null, Arrays.asList(audiences), null, null);
        AudienceFigures figures = AudienceFigures.running(
                new DeliveryCounters(() -> 0), new VerdictCounters(), state, new RateLimiter().state(0), 0);
        if (audiences.length > 0) {
            assertThat(figures.toMap()).containsEntry("heldAudiences", figures.heldAudiences());
        } else {
            assertThat(figures.toMap()).doesNotContainKey("heldAudiences");
        }
        return figures.heldAudiences();
    }

    @Test
    void areNamedInFigures() {
        assertThat(figures()).isEmpty();
        assertThat(figures(held("env"))).containsExactly(Map.entry("aud_1", WHY));
        assertThat(figures(held("env"), held("other"))).containsOnlyKeys("env/aud_1", "other/aud_1");
    }

    @Test
    void areSaidOncePerCoolDown() {
        try (CapturedLog log = CapturedLog.ofComponent(Level.WARN)) {
            TokenLog tokenLog = new TokenLog(60_000, () -> 0);
            for (int i = 0; i < 3; i++) {
                tokenLog.settled(new Settlement.Failed(held("env").cause()));
            }
            assertThat(log.lines(Level.WARN)).isEqualTo(List.of("Changes are " + WHY + ". Other audiences go on."));
        }
    }
}
