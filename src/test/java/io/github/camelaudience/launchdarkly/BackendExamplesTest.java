package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.SegmentKind;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that {@code docs/explanation/backends.md} shows: each is loaded and delivers a message. */
@LaunchDarklyStandIn
class BackendExamplesTest extends CamelTestSupport {

    StandIn launchDarkly;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties properties = new Properties();
        properties.setProperty("launchdarkly.client-side-id", launchDarkly.environment());
        properties.setProperty("launchdarkly.access-token", launchDarkly.token());
        properties.setProperty("launchdarkly.project", launchDarkly.projectKey());
        properties.setProperty("launchdarkly.environment", launchDarkly.environmentKey());
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                .getConfiguration()
                .setBaseUrl(launchDarkly.url());
        return camel;
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard-segments.camel.yaml", "standard-segments.camel.xml"})
    void loads(String file, @TempDir Path classes) throws Exception {
        ExampleRoutes.add(context(), file, classes);
        delivers(SegmentKind.STANDARD, "segment-aud_x");
    }

    @Test
    void compiles(@TempDir Path classes) throws Exception {
        ExampleRoutes.add(context(), "BigSegmentsRoute.java", classes);
        delivers(SegmentKind.BIG, "cdp-aud_x");
    }

    private void delivers(SegmentKind kind, String key) {
        template().sendBody("direct:audiences", SegmentMessage.identify("u1").enters("x"));
        assertThat(launchDarkly.segments()).singleElement().satisfies(segment -> {
            assertThat(segment.kind()).isEqualTo(kind);
            assertThat(segment.key()).isEqualTo(key);
            assertThat(launchDarkly.members(segment.lane())).containsExactly("u1");
        });
    }
}
