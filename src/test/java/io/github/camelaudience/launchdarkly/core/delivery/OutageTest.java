package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.RetryBudget;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** A service that is down is left alone, and comes back to full speed (rule D21). */
class OutageTest {

    private static final int LANES = 40;
    private static final long MAX_DELAY = RetryPolicy.DEFAULT.maxDelay().toMillis();

    /** Every 50 ms a change for some audience, for so long. */
    private static void load(DeliveryRig rig, long millis) {
        long end = rig.time.now() + millis;
        int number = rig.jobs.size();
        while (rig.time.now() < end) {
            rig.submit(change("a" + number % LANES, "u" + number, true));
            number++;
            rig.time.advance(50);
        }
    }

    private static List<Long> sentBetween(DeliveryRig rig, long from, long to) {
        return rig.targets.sent.stream()
                .map(ScriptedTargets.Sent::at)
                .filter(at -> at >= from && at < to)
                .toList();
    }

    @Property(tries = 10)
    void anOutageOfAMinute(@ForAll @LongRange(min = 1, max = 1_000_000) long seed) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.seed = seed)) {
            load(rig, 10_000);
            long down = rig.time.now();
            rig.targets.script((request, number) -> answer(503));
            load(rig, 60_000);
            long up = rig.time.now();
            long probing = down + 60_000;
            for (long at = down; at < up; at += 100) {
                if (sentBetween(rig, down, at).size() > RetryBudget.DEFAULT_CAPACITY + LANES) {
                    probing = at;
                    break;
                }
            }
            assertThat(probing).as("the budget is used up").isLessThan(up);
            List<Long> probes = sentBetween(rig, probing + 5_000, up);
            for (int i = 1; i < probes.size(); i++) {
                assertThat(probes.get(i) - probes.get(i - 1)).isGreaterThanOrEqualTo(5_000);
            }
            rig.targets.script((request, number) -> accepted());
            load(rig, 2 * MAX_DELAY);
            long recovered = rig.time.now();
            load(rig, 5_000);
            rig.settle();
            assertThat(rig.jobs.stream().filter(job -> job.settlements().stream()
                            .anyMatch(settlement -> !Settlement.ACCEPTED.equals(settlement))))
                    .isEmpty();
            assertThat(rig.jobs.stream()
                            .filter(job -> job.ticket.openedAt() >= recovered)
                            .filter(job -> job.settledAt - job.ticket.openedAt() > 3 * ScriptedTargets.LATENCY))
                    .as("slow after two capped delays")
                    .isEmpty();
            rig.assertAtRest();
        }
    }

    @Example
    void oneFaultInAHundredCostsOnePercent() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            SplittableRandom faults = new SplittableRandom(42);
            rig.targets.script((request, number) -> faults.nextInt(100) == 0 ? answer(503) : accepted());
            load(rig, 600_000);
            rig.settle();
            long faulted = rig.targets.sent.stream()
                    .filter(sent -> sent.answer().outcome().status() == 503)
                    .count();
            assertThat(faulted).isGreaterThan(50);
            assertThat(rig.retries).isEqualTo((int) faulted);
            double needed = rig.targets.sent.size() - faulted;
            assertThat(rig.targets.sent.size() / needed).isLessThan(1.03);
            rig.assertAtRest();
        }
    }
}
