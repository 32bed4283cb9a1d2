package io.github.camelaudience.launchdarkly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.standin.StandIn;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A parameter that a Kamelet of ours does not have stops the start, wherever it stands. */
@Tag("kamelet")
class KameletParametersTest {

    private final StandIn launchDarkly = StandIn.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties properties = new Properties();

    @AfterEach
    void stop() {
        context.stop();
        launchDarkly.close();
    }

    private void start(String kamelet) throws Exception {
        String prefix = "camel.kamelet.launchdarkly-audience-sink.";
        properties.putIfAbsent(prefix + "clientSideId", launchDarkly.environment());
        properties.putIfAbsent(prefix + "accessToken", launchDarkly.token());
        properties.putIfAbsent(prefix + "baseUrl", launchDarkly.url());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("kamelet:" + kamelet);
            }
        });
        context.start();
    }

    private static String sentence(Throwable thrown) {
        return FailedStart.sentence(thrown);
    }

    @ParameterizedTest
    @CsvSource({
        "contextKye, contextKey",
        "dryrun, dryRun",
        "dryRum, dryRun",
        "dry_run, dryRun",
        "retryTimout, retryTimeout",
        "max-batch-sise, maxBatchSize",
        "base.url, baseUrl",
        "mine.contextKye, contextKey"
    })
    void anUnknownPropertyStopsTheStartWithTheNearestName(String given, String meant) {
        properties.setProperty("camel.kamelet.launchdarkly-audience-sink." + given, "c4n4ry");
        assertThatThrownBy(() -> start("launchdarkly-audience-sink")).satisfies(thrown -> assertThat(sentence(thrown))
                .startsWith("the Kamelet launchdarkly-audience-sink has no parameter " + given)
                .contains("probably " + meant)
                .doesNotContain("c4n4ry"));
    }

    @Test
    void aParameterOfARouteIsLookedAtToo() {
        assertThatThrownBy(() -> start("launchdarkly-audience-sink?contextKye=email_only"))
                .satisfies(
                        thrown -> assertThat(sentence(thrown)).contains("has no parameter contextKye", "contextKey"));
    }

    @Test
    void aNameThatIsLikeNothingIsToldWhatThereIs() {
        properties.setProperty("camel.kamelet.segment-audience-explain-action.somethingElse", "1");
        assertThatThrownBy(() -> start("segment-audience-explain-action?clientSideId=5f0000000000000000000001"))
                .satisfies(thrown -> assertThat(sentence(thrown))
                        .contains("has no parameter somethingElse, only", "contextKey", "trigger"));
    }

    @Test
    void aMisspeltKameletStopsTheStart() {
        properties.setProperty("camel.kamelet.launchdarkly-audience-snik.dryRun", "true");
        assertThatThrownBy(() -> start("launchdarkly-audience-sink")).satisfies(thrown -> assertThat(sentence(thrown))
                .startsWith("there is no Kamelet launchdarkly-audience-snik")
                .endsWith("launchdarkly-audience-sink"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "launchdarkly-audience-sink.contextKind",
                "launchdarkly-audience-sink.context-kind",
                "launchdarkly-audience-sink.mine.contextKind"
            })
    void whatCamelTakesIsTaken(String name) throws Exception {
        properties.setProperty("camel.kamelet." + name, "device");
        properties.setProperty("camel.kamelet.another-sink.contextKye", "not ours");
        start("launchdarkly-audience-sink/mine?noErrorHandler=true");
        assertThat(context.getEndpoints())
                .filteredOn(endpoint -> endpoint.getEndpointUri().startsWith("launchdarkly-audience:"))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getEndpointUri()).contains("contextKind=device"));
    }
}
