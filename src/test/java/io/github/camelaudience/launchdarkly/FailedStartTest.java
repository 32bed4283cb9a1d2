package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** An endpoint that does not start leaves nothing behind. */
class FailedStartTest {

    @Test
    void wrongCredentialsWithVerifyOnStart() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (StandIn launchDarkly = StandIn.start();
                CamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("meters", MeterRegistry.class, meters);
            context.start();
            String marker = "(" + context.getName() + ")";
            assertThatThrownBy(() -> context.getEndpoint("launchdarkly-audience:" + launchDarkly.environment()
                            + "?accessToken=api-wrong&verifyOnStart=true&baseUrl=" + launchDarkly.url()))
                    .rootCause()
                    .isInstanceOf(InvalidCredentialsException.class)
                    .hasMessageContaining("is not accepted by")
                    .hasMessageNotContaining("api-wrong");
            assertThat(meters.find("launchdarkly.audience.pending").gauge()).isNull();
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains(marker) && name.contains("launchdarkly-audience")));
        }
    }
}
