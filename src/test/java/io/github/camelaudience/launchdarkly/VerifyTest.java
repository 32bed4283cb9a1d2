package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verify operation: which credential is wrong, and who is shown what. */
class VerifyTest {

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void saysWhichOneIsWrong(boolean idOk, boolean tokenOk) throws Exception {
        try (Integration ld = Integration.start("")) {
            String uri = "launchdarkly-audience:" + (idOk ? ld.launchDarkly.environment() : "5f00000000000000000000ff")
                    + "?operation=verify&baseUrl=" + ld.launchDarkly.url() + "&accessToken="
                    + (tokenOk ? ld.launchDarkly.token() : "api-wrong");
            Exchange done = ld.context.createProducerTemplate().request(uri, exchange -> {});
            Map<?, ?> body = done.getMessage().getBody(Map.class);
            assertThat(body.get("ok")).isEqualTo(idOk && tokenOk);
            assertThat(body.get("wrong")).isEqualTo(!idOk || !tokenOk);
            assertThat(body.get("clientSideIdOk")).isEqualTo(idOk);
            assertThat(body.get("accessTokenOk")).isEqualTo(tokenOk);
            if (idOk && tokenOk) {
                assertThat(done.getException()).isNull();
            } else {
                assertThat(done.getException())
                        .isInstanceOf(InvalidCredentialsException.class)
                        .hasMessageContaining(idOk ? "is known at" : "is not known at")
                        .hasMessageContaining(tokenOk ? "is accepted by" : "is not accepted by")
                        .hasMessageNotContaining("api-wrong");
            }
            assertThat(ld.launchDarkly.counters().byRoute()).containsEntry(Route.GOALS, 1L);
            assertThat(ld.launchDarkly.counters().goalsWithToken()).isZero();
            assertThat(ld.launchDarkly.syncRequests()).isEmpty();
        }
    }

    @Test
    void whatCannotBeReachedIsNotCalledWrong() throws Exception {
        try (Integration ld = Integration.start("")) {
            String uri = Integration.uri("operation=verify");
            ld.context.getEndpoint(uri); // resolved while the stand-in's address is known
            ld.launchDarkly.close();
            Exchange done = ld.context.createProducerTemplate().request(uri, exchange -> {});
            assertThat(done.getException())
                    .isInstanceOf(InvalidCredentialsException.class)
                    .hasMessageContaining("the client-side ID could not be checked: no answer from")
                    .hasMessageContaining("the access token could not be checked: no answer from");
            Map<?, ?> body = done.getMessage().getBody(Map.class);
            assertThat(body.get("ok")).isEqualTo(false);
            assertThat(body.get("wrong")).isEqualTo(false);
        }
    }

    private static Stream<Fault> startsWhileNothingSaysThatACredentialIsWrong() {
        return Stream.of(
                Fault.close(),
                Fault.status(503),
                Fault.status(429),
                Fault.webPage(),
                Fault.firewall(),
                Fault.redirect("https://example.com/login"));
    }

    @ParameterizedTest
    @MethodSource
    void startsWhileNothingSaysThatACredentialIsWrong(Fault fault) throws Exception {
        for (SegmentKind kind : SegmentKind.values()) {
            StandIn standIn = StandIn.start();
            standIn.faults(FaultPlan.always(fault).on(Route.GOALS, Route.CALLER_IDENTITY, Route.LIST_PROJECTS));
            try (CapturedLog log = CapturedLog.ofComponent(Level.WARN);
                    Integration ld =
                            Integration.start(standIn, "verifyOnStart=true&backend=" + kind, HealthCheckTest::enable)) {
                assertThat(log.lines(Level.WARN))
                        .filteredOn(line -> line.startsWith("The credentials could not be checked"))
                        .singleElement()
                        .asString()
                        .contains("the access token could not be checked");
                HealthCheck.Result unchecked = HealthCheckTest.call(ld);
                assertThat(unchecked.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(unchecked.getMessage().orElseThrow()).contains("could not be checked at the start");

                standIn.faults(FaultPlan.none());
                assertThat(ld.send(SegmentMessage.identify("u").enters("x")).getException())
                        .isNull();
                assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
            }
        }
    }

    /** Without a message, and in a dry run, no request tells. */
    @ParameterizedTest
    @ValueSource(strings = {"", "&dryRun=true", "&operation=audit"})
    void asksAgainUntilSomebodySaysThatTheyAreRight(String options) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.status(503)).on(Route.GOALS, Route.CALLER_IDENTITY));
        try (CapturedLog log = CapturedLog.ofComponent(Level.INFO);
                Integration ld = Integration.start(
                        standIn, "verifyOnStart=true&unauthorizedCoolDown=1" + options, HealthCheckTest::enable)) {
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.DOWN);
            standIn.faults(FaultPlan.always(Fault.status(401)).on(Route.CALLER_IDENTITY));
            await().untilAsserted(() -> assertThat(
                            HealthCheckTest.call(ld).getMessage().orElseThrow())
                    .contains("the access token is not accepted"));
            standIn.faults(FaultPlan.none());
            await().until(() -> HealthCheckTest.call(ld).getState() == HealthCheck.State.UP);
            assertThat(log.lines(Level.WARN))
                    .filteredOn(line -> line.contains("after the start, and are wrong"))
                    .hasSize(1);
        }
    }

    @Test
    void whatIsFoundRightLaterIsNoTroubleAnyMore() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.status(503)).on(Route.GOALS, Route.CALLER_IDENTITY));
        try (Integration ld = Integration.start(standIn, "verifyOnStart=true", HealthCheckTest::enable)) {
            ld.endpoint().verifyCredentials();
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.DOWN);
            standIn.faults(FaultPlan.none());
            ld.endpoint().verifyCredentials();
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void verifyOnStartLetsGoodCredentialsPass() throws Exception {
        try (Integration ld = Integration.start("verifyOnStart=true")) {
            assertThat(ld.launchDarkly.counters().byRoute()).containsEntry(Route.CALLER_IDENTITY, 1L);
            assertThat(ld.launchDarkly.counters().goalsWithToken()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Instance.class)
    void eachInstanceIsAskedAtItsHostsAndTheTokenStaysAtOne(Instance instance) {
        LaunchDarklyAudienceConfiguration configuration = new LaunchDarklyAudienceConfiguration();
        configuration.setClientSideId("5f0000000000000000000001");
        configuration.setAccessToken("api-secret");
        configuration.setInstance(instance);
        EngineSettings options = EngineSettings.check(configuration);
        List<Transport.Call> calls = new ArrayList<>();
        CredentialsReport report = new SyncedSegments(
                        call -> {
                            calls.add(call);
                            return new Transport.Reply(200, name -> null, new byte[0]);
                        },
                        options.apiUrl(),
                        options.clientSdkUrl(),
                        new AccessToken("api-secret"),
                        "agent")
                .verify(configuration.getClientSideId());
        assertThat(report.ok()).isTrue();
        assertThat(calls)
                .extracting(Transport.Call::toString)
                .containsExactly(
                        "HEAD " + instance.clientSdkUrl() + "/sdk/goals/5f0000000000000000000001",
                        "GET " + instance.apiUrl() + "/api/v2/caller-identity");
        assertThat(calls.get(0).headers().toString()).doesNotContain("api-secret");
        assertThat(calls.get(1).headers()).containsEntry("Authorization", "api-secret");
        assertThat(instance.clientSdkUrl()).isNotEqualTo(instance.apiUrl());
    }
}
