package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import org.junit.jupiter.api.Test;

/** The figures behind health, JMX and console. */
class AudienceFiguresTest {

    @Test
    void whatLaunchDarklySaysAboutAMessageIsNotRepeated() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(400)
                .withBody("{\"code\":\"invalid_request\",\"message\":\"bad key jane@example.com\",\"id\":\"r-9\"}")));
        try (Integration ld = Integration.start(standIn, "")) {
            ld.send(AudienceSyncTest.identify("jane@example.com", "x", true));
            AudienceFigures figures = AudienceFigures.of(ld.endpoint());
            assertThat(figures.lastOutcome()).isEqualTo("status 400, code invalid_request, request id r-9");
            assertThat(figures.rejected()).containsEntry("REFUSED_BY_LAUNCHDARKLY", 1L);
            assertThat(figures.consecutiveFailures()).isEqualTo(1);
            assertThat(figures.toMap().toString()).doesNotContain("jane");
        }
    }

    @Test
    void anEndpointThatIsNotStartedHasNothingPending() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.endpoint().stop();
            assertThat(AudienceFigures.of(ld.endpoint()).toMap())
                    .containsEntry("started", false)
                    .containsEntry("pending", 0)
                    .doesNotContainKeys("rateLimit", "rateRemaining", "lastSuccess", "lastOutcome");
        }
    }
}
