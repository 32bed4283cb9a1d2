package io.github.camelaudience.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.LDClient;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.sdkproof.StandInSdk;
import io.github.camelaudience.standin.FlagRule;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AudienceFlagTest extends CamelTestSupport {

    private final StandIn launchDarkly =
            StandIn.builder().flag("new-editor", FlagRule.onFor("aud_vip")).start();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

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
    void theFlagIsOnForWhoEntered() throws Exception {
        template.sendBody("direct:segment", SegmentMessage.identify("ada").enters("vip"));

        try (LDClient application = StandInSdk.of(launchDarkly).start()) {
            assertThat(application.boolVariation("new-editor", LDContext.create("ada"), false))
                    .isTrue();
            assertThat(application.boolVariation("new-editor", LDContext.create("grace"), false))
                    .isFalse();
        }
    }
}
