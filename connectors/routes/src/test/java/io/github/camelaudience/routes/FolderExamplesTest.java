package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of the page about files, as a reader tests a route of one's own: {@code CamelMainTestSupport} with the
 * properties that ship, and {@code @LaunchDarklyStandIn}.
 */
class FolderExamplesTest {

    /** One example in a Camel Main. */
    @LaunchDarklyStandIn
    abstract static class Running extends CamelMainTestSupport {

        final Sample sample = Sample.of(100);
        private final String example;

        StandIn launchDarkly;

        @TempDir
        Path folder;

        Running(String example) {
            this.example = example;
        }

        @Override
        protected void configure(MainConfigurationProperties main) {
            try {
                RunningRoute.addExample(main, example);
            } catch (Exception e) {
                throw new AssertionError(example, e);
            }
        }

        @Override
        protected String getPropertyPlaceholderLocations() {
            return "file:" + RunningRoute.REPOSITORY.resolve("routes/application.properties");
        }

        @Override
        protected CamelContext createCamelContext() throws Exception {
            Properties properties = new Properties();
            properties.setProperty("segment.folder", folder.toString());
            properties.setProperty("segment.folder.quietTime", "50");
            properties.setProperty("segment.folder.pollDelay", "50");
            String sink = "camel.kamelet.launchdarkly-audience-sink.";
            properties.setProperty(sink + "clientSideId", launchDarkly.environment());
            properties.setProperty(sink + "accessToken", launchDarkly.token());
            properties.setProperty(sink + "baseUrl", launchDarkly.url());
            camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
            return super.createCamelContext();
        }
    }

    /** {@code -Ddocs.write=true} writes the row of the version that this runs on. */
    private static void isARowOfTheReadme(String camel) throws IOException {
        Path row = RunningRoute.REPOSITORY.resolve("docs/hosts/camel-main.md");
        String expected = "| Camel Main | Camel " + camel
                + " | every route and source, with a broker or server of each; examples in YAML, Java and XML | the module"
                + " `connectors/routes` |\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(row, expected);
        }
        assertThat(row).content().isEqualTo(expected);
    }

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"folder.camel.yaml", "AudienceFolder.java", "folder.camel.xml"})
    class AFolder extends Running {

        AFolder(String example) {
            super(example);
        }

        @Test
        void endsInTheSameMembership() throws Exception {
            Files.write(
                    folder.resolve("sample.jsonl"),
                    sample.messages().stream()
                            .filter(message -> !message.broken())
                            .map(Sample.Message::json)
                            .toList());
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(30));
            isARowOfTheReadme(context().getVersion());
        }
    }

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"backfill.camel.yaml", "AudienceBackfill.java", "backfill.camel.xml"})
    class ABackfill extends Running {

        ABackfill(String example) {
            super(example);
        }

        @Test
        void endsInTheSameMembership() throws Exception {
            Files.write(folder.resolve("sample.jsonl.gz"), SampleFile.content(sample, "sample.jsonl.gz"));
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve(".done/sample.jsonl.gz")));
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
            assertThat(Set.copyOf(SampleFile.rejectedLines(folder, "sample.jsonl.gz")))
                    .isEqualTo(Set.of(1));
        }
    }
}
