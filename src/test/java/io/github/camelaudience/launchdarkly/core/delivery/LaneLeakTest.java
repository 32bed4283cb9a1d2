package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lane that is over is not kept, whichever others were in use when it was: each lane has a target of its own. */
class LaneLeakTest {

    private static final int STEPS = 2_000;
    private static final int FEW = 50;

    @Test
    void lanesThatAreOverAreNotKept() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxInFlight = 64)) {
            List<WeakReference<Object>> targets = new ArrayList<>();
            rig.targets.script((request, number) -> {
                targets.add(new WeakReference<>(request.target()));
                return ScriptedTargets.accepted().after(10);
            });
            // an audience that comes once, with one of those that go on; each exchange shares one with that before
            rig.submit(change("rare", "u", true), change("x0", "u0", true));
            for (int i = 1; i <= STEPS; i++) {
                rig.time.advance(6);
                rig.jobs.clear();
                rig.submit(change("x" + (i - 1) % 4, "u" + i, true), change("x" + i % 4, "u" + i, true));
            }
            rig.time.advance(10_000);
            rig.jobs.clear();
            rig.targets.sent.clear();
            rig.targets.history.clear();
            assertThat(rig.sender.state().lanes()).isZero();
            assertThat(targets).hasSizeGreaterThan(STEPS / 2);
            await().untilAsserted(() -> {
                System.gc();
                assertThat(targets).filteredOn(each -> each.get() != null).hasSizeLessThan(FEW);
            });
        }
    }
}
