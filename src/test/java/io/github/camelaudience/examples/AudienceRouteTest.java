package io.github.camelaudience.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

@LaunchDarklyStandIn
class AudienceRouteTest extends CamelTestSupport {

    StandIn launchDarkly;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        LaunchDarklyAudienceComponent audiences =
                camel.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class);
        audiences.getConfiguration().setBaseUrl(launchDarkly.url());
        audiences.getConfiguration().setAccessToken(launchDarkly.token());
        return camel;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:segment").to("launchdarkly-audience:" + launchDarkly.environment());
            }
        };
    }

    @Test
    void aPersonEntersAndLeaves() {
        template.sendBody("direct:segment", SegmentMessage.identify("u1").enters("vip"));
        assertThat(launchDarkly.members("aud_vip")).containsExactly("u1");

        template.sendBody("direct:segment", SegmentMessage.identify("u1").leaves("vip"));
        assertThat(launchDarkly.members("aud_vip")).isEmpty();
    }

    @Test
    void aFaultOfLaunchDarklyCostsNothing() {
        launchDarkly.faults(FaultPlan.script(Fault.status(503), Fault.status(503)));

        template.sendBody("direct:segment", SegmentMessage.identify("u1").enters("vip"));
        assertThat(launchDarkly.members("aud_vip")).containsExactly("u1");
    }

    @Test
    void aBrokenMessageFailsTheRoute() {
        assertThatThrownBy(() -> template.sendBody("direct:segment", "{\"type\": \"identify\","))
                .isInstanceOf(CamelExecutionException.class)
                .rootCause()
                .hasMessageContaining("NOT_JSON");
    }
}
