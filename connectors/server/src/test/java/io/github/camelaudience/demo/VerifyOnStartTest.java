package io.github.camelaudience.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.InvalidCredentialsException;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shipped as the server's configuration does not start with credentials that LaunchDarkly does not know. */
class VerifyOnStartTest {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";
    private static final Path REPOSITORY = DemoTest.REPOSITORY;

    private static void start(StandIn launchDarkly, String id, String token) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:"
                + REPOSITORY.resolve("connectors/server/src/main/conf/application.properties") + ",file:"
                + REPOSITORY.resolve("routes/application.properties"));
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "file:" + REPOSITORY.resolve("routes/segment-http-to-launchdarkly.camel.yaml"));
        main.addOverrideProperty("camel.main.routes-reload-enabled", "false");
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty(SINK + "clientSideId", id);
        main.addOverrideProperty(SINK + "accessToken", token);
        main.addOverrideProperty(SINK + "baseUrl", launchDarkly.url());
        try {
            main.start();
        } finally {
            main.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true"})
    void refusesWhatLaunchDarklyDoesNotKnow(boolean idOk, boolean tokenOk) {
        try (StandIn launchDarkly = StandIn.start()) {
            assertThatThrownBy(() -> start(
                            launchDarkly,
                            idOk ? launchDarkly.environment() : "5f00000000000000000000ff",
                            tokenOk ? launchDarkly.token() : "api-wrong"))
                    .rootCause()
                    .isInstanceOf(InvalidCredentialsException.class)
                    .hasMessageContaining(idOk ? "is not accepted by" : "is not known at");
        }
    }

    @Test
    void startsWhileLaunchDarklyCannotBeReached() {
        StandIn launchDarkly = StandIn.start();
        launchDarkly.close();
        assertThatCode(() -> start(launchDarkly, launchDarkly.environment(), launchDarkly.token()))
                .doesNotThrowAnyException();
    }

    @Test
    void startsWithGoodOnes() {
        try (StandIn launchDarkly = StandIn.start()) {
            assertThatCode(() -> start(launchDarkly, launchDarkly.environment(), launchDarkly.token()))
                    .doesNotThrowAnyException();
        }
    }
}
