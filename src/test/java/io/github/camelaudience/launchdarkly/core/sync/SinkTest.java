package io.github.camelaudience.launchdarkly.core.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.DeliverySettings;
import io.github.camelaudience.launchdarkly.core.delivery.RetryPolicy;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second host of the session, which is no Camel: nothing is committed that LaunchDarkly has not, and nobody is lost. */
@Timeout(120)
class SinkTest {

    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");

    private final StandIn launchDarkly = StandIn.start();
    private final HttpClientTransport http = new HttpClientTransport(Duration.ofSeconds(2), Duration.ofMillis(300));

    @AfterEach
    void end() {
        http.close();
        launchDarkly.close();
    }

    private SyncEngine engine(long retryTimeout) {
        return SyncEngine.of(
                        launchDarkly.environment(),
                        new SyncedSegments(
                                http,
                                launchDarkly.url(),
                                launchDarkly.url(),
                                new AccessToken(launchDarkly.token()),
                                "a-sink/1.0"))
                .delivery(new DeliverySettings(20, 1 << 20, 0, 4, 200, retryTimeout, 50))
                .retryPolicy(new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(20)))
                .start();
    }

    private static FakeSink.Record record(long offset, String json) {
        return new FakeSink.Record(0, offset, json.getBytes(UTF_8));
    }

    private static String message(String userId, String audience, boolean member, long second) {
        return SegmentMessage.identify(userId)
                .says(audience, member)
                .replace("2026-01-02T03:04:05.678Z", FIRST.plusSeconds(second).toString());
    }

    @Test
    void whatWasAcceptedIsCommittedAndWhatIsRejectedIsReportedWithItsElement() throws Exception {
        try (SyncEngine engine = engine(10_000)) {
            FakeSink sink = new FakeSink(engine);
            sink.put(List.of(
                    record(40, message("u1", "x", true, 1)),
                    record(41, "no JSON"),
                    record(42, "[" + message("u2", "x", true, 1) + ",17," + message("u3", "x", true, 1) + "]")));
            assertThat(launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "u2", "u3");
            assertThat(sink.preCommit()).isEqualTo(Map.of(0, 43L));
            assertThat(sink.reported())
                    .extracting(each -> each.record().offset(), FakeSink.Reported::reason, FakeSink.Reported::element)
                    .containsExactly(tuple(41L, "NOT_JSON", "$"), tuple(42L, "NOT_AN_OBJECT", "$[1]"));
        }
    }

    @Test
    void anOutageIsRetriableAndCommitsNothing() throws Exception {
        try (SyncEngine engine = engine(1_000)) {
            FakeSink sink = new FakeSink(engine);
            sink.put(List.of(record(0, message("u0", "x", true, 0))));
            List<FakeSink.Record> next = List.of(record(1, message("u1", "x", true, 1)), record(2, "no JSON"));
            launchDarkly.faults(FaultPlan.always(Fault.status(503)));
            assertThatThrownBy(() -> sink.put(next)).isInstanceOf(FakeSink.Retriable.class);
            assertThat(sink.preCommit()).isEqualTo(Map.of(0, 1L));
            assertThat(sink.reported()).isEmpty();
            launchDarkly.faults(FaultPlan.none());
            // after a long outage one attempt is made now and then, which may be after the timeout of this one
            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(FakeSink.Retriable.class)
                    .untilAsserted(() -> sink.put(next));
            assertThat(sink.preCommit()).isEqualTo(Map.of(0, 3L));
            assertThat(sink.reported()).hasSize(1);
            assertThat(launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u0", "u1");
        }
    }

    @Test
    void whatCannotBeReadHoldsUpItsBatchAndNotWhatStandsBesideIt() throws Exception {
        try (SyncEngine engine = engine(10_000)) {
            FakeSink sink = new FakeSink(engine);
            List<FakeSink.Record> batch =
                    List.of(record(0, message("u0", "x", true, 0)), new FakeSink.Record(0, 1, null));
            assertThatThrownBy(() -> sink.put(batch))
                    .isInstanceOf(FakeSink.Retriable.class)
                    .hasRootCauseMessage("a tombstone");
            assertThat(sink.preCommit()).isEmpty();
            assertThat(launchDarkly.members("aud_x")).containsExactly("u0");
        }
    }

    /** The framework's loop: poll from what is committed, put, commit; after a retriable failure the same comes again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void underFaultsEverybodyIsWhereTheLastRecordPutHim(long seed) throws Exception {
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<FakeSink.Record> topic = new ArrayList<>();
        Map<String, Set<String>> expected = Map.of("a", new TreeSet<>(), "b", new TreeSet<>());
        int broken = 0;
        for (int offset = 0; offset < 1_500; offset++) {
            if (random.nextInt(50) == 0) {
                topic.add(record(offset, "{\"type\":"));
                broken++;
                continue;
            }
            String user = "u" + random.nextInt(100);
            String audience = random.nextBoolean() ? "a" : "b";
            boolean member = random.nextInt(3) > 0;
            topic.add(record(offset, message(user, audience, member, offset)));
            if (member) {
                expected.get(audience).add(user);
            } else {
                expected.get(audience).remove(user);
            }
        }
        launchDarkly.faults(FaultPlan.mixed(0.3, seed));
        int failures = 0;
        try (SyncEngine engine = engine(100)) {
            FakeSink sink = new FakeSink(engine);
            while (sink.preCommit().getOrDefault(0, 0L) < topic.size()) {
                int from = sink.preCommit().getOrDefault(0, 0L).intValue();
                List<FakeSink.Record> polled =
                        topic.subList(from, Math.min(topic.size(), from + 1 + random.nextInt(100)));
                try {
                    sink.put(polled);
                } catch (FakeSink.Retriable e) {
                    failures++;
                    assertThat(sink.preCommit().getOrDefault(0, 0L)).isEqualTo(from);
                }
            }
            assertThat(sink.reported()).hasSize(broken);
        }
        System.out.println(failures + " batches came again");
        expected.forEach((audience, members) ->
                assertThat(launchDarkly.members("aud_" + audience)).isEqualTo(members));
    }
}
