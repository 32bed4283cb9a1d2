package io.github.camelaudience.launchdarkly.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.Integration;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** The figures behind health, JMX and console. */
class AudienceFiguresTest {

    @Test
    void whatLaunchDarklySaysAboutAMessageIsNotRepeated() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(
                FaultPlan.script(
                        Fault.none(),
                        Fault.status(400)
                                .withBody(
                                        "{\"code\":\"invalid_request\",\"message\":\"bad key jane@example.com\",\"id\":\"r-9\"}")));
        try (Integration ld = Integration.start(standIn, "")) {
            ld.send(SegmentMessage.identify("first").enters("x"));
            ld.send(SegmentMessage.identify("jane@example.com").enters("x"));
            AudienceFigures figures = ld.endpoint().figures();
            assertThat(figures.lastOutcome()).isEqualTo("status 400, code invalid_request, request id r-9");
            assertThat(figures.rejected()).containsEntry("REFUSED_BY_LAUNCHDARKLY", 1L);
            assertThat(figures.consecutiveFailures()).isEqualTo(1);
            assertThat(figures.toMap().toString()).doesNotContain("jane");
        }
    }

    @Test
    void aBodyThatCannotBeReadIsCounted() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Integration ld = Integration.start(
                StandIn.start(), "", context -> context.getRegistry().bind("meters", MeterRegistry.class, meters))) {
            ld.context.setStreamCaching(false);
            Exchange done = ld.send(List.of(SegmentMessage.identify("u").enters("x"), broken));
            assertThat(Integration.report(done).items())
                    .extracting(SyncReport.Item::reason)
                    .containsExactly(null, "BODY_UNREAD");
            assertThat(ld.endpoint().figures().toMap())
                    .containsEntry("unread", 1L)
                    .containsEntry("changes", 1L)
                    .containsEntry("failed", 0L);
            assertThat(ld.endpoint().getUnread()).isEqualTo(1);
            assertThat(meters.get("launchdarkly.audience.unread").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void anEndpointThatIsNotStartedHasNothingPending() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.endpoint().stop();
            assertThat(ld.endpoint().figures().toMap())
                    .containsEntry("started", false)
                    .containsEntry("pending", 0)
                    .doesNotContainKeys("rateLimit", "rateRemaining", "lastSuccess", "lastOutcome");
        }
    }
}
