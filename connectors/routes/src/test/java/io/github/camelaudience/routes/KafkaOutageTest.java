package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.api.management.ManagedCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** routes/segment-kafka-to-launchdarkly.camel.yaml, when something is away or changes hands. */
class KafkaOutageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static long failures(RunningRoute route) {
        return route.context()
                .getCamelContextExtension()
                .getContextPlugin(ManagedCamelContext.class)
                .getManagedRoute("segment-kafka-to-launchdarkly")
                .getExchangesFailed();
    }

    private static void awaitFailures(RunningRoute route, int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> failures(route) >= count);
    }

    private static void assertRight(StandIn launchDarkly, Sample sample) {
        assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members());
    }

    @Test
    @Execution(CONCURRENT)
    void whileLaunchDarklyIsDownNothingIsCommittedAndThenNothingIsLost() throws Exception {
        Sample sample = Sample.of(3_000);
        try (StandIn launchDarkly = StandIn.builder()
                        .faults(FaultPlan.always(Fault.status(503).afterApplying()))
                        .start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly)
                        .with("segment.kafka.retryTimeout", "1s")
                        .start()) {
            kafka.send(sample.messages());
            awaitFailures(route, 2);
            assertThat(kafka.topics.committed(kafka.name, kafka.name)).isZero();
            launchDarkly.faults(FaultPlan.none());
            kafka.awaitNoLag();
            assertRight(launchDarkly, sample);
        }
    }

    /** Another member might have been given the same records meanwhile, and not have come to the last of them. */
    @Test
    @Execution(CONCURRENT)
    void whatAFailedBatchBroughtIsAppliedAgain() throws Exception {
        Sample sample = Sample.of(100);
        List<String> audiences = List.copyOf(sample.members().keySet());
        String accepted = audiences.get(0);
        String failing = audiences.get(audiences.size() - 1);
        try (StandIn launchDarkly = StandIn.builder()
                        .faults(FaultPlan.none().whenCohort(failing, Fault.status(503)))
                        .start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly)
                        .with("segment.kafka.batch", "1000")
                        .with("segment.kafka.retryTimeout", "1s")
                        .start()) {
            kafka.send(sample.messages());
            await().atMost(PATIENCE)
                    .until(() -> launchDarkly.members(failing).isEmpty()
                            && launchDarkly.members(accepted).stream()
                                    .anyMatch(user ->
                                            launchDarkly.history(accepted, user).size() > 2));
            launchDarkly.faults(FaultPlan.none());
            kafka.awaitNoLag();
            assertRight(launchDarkly, sample);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aRefusedTokenCommitsNothingAndDoesNotSpin() throws Exception {
        Sample sample = Sample.of(1_000);
        long pause = 700;
        long started = System.nanoTime();
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create()) {
            kafka.send(sample.messages());
            try (RunningRoute route = kafka.route(launchDarkly)
                    .with(
                            "camel.kamelet.launchdarkly-audience-sink.accessToken",
                            "api-00000000-0000-4000-8000-00000000dead")
                    .with("segment.kafka.pauseAfterFailure", Long.toString(pause))
                    .start()) {
                awaitFailures(route, 1);
                long first = System.nanoTime();
                awaitFailures(route, 3);
                assertThat(Duration.ofNanos(System.nanoTime() - first))
                        .isGreaterThan(Duration.ofMillis(2 * pause - 50));
                // one, and none during the cool-down of a minute
                long minutes = Duration.ofNanos(System.nanoTime() - started).toMinutes();
                assertThat(launchDarkly.counters().received()).isBetween(1L, 1 + minutes);
                assertThat(kafka.topics.committed(kafka.name, kafka.name)).isZero();
            }
            try (RunningRoute mended = kafka.route(launchDarkly).start()) {
                kafka.awaitNoLag();
                assertRight(launchDarkly, sample);
            }
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aDeadLetterThatCannotBeWrittenHoldsTheCommitAndDoesNotSpin() throws Exception {
        Sample sample = Sample.of(10);
        long pause = 500;
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly)
                        .with("segment.kafka.pauseAfterFailure", Long.toString(pause))
                        .start()) {
            kafka.topics.limit(kafka.deadLetters, 100);
            kafka.send(sample.messages());
            awaitFailures(route, 1);
            long first = System.nanoTime();
            awaitFailures(route, 3);
            assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(2 * pause - 50));
            assertThat(kafka.lag()).isPositive();
            kafka.topics.limit(kafka.deadLetters, 1_000_000);
            kafka.awaitNoLag();
            assertRight(launchDarkly, sample);
            assertThat(kafka.deadLetters()).hasSize(sample.broken());
        }
    }

    @Test
    @Execution(CONCURRENT)
    void membersComeAndGoWhileBatchesFlow() throws Exception {
        Sample sample = Sample.of(6_000);
        List<RunningRoute> members = new ArrayList<>();
        try (StandIn launchDarkly =
                        StandIn.builder().latency(Duration.ofMillis(2)).start();
                KafkaFixture kafka = KafkaFixture.create()) {
            kafka.send(sample.messages());
            try {
                for (int i = 0; i < 3; i++) {
                    members.add(kafka.route(launchDarkly)
                            .with("segment.kafka.batch", "100")
                            .start());
                    awaitCommitted(kafka, sample.messages().size() * (i + 1) / 8);
                }
                for (int i = 0; i < 2; i++) {
                    members.get(i).close();
                    awaitCommitted(kafka, sample.messages().size() * (i + 4) / 8);
                }
                kafka.awaitNoLag();
            } finally {
                for (RunningRoute member : members) {
                    member.close();
                }
            }
            assertRight(launchDarkly, sample);
            assertThat(kafka.deadLetters()).hasSize(sample.broken());
        }
    }

    private static void awaitCommitted(KafkaFixture kafka, long records) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> kafka.topics.committed(kafka.name, kafka.name) >= records);
    }
}
