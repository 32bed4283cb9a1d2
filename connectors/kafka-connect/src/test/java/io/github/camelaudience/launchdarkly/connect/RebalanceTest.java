package io.github.camelaudience.launchdarkly.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two tasks between which partitions go to and fro at random, some lost without a commit, while LaunchDarkly answers wrongly: in the
 * end every membership is as its last message says, and every broken record was reported. Also when no message tells its time apart.
 */
@Timeout(180)
class RebalanceTest {

    private static final int PARTITIONS = 4;
    private static final int USERS = 24;
    private static final int EVENTS = 1_200;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    static Stream<Long> seeds() {
        return ThreadLocalRandom.current().longs(3, 0, 1_000_000).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostOrWrong(long seed) {
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        boolean timesTell = random.nextBoolean();
        SimulatedCluster cluster = new SimulatedCluster();
        Map<String, Boolean> last = new HashMap<>();
        Set<Position> broken = new HashSet<>();
        send(random, cluster, last, broken, timesTell);
        try (StandIn launchDarkly = StandIn.builder()
                .faults(FaultPlan.random(0.2, seed)
                        .with(Fault.status(503), 2)
                        .with(Fault.status(503).afterApplying(), 2)
                        .with(Fault.delay(Duration.ofMillis(40)), 2)
                        .with(Fault.reset(Fault.Moment.AFTER_APPLYING), 1)
                        .with(Fault.status(401), 1)
                        .with(Fault.webPage(), 1))
                .start()) {
            Map<String, String> configuration = SimulatedWorker.configuration(
                    launchDarkly, "unauthorizedCoolDown", "20ms", "retryTimeout", "150ms", "maxPending", "300");
            try (SimulatedWorker one = SimulatedWorker.start(cluster, configuration, 1 + random.nextInt(60));
                    SimulatedWorker two = SimulatedWorker.start(cluster, configuration, 1 + random.nextInt(60))) {
                List<SimulatedWorker> workers = List.of(one, two);
                int[] owner = new int[PARTITIONS];
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    workers.get(0).assign(partition);
                }
                for (int round = 0; round < 25; round++) {
                    for (int i = random.nextInt(12); i >= 0; i--) {
                        workers.get(random.nextInt(2)).iteration();
                    }
                    move(random, workers, owner);
                }
                launchDarkly.faults(FaultPlan.none());
                one.until(() -> {
                    two.iteration();
                    return cluster.isAllCommitted();
                });
                Set<Position> reported = new HashSet<>();
                workers.forEach(worker -> worker.reported.forEach(report -> reported.add(report.position())));
                assertThat(reported).isEqualTo(broken);
            }
            Set<String> expected = new HashSet<>();
            last.forEach((user, member) -> {
                if (member) {
                    expected.add(user);
                }
            });
            assertThat(launchDarkly.members("aud_x")).isEqualTo(expected);
        }
    }

    private static void send(
            SplittableRandom random,
            SimulatedCluster cluster,
            Map<String, Boolean> last,
            Set<Position> broken,
            boolean timesTell) {
        for (int event = 0; event < EVENTS; event++) {
            int user = random.nextInt(USERS);
            int partition = user % PARTITIONS;
            long offset = cluster.log(SimulatedCluster.partition(partition)).size();
            SegmentMessage message = SegmentMessage.identify("u" + user)
                    .messageId("m-" + event)
                    .at(timesTell ? START.plusMillis(event) : START);
            if (random.nextInt(50) == 0) {
                cluster.send(partition, message.says("x", "17"));
                broken.add(new Position(SimulatedCluster.partition(partition), offset));
            } else {
                boolean member = random.nextBoolean();
                cluster.send(partition, message.says("x", member));
                last.put("u" + user, member);
            }
        }
    }

    /** One partition to the other worker: given, or lost. */
    private static void move(SplittableRandom random, List<SimulatedWorker> workers, int[] owner) {
        List<Integer> moved = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (random.nextInt(3) == 0) {
                moved.add(partition);
            }
        }
        boolean lost = random.nextInt(3) == 0;
        boolean back = random.nextInt(3) == 0; // as when all are taken away and dealt out anew
        for (int partition : moved) {
            SimulatedWorker from = workers.get(owner[partition]);
            if (lost) {
                from.lose(partition);
            } else {
                from.revoke(partition);
            }
            owner[partition] = back ? owner[partition] : 1 - owner[partition];
            workers.get(owner[partition]).assign(partition);
        }
    }
}
