package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.ContextReloadStrategy;
import org.apache.camel.support.DefaultContextReloadStrategy;
import org.junit.jupiter.api.Test;

/** Options of the component hold for its endpoints; and when a changed property counts. */
class ComponentOptionsTest {

    private static final String MESSAGE = SegmentMessage.identify("u1").enters("x");

    private static RouteBuilder route(String uri) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("sync").to(uri);
            }
        };
    }

    @Test
    void propertiesOfCamelMainHoldForAllEndpointsAndAnEndpointsOwnOptionsWin() throws Exception {
        try (StandIn launchDarkly = StandIn.start()) {
            Main main = new Main();
            main.addInitialProperty("camel.component.launchdarkly-audience.access-token", launchDarkly.token());
            main.addInitialProperty("camel.component.launchdarkly-audience.base-url", launchDarkly.url());
            main.addInitialProperty("camel.component.launchdarkly-audience.context-kind", "device");
            main.addInitialProperty("camel.component.launchdarkly-audience.retry-timeout", "90s");
            String uri = "launchdarkly-audience:" + launchDarkly.environment();
            main.configure().addRoutesBuilder(route(uri));
            main.start();
            try {
                CamelContext context = main.getCamelContext();
                LaunchDarklyAudienceConfiguration inherited = context.getEndpoint(
                                uri, LaunchDarklyAudienceEndpoint.class)
                        .getConfiguration();
                assertThat(inherited.getContextKind()).isEqualTo("device");
                assertThat(inherited.getRetryTimeout()).isEqualTo(90_000);
                LaunchDarklyAudienceConfiguration own = context.getEndpoint(
                                uri + "?contextKind=user&accessToken=api-2", LaunchDarklyAudienceEndpoint.class)
                        .getConfiguration();
                assertThat(own.getContextKind()).isEqualTo("user");
                assertThat(own.getAccessToken()).isEqualTo("api-2");
                assertThat(own.getRetryTimeout()).isEqualTo(90_000);
                assertThat(inherited.getAccessToken()).isEqualTo(launchDarkly.token());
                context.createProducerTemplate().sendBody("direct:in", MESSAGE);
                assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            } finally {
                main.stop();
            }
        }
    }

    private static DefaultCamelContext context(StandIn launchDarkly, Properties properties) throws Exception {
        properties.setProperty("ld.token", "api-old");
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setOverrideProperties(properties);
        context.addRoutes(route("launchdarkly-audience:" + launchDarkly.environment()
                + "?accessToken={{ld.token}}&unauthorizedCoolDown=0&baseUrl=" + launchDarkly.url()));
        context.start();
        return context;
    }

    private static Class<?> outcome(CamelContext context) {
        Exception failure = context.createProducerTemplate()
                .send("direct:in", exchange -> exchange.getMessage().setBody(MESSAGE))
                .getException();
        return failure == null ? null : failure.getClass();
    }

    @Test
    void stoppingAndStartingARouteKeepsItsEndpointAndToken() throws Exception {
        Properties properties = new Properties();
        try (StandIn launchDarkly = StandIn.start();
                CamelContext context = context(launchDarkly, properties)) {
            properties.setProperty("ld.token", launchDarkly.token());
            context.getRouteController().stopRoute("sync");
            context.getRouteController().startRoute("sync");
            assertThat(outcome(context)).isEqualTo(UnauthorizedException.class);
        }
    }

    @Test
    void removingAndAddingARouteReadsTheTokenAnew() throws Exception {
        Properties properties = new Properties();
        try (StandIn launchDarkly = StandIn.start();
                DefaultCamelContext context = context(launchDarkly, properties)) {
            properties.setProperty("ld.token", launchDarkly.token());
            context.getRouteController().stopRoute("sync");
            context.removeRoute("sync");
            context.addRoutes(route("launchdarkly-audience:" + launchDarkly.environment()
                    + "?accessToken={{ld.token}}&baseUrl=" + launchDarkly.url()));
            assertThat(outcome(context)).isNull();
            assertThat(context.getEndpoints().stream().filter(LaunchDarklyAudienceEndpoint.class::isInstance))
                    .hasSize(1);
        }
    }

    @Test
    void reloadingTheContextReadsTheTokenAnew() throws Exception {
        Properties properties = new Properties();
        try (StandIn launchDarkly = StandIn.start();
                DefaultCamelContext context = context(launchDarkly, properties)) {
            ContextReloadStrategy reload = new DefaultContextReloadStrategy();
            context.addService(reload);
            assertThat(outcome(context)).isEqualTo(UnauthorizedException.class);
            properties.setProperty("ld.token", launchDarkly.token());
            reload.onReload(this);
            assertThat(outcome(context)).isNull();
        }
    }
}
