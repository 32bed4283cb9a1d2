package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.settings.OptionAdvice;
import io.github.camelaudience.standin.StandIn;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Doubts are said, not enforced. */
class OptionAdviceTest {

    private final LaunchDarklyAudienceConfiguration configuration = new LaunchDarklyAudienceConfiguration();

    @BeforeEach
    void setClientSideId() {
        configuration.setClientSideId(StandIn.DEFAULT_ENVIRONMENT);
    }

    @Test
    void noneForTheDefaults() {
        assertThat(OptionAdvice.of(configuration)).isEmpty();
    }

    @Test
    void aClientSideIdOfAnotherShape() {
        configuration.setClientSideId("production");
        assertThat(OptionAdvice.of(configuration))
                .singleElement()
                .asString()
                .startsWith("clientSideId is not 24 hexadecimal digits")
                .doesNotContain("production");
    }

    @Test
    void aDryRun() {
        configuration.setDryRun(true);
        assertThat(OptionAdvice.of(configuration))
                .singleElement()
                .asString()
                .startsWith("dryRun is on: nothing is sent");
    }

    @Test
    void aRetryTimeoutBeyondKafkasPatience() {
        configuration.setRetryTimeout(300_000);
        assertThat(OptionAdvice.of(configuration)).isEmpty();
        configuration.setRetryTimeout(300_001);
        assertThat(OptionAdvice.of(configuration))
                .singleElement()
                .asString()
                .contains("retryTimeout is 300001 ms", "max.poll.interval.ms of 300000 ms");
    }

    @Test
    void anInstanceThatIsNotDocumentedForThis() {
        configuration.setInstance(Instance.eu);
        assertThat(OptionAdvice.of(configuration))
                .singleElement()
                .asString()
                .startsWith("instance is eu.")
                .contains("not documented");
        configuration.setBaseUrl("https://example.com");
        assertThat(OptionAdvice.of(configuration)).isEmpty();
    }

    @Test
    void goesToTheLogAtStart() throws Exception {
        try (CapturedLog log = CapturedLog.ofComponent(Level.WARN);
                Integration ld = Integration.start("retryTimeout=600000")) {
            assertThat(ld.context.isStarted()).isTrue();
            assertThat(log.lines(Level.WARN)).singleElement().asString().startsWith("retryTimeout is 600000 ms");
        }
    }
}
