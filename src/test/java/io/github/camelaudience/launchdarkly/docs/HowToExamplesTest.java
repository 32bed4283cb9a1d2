package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.ExampleRoutes;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes of the how-to guides, in three languages: each is loaded and does what its page says. */
@LaunchDarklyStandIn
@Tag("kamelet")
class HowToExamplesTest extends CamelTestSupport {

    private static final String OF_AN_ACCOUNT = """
            {"type": "track", "userId": "ada", "properties": {"vip": true}, "context": {"groupId": "acme", "personas":
             {"computation_class": "audience", "computation_id": "aud_vip", "computation_key": "vip"}}}""";

    StandIn launchDarkly;

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Properties properties = new Properties();
        properties.setProperty("replay.folder", folder.toString());
        properties.setProperty("launchdarkly.client-side-id", launchDarkly.environment());
        properties.setProperty("launchdarkly.access-token", launchDarkly.token());
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                .getConfiguration()
                .setBaseUrl(launchDarkly.url());
        return camel;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dry-run.camel.yaml", "dry-run.camel.xml", "DryRun.java"})
    void aDryRunPlansAndSendsNothing(String file) throws Exception {
        add(file);
        Exchange exchange =
                template.request("direct:audiences", sent -> sent.getMessage().setBody(OF_AN_ACCOUNT));
        SyncReport report = exchange.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        assertThat(report.dryRun()).isTrue();
        assertThat(report.plannedRequests())
                .singleElement()
                .asString()
                .contains("\"contextKind\":\"organization\"", "\"userId\":\"acme\"");
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mapping-and-trigger.camel.yaml", "mapping-and-trigger.camel.xml", "MappingAndTrigger.java"})
    void accountsAreWrittenAndOtherCallsAreSkipped(String file) throws Exception {
        add(file);
        template.sendBody("direct:accounts", SegmentMessage.identify("ada").enters("vip"));
        assertThat(launchDarkly.syncRequests()).isEmpty();
        template.sendBody("direct:accounts", OF_AN_ACCOUNT);
        assertThat(launchDarkly.members("aud_vip")).containsExactly("acme");
        assertThat(launchDarkly.segments())
                .singleElement()
                .satisfies(segment -> assertThat(segment.lane().contextKind()).isEqualTo("organization"));
    }

    @Test
    void aMappingChoosesAndBuildsTheKey() {
        String endpoint = "launchdarkly-audience:" + launchDarkly.environment() + "?accessToken=" + launchDarkly.token()
                + "&mapping=classpath:examples/customer-number.json";
        String ada = SegmentMessage.identify("ada").enters("vip");
        template.sendBody(endpoint, ada.replace("\"traits\":{", "\"traits\":{\"customer_number\":\"17\","));
        template.sendBody(endpoint, SegmentMessage.identify("eve").enters("vip"));
        assertThat(launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("customer-17", "eve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay.camel.yaml", "replay.camel.xml", "Replay.java"})
    void whatWasRejectedIsAppliedAfterItsCauseIsMended(String file) throws Exception {
        Files.writeString(
                folder.resolve("mended.json"), SegmentMessage.identify("ada").enters("vip"));
        add(file);
        launchDarkly.await(
                "ada in aud_vip", () -> launchDarkly.members("aud_vip").contains("ada"), Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"explain.camel.yaml", "explain.camel.xml", "Explain.java"})
    void explainTellsWhyAndSendsNothing(String file) throws Exception {
        add(file);
        assertThat(template.requestBody(
                        "direct:explain", SegmentMessage.identify("ada").enters("vip"), String.class))
                .contains("\"result\":\"change\"", "\"contextKey\":\"ada\"");
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"release.camel.yaml", "release.camel.xml", "Release.java"})
    void aReleaseTellsHowManyWereHeld(String file) throws Exception {
        add(file);
        assertThat(template.requestBody("direct:release", "aud_vip", Map.class))
                .containsEntry("audienceId", "aud_vip")
                .containsEntry("released", 0);
    }

    private void add(String file) throws Exception {
        ExampleRoutes.add(context(), file, Files.createDirectories(folder.resolve(".classes")));
    }
}
