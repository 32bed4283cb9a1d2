package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A context key may be an e-mail address: it is in no text that is made for logs, nor in a log from INFO on. */
class NobodyInLogsTest {

    private static final String JANE = "jane@example.com";

    @Test
    void textOfSlotsAndChanges() {
        MembershipSlot slot = new MembershipSlot("env", "user", "aud_x", JANE);
        assertThat(slot.toString()).isEqualTo("MembershipSlot[env, user, aud_x, ***]");
        assertThat(new MembershipChange(slot, "X", true, 7, "m1").toString())
                .contains("aud_x", "m1")
                .doesNotContain("jane");
    }

    /** But 401 and 403: what LaunchDarkly says then is about the access token, and is shown. */
    @ParameterizedTest
    @ValueSource(ints = {204, 400, 404, 409, 413, 422, 429, 500, 503})
    void whateverLaunchDarklyAnswers(int status) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.status(status)
                .withBody("{\"code\":\"invalid_request\",\"message\":\"bad key " + JANE + "\",\"id\":\"r-9\"}")));
        String options = "retryDelay=1&maxRetryDelay=5&retryTimeout=300&unauthorizedCoolDown=0";
        try (CapturedLog log = CapturedLog.of("", Level.INFO);
                Integration failing = Integration.start(standIn, options)) {
            Exchange done = failing.send(
                    List.of(AudienceSyncTest.identify(JANE, "x", true), AudienceSyncTest.identify(JANE, "y", true)));
            assertThat(done.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT))
                    .asString()
                    .startsWith("SyncReport[2 messages")
                    .doesNotContain("jane");
            Exchange skipped = failing.context
                    .createFluentProducerTemplate()
                    .to(Integration.uri(options + "&onRejected=skip"))
                    .withBody(AudienceSyncTest.identify(JANE, "z", true))
                    .send();
            assertThat(skipped.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT))
                    .asString()
                    .doesNotContain("jane");
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("jane"));
        }
    }
}
