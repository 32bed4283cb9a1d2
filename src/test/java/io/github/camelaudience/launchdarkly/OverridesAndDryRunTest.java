package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.Lane;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route decides for a message, and what a dry run does. */
class OverridesAndDryRunTest {

    private static final String OTHER_ENVIRONMENT = "5f0000000000000000000002";
    private static final String MESSAGE = SegmentMessage.identify("u1").enters("x");

    private static StandIn twoEnvironments() {
        return StandIn.builder()
                .environment(StandIn.DEFAULT_ENVIRONMENT)
                .environment(OTHER_ENVIRONMENT)
                .start();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void propertiesDecideForEachItemOfAList(boolean messages) throws Exception {
        StandIn standIn = twoEnvironments();
        try (Integration ld = Integration.start(standIn, "")) {
            Exchange environment = item(ld, LaunchDarklyAudienceConstants.ENVIRONMENT, OTHER_ENVIRONMENT);
            Exchange kind = item(ld, LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            Exchange name = item(ld, LaunchDarklyAudienceConstants.AUDIENCE_NAME, "The Name");
            Exchange bad = item(ld, LaunchDarklyAudienceConstants.CONTEXT_KIND, "multi");
            List<Exchange> items = List.of(environment, kind, name, bad);
            Exchange done =
                    ld.send(messages ? items.stream().map(Exchange::getMessage).toList() : items);
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

    private static Exchange item(Integration ld, String property, String value) {
        Exchange item = BodyShape.exchange(ld.context, MESSAGE);
        item.setProperty(property, value);
        return item;
    }

    @Test
    void thePropertiesOfTheWholeExchangeDecideForWhatIsOfNone() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(exchange -> {
                exchange.getMessage()
                        .setBody(List.of(MESSAGE, BodyShape.exchange(ld.context, MESSAGE.replace("u1", "u2"))));
                exchange.setProperty(LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            });
            assertThat(ld.launchDarkly.members(lane(ld, "device"))).containsExactly("u1");
            assertThat(ld.launchDarkly.members(lane(ld, "user"))).containsExactly("u2");
        }
    }

    private static Lane lane(Integration ld, String kind) {
        return new Lane(ld.launchDarkly.environment(), kind, "aud_x");
    }

    /** Whoever can put a message into a queue can set its headers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                LaunchDarklyAudienceConstants.ENVIRONMENT,
                LaunchDarklyAudienceConstants.CONTEXT_KIND,
                LaunchDarklyAudienceConstants.AUDIENCE_NAME
            })
    void headersDecideOnlyWhereTheEndpointSaysSo(String name) throws Exception {
        for (boolean allowed : new boolean[] {false, true}) {
            StandIn standIn = twoEnvironments();
            try (Integration ld = Integration.start(standIn, allowed ? "headerOverrides=true" : "")) {
                for (String spelling : List.of(name, name.replace("Camel", "CAMEL"))) {
                    ld.send(MESSAGE, spelling, OTHER_ENVIRONMENT);
                    ld.send(List.of(headed(ld, spelling)));
                }
                assertThat(standIn.syncRequests())
                        .isNotEmpty()
                        .allMatch(request -> request.bodyText().contains(OTHER_ENVIRONMENT) == allowed);
            }
        }
    }

    private static Exchange headed(Integration ld, String header) {
        Exchange item = BodyShape.exchange(ld.context, MESSAGE);
        item.getMessage().setHeader(header, OTHER_ENVIRONMENT);
        return item;
    }

    @Test
    void aPropertyOfTheRouteWinsOverAHeaderOfTheSender() throws Exception {
        try (Integration ld = Integration.start("headerOverrides=true")) {
            ld.send(exchange -> {
                exchange.getMessage().setBody(MESSAGE);
                exchange.getMessage().setHeader(LaunchDarklyAudienceConstants.CONTEXT_KIND, "sender");
                exchange.setProperty(LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            });
            assertThat(ld.launchDarkly.members(lane(ld, "device"))).containsExactly("u1");
        }
    }

    /** Rule D33: a cohort with a blank name, or one of no environment, is nobody's wish. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u2003\t"})
    void aBlankOverrideIsNone(String blank) throws Exception {
        try (Integration ld = Integration.start("headerOverrides=true")) {
            ld.send(exchange -> {
                exchange.getMessage().setBody(MESSAGE);
                for (String name : List.of(
                        LaunchDarklyAudienceConstants.ENVIRONMENT,
                        LaunchDarklyAudienceConstants.CONTEXT_KIND,
                        LaunchDarklyAudienceConstants.AUDIENCE_NAME)) {
                    exchange.setProperty(name, blank);
                    exchange.getMessage().setHeader(name, blank);
                }
            });
            assertThat(ld.launchDarkly.members(lane(ld, "user"))).containsExactly("u1");
            assertThat(ld.launchDarkly.syncRequests()).singleElement().matches(request -> request.bodyText()
                    .contains("\"cohortName\":\"X\""));
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
    void aDryRunShowsTheRequestThatManyAudiencesShare() throws Exception {
        try (Integration ld = Integration.start("dryRun=true&audiencesPerRequest=many")) {
            SyncReport report = Integration.report(
                    ld.send("[" + SegmentMessage.identify("u1").enters("x") + ","
                            + SegmentMessage.identify("u2").leaves("y_z") + "]"));
            assertThat(report.plannedRequests())
                    .containsExactly("{\"environmentId\":\"" + ld.launchDarkly.environment()
                            + "\",\"contextKind\":\"user\",\"batch\":["
                            + "{\"userId\":\"u1\",\"cohortName\":\"X\",\"cohortId\":\"aud_x\",\"value\":true},"
                            + "{\"userId\":\"u2\",\"cohortName\":\"Y z\",\"cohortId\":\"aud_y_z\",\"value\":false}]}");
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
