package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The same figures by JMX and on the console, and the token in neither. */
class JmxAndConsoleTest {

    private static final List<Object> BODY = List.of(
            SegmentMessage.identify("jane@example.com").enters("x"),
            SegmentMessage.page("u2").enters("x"),
            SegmentMessage.identify("u3").says("x", 17));

    private static MBeanServer server(CamelContext context) {
        return context.getManagementStrategy().getManagementAgent().getMBeanServer();
    }

    private static ObjectName endpointName(CamelContext context) throws Exception {
        ObjectName pattern = new ObjectName("org.apache.camel:context=" + context.getManagementName()
                + ",type=endpoints,name=\"launchdarkly-audience:*\"");
        return server(context).queryNames(pattern, null).iterator().next();
    }

    @Test
    void figuresByJmx() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(503)));
        try (Integration ld = Integration.start(standIn, "retryDelay=1")) {
            ld.send(BODY);
            MBeanServer server = server(ld.context);
            ObjectName name = endpointName(ld.context);
            Map<String, Object> expected = Map.ofEntries(
                    Map.entry("Changes", 1L),
                    Map.entry("FailedChanges", 0L),
                    Map.entry("Skipped", 1L),
                    Map.entry("Rejected", 1L),
                    Map.entry("Requests", 2L),
                    Map.entry("Retries", 1L),
                    Map.entry("Throttled", 0L),
                    Map.entry("ConsecutiveFailures", 0L),
                    Map.entry("Pending", 0),
                    Map.entry("OldestWaitingMillis", 0L),
                    Map.entry("InFlight", 0),
                    Map.entry("OldestRequestMillis", 0L),
                    Map.entry("Continuing", 0),
                    Map.entry("RateLimit", -1L),
                    Map.entry("RateRemaining", -1L),
                    Map.entry("RateWaitingMillis", 0L),
                    Map.entry("RateHeldBy", "none"),
                    Map.entry("AllowedInFlight", 4),
                    Map.entry("AccountRateLimit", -1L),
                    Map.entry("RouteRateRemaining", -1L),
                    Map.entry("TokenRateResetMillis", -1L));
            for (Map.Entry<String, Object> attribute : expected.entrySet()) {
                // What comes after an exchange may still be on its way for a moment.
                await().untilAsserted(() -> assertThat(server.getAttribute(name, attribute.getKey()))
                        .as(attribute.getKey())
                        .isEqualTo(attribute.getValue()));
            }
            assertThat(server.getAttribute(name, "LastOutcome")).asString().startsWith("status 20");
            assertThat(server.getAttribute(name, "Unauthorized")).isNull();
            assertThat(server.getAttribute(name, "LastSuccess")).asString().startsWith("20");
            assertThat(server.invoke(name, "skippedByReason", null, null)).isEqualTo(Map.of("NOT_SUBSCRIBED", 1L));
            assertThat(server.invoke(name, "rejectedByReason", null, null))
                    .isEqualTo(Map.of("MEMBERSHIP_UNDETERMINED", 1L));
            assertThat(server.invoke(name, "verifyCredentials", null, null))
                    .asString()
                    .contains("is known at", "is accepted by");
        }
    }

    @Test
    void theLimitsOfAccountRouteAndTokenStandApart() throws Exception {
        StandIn standIn = StandIn.builder()
                .rateLimit(
                        RateLimit.global(300).withPerRoute(20).withPerToken(1).tellingLimits())
                .start();
        try (Integration ld = Integration.start(standIn, "")) {
            ld.send(BODY.get(0));
            MBeanServer server = server(ld.context);
            ObjectName name = endpointName(ld.context);
            assertThat(server.getAttribute(name, "AccountRateLimit")).isEqualTo(300L);
            assertThat(server.getAttribute(name, "AccountRateRemaining")).isEqualTo(299L);
            assertThat(server.getAttribute(name, "RouteRateLimit")).isEqualTo(20L);
            assertThat(server.getAttribute(name, "RouteRateRemaining")).isEqualTo(19L);
            assertThat(server.getAttribute(name, "TokenRateLimit")).isEqualTo(1L);
            assertThat((Long) server.getAttribute(name, "TokenRateResetMillis")).isBetween(0L, 12_000L);
            assertThat(server.getAttribute(name, "RateLimit")).isEqualTo(1L);
            DevConsole console = ld.context
                    .getCamelContextExtension()
                    .getContextPlugin(DevConsoleRegistry.class)
                    .resolveById("launchdarkly-audience");
            assertThat(((JsonObject) console.call(DevConsole.MediaType.JSON)).toJson())
                    .contains("\"accountRate\":{\"limit\":300,", "\"routeRate\":{\"limit\":20,", "\"tokenRate\":{");
        }
    }

    @Test
    void countersSurviveARestartOfTheEndpoint() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(BODY.get(0));
            ld.endpoint().stop();
            assertThat(ld.endpoint().getChanges()).isEqualTo(1);
            assertThat(ld.endpoint().getPending()).isZero();
            assertThat(ld.endpoint().verifyCredentials()).isEqualTo("not started");
        }
    }

    @Test
    void consoleListsAllEndpoints() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.context.getEndpoint(Integration.uri("contextKind=device"));
            ld.send(BODY);
            DevConsole console = ld.context
                    .getCamelContextExtension()
                    .getContextPlugin(DevConsoleRegistry.class)
                    .resolveById("launchdarkly-audience");
            String text = (String) console.call(DevConsole.MediaType.TEXT);
            JsonObject json = (JsonObject) console.call(DevConsole.MediaType.JSON);
            List<?> endpoints = (List<?>) json.get("endpoints");
            assertThat(endpoints).hasSize(2);
            assertThat(endpoints.stream().map(each -> (Object) ((Map<?, ?>) each).get("changes")))
                    .containsExactlyInAnyOrder(1L, 0L);
            assertThat(json.toJson()).contains("\"NOT_SUBSCRIBED\":1").doesNotContain(ld.launchDarkly.token(), "jane");
            assertThat(text)
                    .contains("contextKind=device", "accessToken=xxxxxx", "changes              1")
                    .doesNotContain(ld.launchDarkly.token(), "jane");
        }
    }

    /** An endpoint within the endpoint has secrets of its own, which Camel does not see there. */
    @Test
    void theConsoleShowsNoSecretOfAnEndpointWithinTheEndpoint() throws Exception {
        String inner =
                URLEncoder.encode("http://me:c4n4ry-1@127.0.0.1:1/dead?password=c4n4ry-2", StandardCharsets.UTF_8);
        try (Integration ld = Integration.start("rejectedUri=" + inner + "&eventsUri=RAW(log:x?marker=c4n4ry-3)")) {
            DevConsole console = ld.context
                    .getCamelContextExtension()
                    .getContextPlugin(DevConsoleRegistry.class)
                    .resolveById("launchdarkly-audience");
            assertThat((String) console.call(DevConsole.MediaType.TEXT))
                    .contains("rejectedUri=http:", "eventsUri=log:")
                    .doesNotContain("c4n4ry");
            assertThat(((JsonObject) console.call(DevConsole.MediaType.JSON)).toJson())
                    .doesNotContain("c4n4ry");
        }
    }
}
