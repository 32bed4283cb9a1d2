package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.SegmentKind;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Properties;
import javax.tools.ToolProvider;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that {@code docs/explanation/backends.md} shows: each is loaded and delivers a message. */
@LaunchDarklyStandIn
class BackendExamplesTest extends CamelTestSupport {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples");

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
    void loads(String file) throws Exception {
        PluginHelper.getRoutesLoader(context())
                .loadRoutes(
                        PluginHelper.getResourceLoader(context()).resolveResource("file:" + EXAMPLES.resolve(file)));
        delivers(SegmentKind.STANDARD, "segment-aud_x");
    }

    @Test
    void compiles(@TempDir Path classes) throws Exception {
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-proc:none",
                        EXAMPLES.resolve("BigSegmentsRoute.java").toString());
        assertThat(result).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            context().addRoutes((RouteBuilder) loader.loadClass("BigSegmentsRoute")
                    .getDeclaredConstructor()
                    .newInstance());
            delivers(SegmentKind.BIG, "cdp-aud_x");
        }
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
