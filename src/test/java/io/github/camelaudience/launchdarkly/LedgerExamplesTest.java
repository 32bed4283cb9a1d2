package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.ledger.PostgresServer;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that {@code docs/how-to/ledger.md} shows, each loaded and asked, and the answer of {@code docs/how-to/why.md}. */
@LaunchDarklyStandIn
class LedgerExamplesTest extends CamelTestSupport {

    private static final Path PAGE = Path.of("docs/how-to/why.md");

    /** That of {@code docs/how-to/explain-a-user.md}. */
    private static final String MESSAGE = """
            {"messageId":"m-1","type":"track","event":"Audience Entered","userId":"ada","timestamp":"2026-01-02T03:04:05.678Z",
             "context":{"personas":{"computation_class":"audience","computation_id":"aud_1","computation_key":"power_users"}},
             "properties":{"power_users":true}}
            """;

    StandIn launchDarkly;

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties properties = new Properties();
        properties.setProperty("launchdarkly.client-side-id", launchDarkly.environment());
        properties.setProperty("launchdarkly.access-token", launchDarkly.token());
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getPropertiesComponent()
                .addInitialProperty("ledger.folder", folder.resolve("ledger").toString());
        camel.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                .getConfiguration()
                .setBaseUrl(launchDarkly.url());
        return camel;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger-folder.camel.yaml", "ledger-folder.camel.xml"})
    void loads(String file) throws Exception {
        ExampleRoutes.add(context(), file, folder);
        answersAsThePageSays();
        assertThat(folder.resolve("ledger/CURRENT")).exists();
    }

    @Test
    void compiles(@TempDir Path classes) throws Exception {
        String url = PostgresServer.newDatabase().getUrl();
        context()
                .getPropertiesComponent()
                .addInitialProperty("ledger.jdbc.url", url + (url.contains("?") ? "&" : "?") + "user=postgres");
        ExampleRoutes.add(context(), "LedgerInPostgres.java", classes);
        answersAsThePageSays();
    }

    private void answersAsThePageSays() throws Exception {
        template().sendBody("direct:audiences", MESSAGE);
        String[] blocks = Files.readString(PAGE).split("```(?:json)?\\R");
        String answer = template().requestBody("direct:why", blocks[1], String.class);
        assertThat(likeThePage(answer)).isEqualTo(likeThePage(blocks[3]));
    }

    /** What is of the moment is left out. */
    private static JsonNode likeThePage(String answer) throws Exception {
        return new ObjectMapper()
                .readTree(answer.replaceAll("exchange [0-9A-F-]+", "exchange 1")
                        .replaceAll("(accepted it at |\"acceptedAt\" ?: ?\")[0-9T:.Z-]+", "$1now"));
    }
}
