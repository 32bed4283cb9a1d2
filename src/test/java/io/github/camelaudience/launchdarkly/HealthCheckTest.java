package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RateFamily;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.junit.jupiter.api.Test;

/** Health is what was seen, and asking costs LaunchDarkly nothing. */
class HealthCheckTest {

    static void enable(CamelContext context) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        HealthCheckRepository producers = (HealthCheckRepository) registry.resolveById("producers");
        producers.setEnabled(true);
        registry.register(producers);
    }

    private static List<HealthCheck> checks(CamelContext context) {
        return HealthCheckHelper.getHealthCheckRepository(context, "producers").stream()
                .filter(check -> check.getId().startsWith("producer:launchdarkly-audience-"))
                .sorted(java.util.Comparator.comparing(HealthCheck::getId))
                .toList();
    }

    static HealthCheck.Result call(Integration ld) {
        return checks(ld.context).get(0).call();
    }

    @Test
    void upWithFactsAndNoTraffic() throws Exception {
        try (Integration ld = Integration.start(StandIn.start(), "", HealthCheckTest::enable)) {
            ld.send(SegmentMessage.identify("jane@example.com").enters("x"));
            HealthCheck.Result result = call(ld);
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(result.getDetails())
                    .containsEntry("environment", ld.launchDarkly.environment())
                    .containsEntry("changes", 1L)
                    .containsEntry("pending", 0)
                    .containsEntry("consecutiveFailures", 0L)
                    .containsKey("lastSuccess")
                    .doesNotContainKey("unauthorized");
            assertThat(result.getDetails().toString()).doesNotContain("jane", ld.launchDarkly.token());
            assertThat(ld.launchDarkly.requests()).hasSize(1);
        }
    }

    @Test
    void downWhileTheTokenIsRefusedWithLaunchDarklysWords() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(403)
                .withBody("{\"code\":\"forbidden\",\"message\":\"approval is required\",\"id\":\"r-1\"}")));
        try (Integration ld = Integration.start(standIn, "unauthorizedCoolDown=0", HealthCheckTest::enable)) {
            ld.send(SegmentMessage.identify("u1").enters("x"));
            HealthCheck.Result down = call(ld);
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage().orElseThrow())
                    .contains("status 403", "code forbidden", "approval is required", "request id r-1");
            assertThat(down.getDetails()).containsEntry("consecutiveFailures", 1L);

            ld.send(SegmentMessage.identify("u1").enters("x"));
            assertThat(call(ld).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void downWhenAnExchangeWaitsForHalfOfTheRetryTimeout() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.stall()));
        String options = "retryTimeout=1000&responseTimeout=60000";
        try (Integration ld = Integration.start(standIn, options, HealthCheckTest::enable)) {
            ld.sendAsync(SegmentMessage.identify("u1").enters("x"));
            await().untilAsserted(() -> {
                HealthCheck.Result result = call(ld);
                assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(result.getMessage().orElseThrow()).contains("more than half of retryTimeout");
                assertThat(result.getDetails()).containsEntry("pending", 1);
            });
            standIn.close(); // ends the stalled request
        }
    }

    @Test
    void everyEndpointHasACheckOfItsOwnWhileItRuns() throws Exception {
        try (Integration ld = Integration.start(StandIn.start(), "", HealthCheckTest::enable)) {
            var second = ld.context.getEndpoint(Integration.uri("contextKind=device"));
            String id = "producer:launchdarkly-audience-" + ld.launchDarkly.environment();
            assertThat(checks(ld.context)).extracting(HealthCheck::getId).containsExactly(id, id + "-2");
            second.stop();
            assertThat(checks(ld.context)).extracting(HealthCheck::getId).containsExactly(id);
            second.start();
            assertThat(checks(ld.context)).hasSize(2);
        }
    }

    @Test
    void canBeSwitchedOff() throws Exception {
        try (Integration ld = Integration.start(StandIn.start(), "", context -> {
            enable(context);
            context.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                    .setHealthCheckProducerEnabled(false);
        })) {
            HealthCheck check = checks(ld.context).get(0);
            assertThat(check.isEnabled()).isFalse();
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UNKNOWN);
        }
    }

    /** The token allows one request a minute, and the minute has just begun. */
    @Test
    void saysForWhichLimitItWaits() throws Exception {
        Duration minute = Duration.ofMinutes(1);
        Duration now = Duration.ofMillis(System.currentTimeMillis() % minute.toMillis());
        StandIn standIn = StandIn.builder()
                .rateLimit(RateLimit.perToken(1).withWindow(minute).withPhase(RateFamily.TOKEN, now))
                .start();
        String options = "maxRetryDelay=120000";
        try (Integration ld = Integration.start(standIn, options, HealthCheckTest::enable)) {
            ld.send(SegmentMessage.identify("u1").enters("x"));
            HealthCheck.Result result = call(ld);
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(result.getMessage().orElseThrow())
                    .startsWith("nothing is sent for ")
                    .endsWith(" ms because of the limit of the access token");
            assertThat(result.getDetails()).containsEntry("rateHeldBy", "token");
        }
    }

    @Test
    void noHealthChecksNoHarm() throws Exception {
        try (Integration ld = Integration.start("")) {
            assertThat(ld.send(SegmentMessage.identify("u1").enters("x")).getException())
                    .isNull();
        }
    }

    @Test
    void downAsLongAsSomethingIsUnderWayBeyondItsTime() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.stall()));
        String options = "retryTimeout=200&responseTimeout=60000";
        try (Integration ld = Integration.start(standIn, options, HealthCheckTest::enable)) {
            ld.sendAsync(SegmentMessage.identify("u1").enters("x"));
            await().during(Duration.ofSeconds(1))
                    .pollDelay(Duration.ofMillis(400))
                    .until(() -> call(ld).getState() == HealthCheck.State.DOWN
                            && ld.endpoint().getOldestWaitingMillis() > 200);
            standIn.close(); // ends the stalled request
            await().until(() -> ld.endpoint().getOldestWaitingMillis() == 0);
            assertThat(call(ld).getMessage().orElseThrow()).contains("LaunchDarkly is not accepting");
        }
    }

    /** A transport that never comes back, not even when its connection is dropped. */
    @Test
    void downWhenARequestIsUnderWayForLongerThanOneCanBe() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        String options = "connectTimeout=50&responseTimeout=50&httpComponent=hanging";
        try (Integration ld = Integration.start(StandIn.start(), options, context -> {
            enable(context);
            HttpComponent http = new HttpComponent();
            http.setHttpClientConfigurer(builder -> builder.addRequestInterceptorFirst((request, entity, scope) -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            context.addComponent("hanging", http);
        })) {
            ld.sendAsync(SegmentMessage.identify("u1").enters("x"));
            await().untilAsserted(() -> {
                HealthCheck.Result result = call(ld);
                assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(result.getMessage().orElseThrow()).contains("a request has been under way for");
            });
            release.countDown();
            await().until(() -> call(ld).getState() == HealthCheck.State.UP);
        }
    }
}
