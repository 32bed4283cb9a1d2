package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.LDClient;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An SDK that keeps no stream open, but asks from time to time: here every second, elsewhere every 30 s at the least. */
class PollingTest {

    @ParameterizedTest
    @EnumSource
    void aFlagFlipsWithTheNextPoll(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.to(kind, "vip", "beta")) {
            pipeline.enters("ada", "vip");
            try (LDClient sdk = StandInSdk.of(pipeline.standIn())
                    .byPolling(Duration.ofSeconds(1))
                    .withoutCache()
                    .start()) {
                LDContext ada = LDContext.create("ada");
                assertThat(sdk.boolVariation("vip", ada, false)).isTrue();

                pipeline.leaves("ada", "vip");
                pipeline.enters("ada", "beta"); // a segment that the SDK has to be told of by a poll
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(sdk.boolVariation("vip", ada, true)).isFalse();
                    assertThat(sdk.boolVariation("beta", ada, false)).isTrue();
                });
            }
        }
    }
}
