package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The routes that the README shows, in three languages: each is loaded and delivers a message. As a user tests a route of
 * one's own: {@code CamelTestSupport} for the context, {@code @LaunchDarklyStandIn} for LaunchDarkly.
 */
@LaunchDarklyStandIn
class ExamplesTest extends CamelTestSupport {

    StandIn launchDarkly;

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties properties = new Properties();
        properties.setProperty("segment.folder", folder.toString());
        properties.setProperty("launchdarkly.client-side-id", launchDarkly.environment());
        properties.setProperty("launchdarkly.access-token", launchDarkly.token());
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                .getConfiguration()
                .setBaseUrl(launchDarkly.url());
        return camel;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync-audiences.camel.yaml", "sync-audiences.camel.xml"})
    void loads(String file) throws Exception {
        ExampleRoutes.add(context(), file, folder);
        delivers();
    }

    @Test
    void compiles(@TempDir Path classes) throws Exception {
        ExampleRoutes.add(context(), "SyncAudiences.java", classes);
        delivers();
    }

    private void delivers() throws Exception {
        Path written = Files.writeString(
                folder.resolve("one.tmp"), SegmentMessage.identify("u1").enters("x") + "\nno json\n");
        Files.move(written, folder.resolve("one.jsonl"));
        launchDarkly.await("u1 in aud_x", () -> launchDarkly.members("aud_x").contains("u1"), Duration.ofSeconds(20));
        Awaitility.await().until(() -> Files.exists(folder.resolve(".camel/one.jsonl")));
        try (Stream<Path> rejected = Files.list(folder.resolve("rejected"))) {
            assertThat(rejected).as("a broken line fails no file").hasSize(1);
        }
    }
}
