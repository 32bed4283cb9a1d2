package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
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
 * Batches of one audience, or of several that share requests, with one member each, at a place drawn by the seed, for which the stand-in refuses a whole request with 400.
 * Asserts for each batch that this member is rejected, all others are applied, and how many requests that took.
 */
final class PoisonRun {

    private final int batches;
    private final int size;
    private final int audiences;
    private final long seed;
    private final SegmentKind kind;

    PoisonRun(int batches, int size, int audiences, long seed, SegmentKind kind) {
        this.kind = kind;
        this.batches = batches;
        this.size = size;
        this.audiences = audiences;
        this.seed = seed;
    }

    /** One line that tells what came of it. */
    String run() throws Exception {
        int toHalve = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
        int mostExtra = 2 * (audiences == 1 ? toHalve : toHalve + 2) + 1 + ofSegment();
        AudiencesPerRequest perRequest = audiences == 1 ? AudiencesPerRequest.one : AudiencesPerRequest.many;
        long start = System.nanoTime();
        try (StandIn launchDarkly = StandIn.builder()
                        .keepRequests(0)
                        .keepHistory(false)
                        .poison(key -> key.startsWith("poison"))
                        .audienceOf(RestRig::audienceOf)
                        .start();
                DefaultCamelContext context = SoakRoute.to(
                        launchDarkly,
                        "verifyOnStart=true&backend=" + kind + "&onRejected=skip&maxPending=" + size + "&maxBatchSize="
                                + size + "&audiencesPerRequest=" + perRequest)) {
            context.start();
            FluentProducerTemplate template = context.createFluentProducerTemplate();
            SplittableRandom random = new SplittableRandom(seed);
            long applied = 0;
            long most = 0;
            for (int batch = 0; batch < batches; batch++) {
                int poison = random.nextInt(size);
                int first = batch * audiences;
                byte[] body = Messages.entering(
                        i -> "a" + (first + audienceOf(i)), size, i -> (i == poison ? "poison-" : "user-") + i);
                long before = launchDarkly.counters().received();
                Exchange done = template.to("direct:in").withBody(body).send();
                long extra = launchDarkly.counters().received() - before - 1;
                most = Math.max(most, extra);
                assertThat(extra)
                        .as("requests of batch %d, seed %d", batch, seed)
                        .isBetween(1L, (long) mostExtra);
                assertRightItems(done, poison);
                int members = 0;
                for (int audience = first; audience < first + audiences; audience++) {
                    members += launchDarkly.members("aud_a" + audience).size();
                    assertThat(launchDarkly.members("aud_a" + audience)).noneMatch(key -> key.startsWith("poison"));
                }
                assertThat(members).isEqualTo(size - 1);
                applied += size - 1;
            }
            assertThat(launchDarkly.memberships()).hasSize(batches * (size - 1));
            return "poison: backend=" + kind + " batches=" + batches + " size=" + size + " audiences=" + audiences
                    + " seed=" + seed + " applied=" + applied
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

    /** Large ones and small ones. */
    private int audienceOf(int member) {
        return (int) (audiences * Math.pow((double) member / size, 3));
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
