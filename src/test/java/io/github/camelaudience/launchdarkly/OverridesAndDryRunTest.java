package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.SyncReport.Result;
import io.github.camelaudience.standin.Lane;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** What headers decide for a message, and what a dry run does. */
class OverridesAndDryRunTest {

    private static final String OTHER_ENVIRONMENT = "5f0000000000000000000002";
    private static final String MESSAGE = AudienceSyncTest.identify("u1", "x", true);

    @Test
    void headersDecideForEachItemOfAList() throws Exception {
        StandIn standIn = StandIn.builder()
                .environment(StandIn.DEFAULT_ENVIRONMENT)
                .environment(OTHER_ENVIRONMENT)
                .start();
        try (Integration ld = Integration.start(standIn, "")) {
            Exchange environment = item(ld, LaunchDarklyAudienceConstants.ENVIRONMENT, OTHER_ENVIRONMENT);
            Exchange kind = item(ld, LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            Exchange name = item(ld, LaunchDarklyAudienceConstants.AUDIENCE_NAME, "The Name");
            Exchange bad = item(ld, LaunchDarklyAudienceConstants.CONTEXT_KIND, "multi");
            Exchange done = ld.send(List.of(environment, kind, name, bad));
            assertThat(standIn.members(new Lane(OTHER_ENVIRONMENT, "user", "aud_x")))
                    .containsExactly("u1");
            assertThat(standIn.members(new Lane(standIn.environment(), "device", "aud_x")))
                    .containsExactly("u1");
            assertThat(standIn.members(new Lane(standIn.environment(), "user", "aud_x")))
                    .containsExactly("u1");
            assertThat(standIn.syncRequests()).hasSize(3).anyMatch(request -> request.bodyText()
                    .contains("The Name"));
            assertThat(Integration.report(done).items().get(3).reason()).isEqualTo("INVALID_CONTEXT_KIND");
            assertThat(bad.getException()).isInstanceOf(RejectedMessagesException.class);
            assertThat(kind.getException()).isNull();
        }
    }

    private static Exchange item(Integration ld, String header, String value) {
        Exchange item = BodyShape.exchange(ld.context, MESSAGE);
        item.getMessage().setHeader(header, value);
        return item;
    }

    @Test
    void aHeaderDecidesForAWholeBody() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send("[" + MESSAGE + "]", LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            assertThat(ld.launchDarkly.members(new Lane(ld.launchDarkly.environment(), "device", "aud_x")))
                    .containsExactly("u1");
        }
    }

    @Test
    void aDryRunPlansAndForgets() throws Exception {
        try (Integration ld = Integration.start("dryRun=true")) {
            for (int i = 0; i < 2; i++) {
                Exchange done = ld.send(MESSAGE);
                SyncReport report = Integration.report(done);
                assertThat(report.dryRun()).isTrue();
                assertThat(report.toString()).endsWith("dry run]");
                assertThat(report.count(Result.ACCEPTED)).isEqualTo(1);
                assertThat(report.plannedRequests())
                        .singleElement()
                        .asString()
                        .contains("\"aud_x\"", "\"u1\"", "\"X\"");
            }
            assertThat(ld.launchDarkly.requests()).isEmpty();
        }
    }

    @Test
    void aDeliveryIsNoDryRun() throws Exception {
        try (Integration ld = Integration.start("")) {
            assertThat(Integration.report(ld.send(MESSAGE)).dryRun()).isFalse();
        }
    }

    @Test
    void aDryRunTakesNothingOfWhatTheAccountMaySend() throws Exception {
        StandIn nothingAllowed =
                StandIn.builder().rateLimit(RateLimit.global(0)).start();
        try (Integration ld = Integration.start(nothingAllowed, "")) {
            Future<Exchange> held = ld.sendAsync(MESSAGE);
            await().until(() -> nothingAllowed.counters().throttled() > 0);
            Exchange dry = ld.context
                    .createProducerTemplate()
                    .send(Integration.uri("dryRun=true"), exchange -> exchange.getMessage()
                            .setBody(MESSAGE));
            assertThat(Integration.report(dry).count(Result.ACCEPTED)).isEqualTo(1);
            assertThat(ld.endpoint().getRateRemaining()).isZero();
            assertThat(held).isNotDone();
            nothingAllowed.rateLimit(RateLimit.none());
            assertThat(Integration.report(held.get()).count(Result.ACCEPTED)).isEqualTo(1);
        }
    }
}
