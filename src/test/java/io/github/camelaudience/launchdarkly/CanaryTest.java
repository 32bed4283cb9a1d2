package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** A token that is looked for in everything that can be seen, after everything that can happen. */
class CanaryTest {

    private static final String CANARY = "api-c4n4ry-9999-4000-8000-000000000000";

    private static final List<Fault> EVERYTHING = List.of(
            Fault.none(),
            Fault.status(400),
            Fault.status(401),
            Fault.status(403),
            Fault.status(404),
            Fault.status(409).withBody("{\"code\":\"key_exists\"}"),
            Fault.status(413),
            Fault.status(422),
            Fault.status(500),
            Fault.status(503).withHeader("Retry-After", "0"),
            Fault.status(301).withHeader("Location", "http://127.0.0.1:1/"),
            Fault.status(307).withHeader("Location", "http://127.0.0.1:1/"),
            Fault.stall(),
            Fault.stalledBody(),
            Fault.truncated(),
            Fault.close(),
            Fault.reset(Fault.Moment.BEFORE_READING),
            Fault.reset(Fault.Moment.DURING_ANSWER),
            Fault.reset(Fault.Moment.AFTER_APPLYING));

    @Test
    void notInLogsExceptionsHeadersOrProperties() throws Exception {
        List<String> seen = new ArrayList<>();
        try (CapturedLog component = CapturedLog.ofComponent(Level.TRACE);
                CapturedLog camelHttp = CapturedLog.of("org.apache.camel.component.http", Level.TRACE)) {
            for (Fault fault : EVERYTHING) {
                seen.addAll(seenAfter(fault));
            }
            assertThat(camelHttp.lines()).isNotEmpty();
            seen.addAll(component.lines());
            seen.addAll(camelHttp.lines());
        }
        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(seen.stream().filter(text -> text.contains(CANARY))).isEmpty();
    }

    /** What can be seen of one exchange, with the token where it belongs: on the component, not in URIs. */
    private static List<String> seenAfter(Fault fault) throws Exception {
        StandIn standIn = StandIn.builder().token(CANARY).start();
        standIn.faults(FaultPlan.script(fault, fault));
        List<String> seen = new ArrayList<>();
        try (standIn;
                DefaultCamelContext context = new DefaultCamelContext()) {
            LaunchDarklyAudienceComponent component =
                    context.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class);
            component.getConfiguration().setAccessToken(CANARY);
            component.getConfiguration().setBaseUrl(standIn.url());
            component.getConfiguration().setUnauthorizedCoolDown(0);
            component.getConfiguration().setRetryDelay(1);
            component.getConfiguration().setConnectTimeout(300);
            component.getConfiguration().setResponseTimeout(300);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to("launchdarkly-audience:" + standIn.environment());
                }
            });
            context.start();
            Exchange done = context.createProducerTemplate().request("direct:in", e -> e.getMessage()
                    .setBody(SegmentMessage.identify("u1").enters("x")));
            assertThat(standIn.syncRequests()).as(fault.label()).isNotEmpty();
            assertThat(standIn.syncRequests().get(0).header("Authorization")).isEqualTo(CANARY);
            context.getEndpoints().forEach(endpoint -> seen.add(endpoint.getEndpointUri() + endpoint));
            seen.add(component.getConfiguration().toString());
            addAll(seen, done.getMessage().getHeaders());
            addAll(seen, done.getAllProperties());
            StringWriter trace = new StringWriter();
            if (done.getException() != null) {
                done.getException().printStackTrace(new PrintWriter(trace));
            }
            seen.add(trace.toString());
        }
        return seen;
    }

    private static void addAll(List<String> seen, Map<String, Object> values) {
        values.forEach((name, value) -> seen.add(name + "=" + value));
    }
}
