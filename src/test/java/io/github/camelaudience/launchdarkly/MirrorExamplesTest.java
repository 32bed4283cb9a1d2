package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes and the report that {@code docs/how-to/mirror.md} shows. */
class MirrorExamplesTest {

    private static final Path PAGE = Path.of("docs/how-to/mirror.md");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mirror.camel.yaml", "mirror.camel.xml", "MirrorAudience.java"})
    void anExampleGivesTheReportOfThePage(String file) throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.setProperty("launchdarkly.client-side-id", launchDarkly.environment());
            properties.setProperty("launchdarkly.access-token", launchDarkly.token());
            properties.setProperty("ledger.folder", folder.resolve("ledger").toString());
            context.getPropertiesComponent().setInitialProperties(properties);
            context.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                    .getConfiguration()
                    .setBaseUrl(launchDarkly.url());
            ExampleRoutes.add(context, file, folder);
            context.start();
            String report =
                    context.createProducerTemplate().requestBody("direct:members", "user_id\nada\nbob\n", String.class);
            assertThat(launchDarkly.members("aud_1")).containsExactlyInAnyOrder("ada", "bob");
            String shown = Files.readString(PAGE).split("```json\\R")[1].split("```")[0];
            assertThat(likeThePage(report)).isEqualTo(likeThePage(shown));
        }
    }

    /** How long it took is of the moment. */
    private static JsonNode likeThePage(String report) throws Exception {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(report);
        json.remove("millis");
        return json;
    }
}
