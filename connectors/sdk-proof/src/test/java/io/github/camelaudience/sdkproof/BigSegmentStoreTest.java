package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;

import com.launchdarkly.sdk.ContextKind;
import com.launchdarkly.sdk.EvaluationReason.BigSegmentsStatus;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStore;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStoreTypes.Membership;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStoreTypes.StoreMetadata;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the SDK asks for members of big segments, and what it says when it cannot. */
class BigSegmentStoreTest {

    /** Passes on, and remembers what was asked for. */
    private record Recording(BigSegmentStore store, List<String> hashes) implements BigSegmentStore {

        @Override
        public Membership getMembership(String hash) {
            hashes.add(hash);
            return store.getMembership(hash);
        }

        @Override
        public StoreMetadata getMetadata() {
            return store.getMetadata();
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    @Test
    void thePublishedHashIsWhatTheSdkAsksFor() throws Exception {
        List<String> hashes = new CopyOnWriteArrayList<>();
        try (Pipeline pipeline = Pipeline.to(Kind.SYNCED, "vip")) {
            pipeline.enters("user-key", "vip");
            BigSegmentStore store = new Recording(new StandInBigSegmentStore(pipeline.standIn()), hashes);
            LDConfig config = new LDConfig.Builder()
                    .serviceEndpoints(Components.serviceEndpoints()
                            .relayProxy(pipeline.standIn().url()))
                    .bigSegments(Components.bigSegments(context -> store))
                    .events(Components.noEvents())
                    .build();
            try (LDClient sdk = new LDClient(pipeline.standIn().sdkKey(), config)) {
                assertThat(sdk.boolVariation("vip", LDContext.create("user-key"), false))
                        .isTrue();
            }
        }
        assertThat(hashes).containsExactly("CEXjZY7cHJG/ydFy7q4+YEFwVrG3/pkJwA4FAjrbfx0=");
    }

    @ParameterizedTest
    @EnumSource
    void aKeyCountsForTheKindOfItsSegmentOnly(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.with(kind.options() + "&contextKind=device", "vip")) {
            pipeline.enters("d1", "vip");
            try (LDClient sdk = StandInSdk.of(pipeline.standIn()).start()) {
                LDContext device = LDContext.create(ContextKind.of("device"), "d1");
                assertThat(sdk.boolVariation("vip", device, false)).isTrue();
                assertThat(sdk.boolVariation("vip", LDContext.create("d1"), true))
                        .isFalse();
                assertThat(sdk.boolVariation("vip", LDContext.createMulti(LDContext.create("ada"), device), false))
                        .isTrue();
                assertThat(sdk.boolVariation(
                                "vip",
                                LDContext.createMulti(
                                        LDContext.create("d1"), LDContext.create(ContextKind.of("device"), "d2")),
                                true))
                        .isFalse();
            }
        }
    }

    @Test
    void withoutAStoreNobodyIsAMember() throws Exception {
        try (Pipeline pipeline = Pipeline.to(Kind.SYNCED, "vip")) {
            pipeline.enters("ada", "vip");
            LDConfig config = new LDConfig.Builder()
                    .serviceEndpoints(Components.serviceEndpoints()
                            .relayProxy(pipeline.standIn().url()))
                    .build();
            try (LDClient sdk = new LDClient(pipeline.standIn().sdkKey(), config)) {
                var detail = sdk.boolVariationDetail("vip", LDContext.create("ada"), true);
                assertThat(detail.getValue()).isFalse();
                assertThat(detail.getReason().getBigSegmentsStatus()).isEqualTo(BigSegmentsStatus.NOT_CONFIGURED);
            }
        }
    }

    @Test
    void aStoreThatIsGoneIsSaid() throws Exception {
        try (Pipeline pipeline = Pipeline.to(Kind.SYNCED, "vip")) {
            pipeline.enters("ada", "vip");
            try (LDClient sdk = StandInSdk.of(pipeline.standIn()).withoutCache().start()) {
                pipeline.standIn().close();
                var detail = sdk.boolVariationDetail("vip", LDContext.create("ada"), true);
                assertThat(detail.getValue()).isFalse();
                assertThat(detail.getReason().getBigSegmentsStatus()).isEqualTo(BigSegmentsStatus.STORE_ERROR);
            }
        }
    }
}
