package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import org.junit.jupiter.api.Test;

/**
 * A million members, a thousand of them bad: {@code mvn -q verify -Psoak -Dtest=PoisonSoak -Dsoak.seed=1}; with
 * {@code -Dsoak.audiences=20} in requests that twenty audiences share.
 */
class PoisonSoak {

    @Test
    void oneBadMemberInEachBatch() throws Exception {
        System.out.println(new PoisonRun(
                        Integer.getInteger("soak.batches", 1_000),
                        Integer.getInteger("soak.batchSize", 1_000),
                        Integer.getInteger("soak.audiences", 1),
                        Long.getLong("soak.seed", 1),
                        SegmentKind.valueOf(System.getProperty("soak.backend", "synced")))
                .run());
    }
}
