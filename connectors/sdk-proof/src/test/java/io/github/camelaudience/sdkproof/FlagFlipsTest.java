package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.launchdarkly.sdk.EvaluationDetail;
import com.launchdarkly.sdk.EvaluationReason.BigSegmentsStatus;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider.State;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message of Segment's turns a flag on and off, as LaunchDarkly's own Java SDK evaluates it. */
class FlagFlipsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static void awaitFlag(LDClient sdk, String flag, String person, boolean value) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> assertThat(
                        sdk.boolVariation(flag, LDContext.create(person), !value))
                .isEqualTo(value));
    }

    @ParameterizedTest
    @EnumSource
    void enterAndExitFlipTheFlag(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.to(kind, "vip", "beta");
                LDClient sdk = StandInSdk.of(pipeline.standIn()).withoutCache().start()) {
            awaitFlag(sdk, "vip", "ada", false);

            pipeline.enters("ada", "vip");
            awaitFlag(sdk, "vip", "ada", true);
            assertThat(sdk.boolVariation("vip", LDContext.create("grace"), true))
                    .isFalse();
            assertThat(sdk.boolVariation("beta", LDContext.create("ada"), true)).isFalse();

            pipeline.enters("grace", "vip");
            pipeline.enters("ada", "beta");
            pipeline.leaves("ada", "vip");
            awaitFlag(sdk, "vip", "ada", false);
            awaitFlag(sdk, "vip", "grace", true);
            awaitFlag(sdk, "beta", "ada", true);

            pipeline.enters("ada", "vip");
            awaitFlag(sdk, "vip", "ada", true);
            assertThat(sdk.getDataSourceStatusProvider().getStatus().getState()).isEqualTo(State.VALID);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameWhileTheStreamWasLostIsThereWhenItIsBack(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.to(kind, "vip", "beta");
                LDClient sdk = StandInSdk.of(pipeline.standIn()).withoutCache().start()) {
            pipeline.enters("ada", "vip");
            awaitFlag(sdk, "vip", "ada", true);

            pipeline.standIn().dropStreams();
            assertThat(sdk.getDataSourceStatusProvider().waitFor(State.INTERRUPTED, PATIENCE))
                    .isTrue();
            pipeline.leaves("ada", "vip");
            pipeline.enters("grace", "vip");
            pipeline.enters("ada", "beta"); // a segment that the SDK has never heard of

            awaitFlag(sdk, "vip", "ada", false);
            awaitFlag(sdk, "vip", "grace", true);
            awaitFlag(sdk, "beta", "ada", true);
            assertThat(sdk.getDataSourceStatusProvider().waitFor(State.VALID, PATIENCE))
                    .isTrue();
            pipeline.enters("ada", "vip");
            awaitFlag(sdk, "vip", "ada", true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameWhileTheApplicationWasDownIsThereWhenItIsBack(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.to(kind, "vip")) {
            try (LDClient sdk = StandInSdk.of(pipeline.standIn()).start()) {
                pipeline.enters("ada", "vip");
                awaitFlag(sdk, "vip", "ada", true);
            }
            pipeline.leaves("ada", "vip");
            pipeline.enters("grace", "vip");

            try (LDClient sdk = StandInSdk.of(pipeline.standIn()).start()) {
                assertThat(sdk.boolVariation("vip", LDContext.create("ada"), true))
                        .isFalse();
                assertThat(sdk.boolVariation("vip", LDContext.create("grace"), false))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSdkSaysWhetherItAskedItsStore(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.to(kind, "vip");
                LDClient sdk = StandInSdk.of(pipeline.standIn()).withoutCache().start()) {
            pipeline.enters("ada", "vip");
            awaitFlag(sdk, "vip", "ada", true);

            EvaluationDetail<Boolean> detail = sdk.boolVariationDetail("vip", LDContext.create("ada"), false);
            assertThat(detail.getReason().getBigSegmentsStatus())
                    .isEqualTo(kind.isBig() ? BigSegmentsStatus.HEALTHY : null);
        }
    }
}
