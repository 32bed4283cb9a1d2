package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Batches with one member each, at a place drawn by the seed, for which the stand-in refuses a whole request with 400.
 * Asserts for each batch that this member is rejected, all others are applied, and how many requests that took.
 */
final class PoisonRun {

    private final int batches;
    private final int size;
    private final long seed;
    private final SegmentKind kind;

    PoisonRun(int batches, int size, long seed, SegmentKind kind) {
        this.kind = kind;
        this.batches = batches;
        this.size = size;
        this.seed = seed;
    }

    /** One line that tells what came of it. */
    String run() throws Exception {
        int mostExtra = 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(size - 1)) + 1 + ofSegment();
        long start = System.nanoTime();
        try (StandIn launchDarkly = StandIn.builder()
                        .keepRequests(0)
                        .keepHistory(false)
                        .poison(key -> key.startsWith("poison"))
                        .audienceOf(RestRig::audienceOf)
                        .start();
                DefaultCamelContext context =
                        SoakRoute.to(
                                launchDarkly,
                                "verifyOnStart=true&backend=" + kind + "&onRejected=skip&maxPending=" + size + "&maxBatchSize="
                                        + size)) {
            context.start();
            FluentProducerTemplate template = context.createFluentProducerTemplate();
            SplittableRandom random = new SplittableRandom(seed);
            long applied = 0;
            long most = 0;
            for (int batch = 0; batch < batches; batch++) {
                int poison = random.nextInt(size);
                byte[] body = Messages.entering("a" + batch, size, i -> (i == poison ? "poison-" : "user-") + i);
                long before = launchDarkly.counters().received();
                Exchange done = template.to("direct:in").withBody(body).send();
                long extra = launchDarkly.counters().received() - before - 1;
                most = Math.max(most, extra);
                assertThat(extra)
                        .as("requests of batch %d, seed %d", batch, seed)
                        .isBetween(1L, (long) mostExtra);
                assertRightItems(done, poison);
                assertThat(launchDarkly.members("aud_a" + batch))
                        .hasSize(size - 1)
                        .noneMatch(key -> key.startsWith("poison"));
                applied += size - 1;
            }
            assertThat(launchDarkly.memberships()).hasSize(batches * (size - 1));
            return "poison: backend=" + kind + " batches=" + batches + " size=" + size + " seed=" + seed + " applied=" + applied
                    + " rejected=" + batches + " requests="
                    + launchDarkly.counters().received()
                    + " mostExtraPerBatch=" + most + " allowed=" + mostExtra + " seconds="
                    + Duration.ofNanos(System.nanoTime() - start).toSeconds();
        }
    }

    /** A segment of the REST API is looked for and made, and asked about when a member is refused alone. */
    private int ofSegment() {
        return kind == SegmentKind.synced ? 0 : 3;
    }

    private void assertRightItems(Exchange done, int poison) {
        assertThat(done.getException()).isNull();
        List<SyncReport.Item> items = done.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class)
                .items();
        assertThat(items).hasSize(size);
        for (int i = 0; i < size; i++) {
            SyncReport.Item item = items.get(i);
            assertThat(item.result()).isEqualTo(i == poison ? Result.REJECTED : Result.ACCEPTED);
        }
        assertThat(items.get(poison).reason()).isEqualTo("REFUSED_BY_LAUNCHDARKLY");
        assertThat(items.get(poison).path()).isEqualTo("$[" + poison + "]");
    }
}
