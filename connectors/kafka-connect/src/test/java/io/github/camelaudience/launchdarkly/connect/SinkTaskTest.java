package io.github.camelaudience.launchdarkly.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task keeps its promises whatever Kafka Connect and LaunchDarkly do: nothing is committed before it is complete. */
@Timeout(120)
class SinkTaskTest {

    private final StandIn launchDarkly =
            StandIn.builder().audienceOf(SinkTaskTest::audienceOf).start();
    private final SimulatedCluster cluster = new SimulatedCluster();

    @AfterEach
    void stop() {
        launchDarkly.close();
    }

    /** The audience of a standard or big segment, by the key that it has by default. */
    private static String audienceOf(String segmentKey) {
        return segmentKey.replaceFirst("^segment-", "");
    }

    private static String enters(String user) {
        return SegmentMessage.identify(user).enters("x");
    }

    private static String broken(String user) {
        return SegmentMessage.identify(user).says("x", "17");
    }

    private Map<String, String> configuration(String... more) {
        return SimulatedWorker.configuration(launchDarkly, more);
    }

    @Test
    void recordsOfAllPartitionsAreAppliedAndCommitted() {
        for (int i = 0; i < 300; i++) {
            cluster.send(i % 3, enters("u" + i));
        }
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration(), 100)) {
            worker.assign(0, 1, 2);
            worker.untilAllIsCommitted();
        }
        assertThat(launchDarkly.members("aud_x")).hasSize(300);
    }

    @Test
    void nothingIsCommittedBeforeLaunchDarklyAcceptsIt() {
        launchDarkly.faults(FaultPlan.script(Fault.delay(Duration.ofSeconds(4))));
        cluster.send(0, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("responseTimeout", "20s"))) {
            worker.assign(0);
            worker.until(() -> launchDarkly.openRequests() > 0);
            worker.commit();
            worker.iteration();
            assertThat(launchDarkly.openRequests()).as("not answered yet").isOne();
            assertThat(cluster.committed(0)).isZero();
            assertThat(worker.task.figures().getRecordsUnderWay()).isEqualTo(1);
            worker.untilAllIsCommitted();
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    @Test
    void aRecordIsReportedOnceWithAllReasonsAndWhatIsGoodInItIsApplied() {
        cluster.send(0, "[" + enters("u1") + "," + broken("u2") + "," + enters("u3") + ",7," + broken("u4") + "]");
        cluster.send(0, enters("u5"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "u3", "u5");
            assertThat(worker.reported).singleElement().satisfies(report -> {
                assertThat(report.position()).hasToString("segment-0@0");
                assertThat(report.why())
                        .isInstanceOf(RejectedRecordException.class)
                        .hasMessageStartingWith("Rejected 3 messages of segment-0@0: ")
                        .hasMessageContaining("MEMBERSHIP_UNDETERMINED at $[1].traits (element 1): ")
                        .hasMessageContaining("NOT_AN_OBJECT at $[3] (element 3): ")
                        .hasMessageContaining("MEMBERSHIP_UNDETERMINED at $[4].traits (element 4): ")
                        .hasMessageNotContainingAny("u1", "u2", "u4", "17");
                assertThat(((RejectedRecordException) report.why()).rejected()).hasSize(3);
            });
            assertThat(worker.task.figures().getReportedRecords()).isEqualTo(1);
            assertThat(worker.task.figures().getRejected()).containsEntry("MEMBERSHIP_UNDETERMINED", 2L);
        }
    }

    @Test
    void whatLaunchDarklyRefusesIsReportedWithoutItsWords() {
        launchDarkly.poison("poison"::equals);
        cluster.send(0, enters("u1"));
        cluster.send(0, enters("poison"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(worker.reported).singleElement().satisfies(report -> {
                assertThat(report.position()).hasToString("segment-0@1");
                assertThat(report.why())
                        .hasMessageContaining("REFUSED_BY_LAUNCHDARKLY at $: status 400")
                        .hasMessageNotContainingAny("poison");
            });
        }
    }

    @Test
    void withoutAReporterARejectedRecordFailsTheTaskAfterEverythingBefore() {
        cluster.send(0, enters("u1"));
        cluster.send(0, broken("u2"));
        cluster.send(0, enters("u3"));
        cluster.send(1, enters("u4"));
        SimulatedWorker worker = SimulatedWorker.startWithoutReporter(cluster, configuration());
        worker.assign(0, 1);
        assertThatThrownBy(() -> worker.until(() -> false))
                .hasRootCauseInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("segment-0@1")
                .hasMessageContaining("errors.tolerance=all")
                .hasMessageContaining("onRejected=skip");
        worker.close();
        assertThat(cluster.committed(0)).as("the rejected record comes again").isEqualTo(1);
        assertThat(cluster.committed(1)).isEqualTo(1);
        assertThat(launchDarkly.members("aud_x")).contains("u1", "u4");
    }

    @Test
    void withoutAReporterRejectedRecordsAreSkippedWhenAsked() {
        for (Map<String, String> skips : List.of(
                configuration("onRejected", "skip"),
                configuration("errors.tolerance", "all"),
                configuration("errors.tolerance", "none", "onRejected", "skip"))) {
            SimulatedCluster each = new SimulatedCluster();
            each.send(0, broken("u2"));
            each.send(0, enters("u3"));
            try (SimulatedWorker worker = SimulatedWorker.startWithoutReporter(each, skips)) {
                worker.assign(0);
                worker.untilAllIsCommitted();
            }
        }
        SimulatedCluster last = new SimulatedCluster();
        last.send(0, broken("u2"));
        try (SimulatedWorker worker = SimulatedWorker.startWithoutReporter(
                last, configuration("errors.tolerance", "all", "onRejected", "fail"))) {
            worker.assign(0);
            assertThatThrownBy(() -> worker.until(() -> false)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void recordsWithoutAValueArePassedOverAndCounted() {
        cluster.send(0, (Object) null);
        cluster.send(0, enters("u1"));
        cluster.send(0, (Object) null);
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(worker.task.figures().getTombstones()).isEqualTo(2);
            assertThat(worker.reported).isEmpty();
        }
    }

    @Test
    void aRefusedAccessTokenLosesNothingAndIsNotAskedWithoutAPause() {
        launchDarkly.faults(FaultPlan.always(Fault.status(401)));
        for (int i = 0; i < 50; i++) {
            cluster.send(i % 2, enters("u" + i));
        }
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0, 1);
            worker.until(() -> worker.task.figures().getPartitionsWaiting() == 2);
            assertThat(worker.paused()).hasSize(2);
            assertThat(worker.task.figures().getUnauthorized()).contains("401");
            int requests = launchDarkly.syncRequests().size();
            worker.until(() -> worker.puts > 300);
            assertThat(launchDarkly.syncRequests().size() - requests).isLessThanOrEqualTo(3);
            worker.commit();
            assertThat(cluster.committed(0) + cluster.committed(1)).isZero();
            launchDarkly.faults(FaultPlan.none());
            worker.untilAllIsCommitted();
        }
        assertThat(launchDarkly.members("aud_x")).hasSize(50);
    }

    @Test
    void whatNoMemberIsToBlameForIsHeldAndThePartitionsOfOthersGoOn() {
        launchDarkly.faults(FaultPlan.always(Fault.webPage()));
        cluster.send(0, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0);
            worker.until(() -> worker.task.figures().getHeld() != null);
            assertThat(worker.reported).isEmpty();
            launchDarkly.faults(FaultPlan.none());
            worker.untilAllIsCommitted();
            assertThat(worker.task.figures().getHeld()).isNull();
        }
    }

    @Test
    void whatTimedOutIsReadAgainAndOtherPartitionsAreCommittedMeanwhile() {
        launchDarkly.faults(FaultPlan.none().whenMember("u1", Fault.status(503)));
        cluster.send(0, SegmentMessage.identify("u0").enters("y"));
        cluster.send(0, enters("u1"));
        cluster.send(0, SegmentMessage.identify("u2").enters("y"));
        cluster.send(1, SegmentMessage.identify("u3").enters("y"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("retryTimeout", "300ms"))) {
            worker.assign(0, 1);
            worker.until(() -> worker.task.figures().getPartitionsWaiting() == 1);
            worker.commit();
            assertThat(cluster.committed(0)).isEqualTo(1);
            assertThat(cluster.committed(1)).isEqualTo(1);
            assertThat(worker.paused()).containsExactly(SimulatedCluster.partition(0));
            launchDarkly.faults(FaultPlan.none());
            worker.untilAllIsCommitted();
            assertThat(worker.paused()).isEmpty();
        }
        assertThat(launchDarkly.members("aud_y")).containsExactlyInAnyOrder("u0", "u2", "u3");
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void inAnOutageSomeRecordsAreTakenAndNoMore() {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        for (int i = 0; i < 2_000; i++) {
            cluster.send(0, enters("u" + i));
        }
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("maxPending", "400"), 50)) {
            worker.assign(0);
            worker.until(() -> !worker.paused().isEmpty());
            assertThat(worker.task.figures().getRecordsUnderWay()).isBetween(200, 400);
            launchDarkly.faults(FaultPlan.none());
            worker.untilAllIsCommitted();
        }
        assertThat(launchDarkly.members("aud_x")).hasSize(2_000);
    }

    @Test
    void whatWasAcceptedBeforeARebalanceIsNotTakenForADuplicateAfterIt() {
        String enters = SegmentMessage.identify("u1").at("2026-01-02T03:04:05Z").enters("x");
        String leaves = SegmentMessage.identify("u1").at("2026-01-02T03:04:06Z").leaves("x");
        cluster.send(0, enters);
        cluster.send(0, leaves);
        try (SimulatedWorker first = SimulatedWorker.start(cluster, configuration());
                SimulatedWorker second = SimulatedWorker.start(cluster, configuration(), 1)) {
            first.assign(0);
            first.until(() -> first.task.figures().getChanges() == 2);
            first.lose(0); // nothing of it is committed
            cluster.commit(SimulatedCluster.partition(0), 0);
            second.assign(0);
            second.iteration();
            second.until(() -> launchDarkly.members("aud_x").contains("u1"));
            second.lose(0);
            cluster.commit(SimulatedCluster.partition(0), 0);
            first.assign(0);
            first.untilAllIsCommitted();
        }
        assertThat(launchDarkly.members("aud_x")).isEmpty();
    }

    @Test
    void whatIsUnderWayIsSentBeforePartitionsAreGivenAway() {
        launchDarkly.faults(FaultPlan.always(Fault.delay(Duration.ofMillis(300))));
        cluster.send(0, enters("u1"));
        cluster.send(1, broken("u2"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0, 1);
            worker.iteration();
            worker.revoke(0, 1);
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(cluster.committed(0)).isEqualTo(1);
            assertThat(cluster.committed(1)).isEqualTo(1);
            assertThat(worker.reported).hasSize(1);
        }
    }

    @Test
    void nothingIsSentAfterPartitionsAreGone() {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        cluster.send(0, enters("u1"));
        cluster.send(1, broken("u2"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0, 1);
            worker.until(() -> launchDarkly.syncRequests().size() > 2);
            long begun = System.nanoTime();
            worker.lose(0);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            launchDarkly.faults(FaultPlan.none());
            worker.until(() -> cluster.committed(1) == 1);
            assertThat(launchDarkly.members("aud_x")).isEmpty();
            assertThat(cluster.committed(0)).isZero();
        }
    }

    @Test
    void whatStaysIsReadAgainWhenOtherPartitionsGo() {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        cluster.send(0, enters("u0"));
        cluster.send(1, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration())) {
            worker.assign(0, 1);
            worker.until(() -> !launchDarkly.syncRequests().isEmpty());
            worker.lose(0);
            launchDarkly.faults(FaultPlan.none());
            worker.until(() -> cluster.committed(1) == 1);
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    /** Kafka Connect keeps what the task has paused, also over a rebalance that takes it away and gives it back. */
    @Test
    void whatWasPausedWhenItWentIsReadWhenItComesBack() {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        cluster.send(0, enters("u0"));
        cluster.send(1, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("retryTimeout", "100ms"))) {
            worker.assign(0, 1);
            worker.until(() -> worker.paused().size() == 2);
            worker.revoke(0, 1);
            launchDarkly.faults(FaultPlan.none());
            worker.assign(0, 1);
            assertThat(worker.paused()).hasSize(2);
            worker.untilAllIsCommitted();
            assertThat(worker.paused()).isEmpty();
        }
    }

    @Test
    void aStopKeepsItsDeadlineWhenNothingAnswers() {
        launchDarkly.faults(FaultPlan.always(Fault.stall()));
        cluster.send(0, enters("u1"));
        SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("responseTimeout", "60s"));
        worker.assign(0);
        worker.until(() -> launchDarkly.openRequests() > 0);
        long begun = System.nanoTime();
        worker.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("task.shutdown.graceful.timeout.ms is 5 s by default")
                .isLessThan(Duration.ofSeconds(5));
        assertThat(cluster.committed(0)).isZero();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(threadsOfOurs()).isEmpty());
    }

    private static List<String> threadsOfOurs() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("launchdarkly-audience-"))
                .toList();
    }

    @Test
    void theFiguresAreShownByJmxWhileTheTaskRuns() throws Exception {
        ObjectName name = new ObjectName(
                "io.github.camelaudience.launchdarkly:type=kafka-connect-sink,connector=\"audiences\",task=\"3\"");
        cluster.send(0, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration(SinkOptions.TASK_NUMBER, "3"))) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Changes"))
                    .isEqualTo(1L);
            assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Failing"))
                    .isEqualTo(false);
        }
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name))
                .isFalse();
    }

    @Test
    void aTaskWithWrongCredentialsDoesNotStartWhenAskedToLook() {
        assertThatThrownBy(() -> SimulatedWorker.start(
                        cluster, configuration("verifyOnStart", "true", "accessToken", "api-unknown")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("token")
                .hasMessageNotContaining("api-unknown");
        SimulatedWorker.start(cluster, configuration("verifyOnStart", "true")).close();
    }

    @Test
    void aTaskStartsWhileLaunchDarklyCannotSayWhetherTheCredentialsAreRight() {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)).on(Route.GOALS, Route.CALLER_IDENTITY));
        cluster.send(0, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("verifyOnStart", "true"))) {
            worker.assign(0);
            worker.untilAllIsCommitted();
        }
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfSegmentIsWritten(SegmentKind kind) {
        cluster.send(0, enters("u1"));
        cluster.send(0, enters("u2"));
        cluster.send(0, SegmentMessage.identify("u1").at("2026-01-02T04:00:00Z").leaves("x"));
        try (SimulatedWorker worker =
                SimulatedWorker.start(cluster, configuration("backend", kind.name(), "verifyOnStart", "true"))) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(worker.reported).isEmpty();
        }
        assertThat(launchDarkly.members("aud_x")).containsExactly("u2");
        assertThat(launchDarkly.segments())
                .allMatch(segment -> segment.kind().name().equalsIgnoreCase(kind.name()))
                .hasSize(1);
    }

    @Test
    void inADryRunNothingIsSent() {
        cluster.send(0, enters("u1"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, configuration("dryRun", "true"))) {
            worker.assign(0);
            worker.untilAllIsCommitted();
        }
        assertThat(launchDarkly.requests()).isEmpty();
    }
}
