package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A service that answers too late when too much is asked of it at once is asked less at once, and more again when it answers. */
class CongestionTest {

    private static final int BEARABLE = 10;

    private static MembershipChange[] audiences(int count, String key) {
        return IntStream.range(0, count)
                .mapToObj(i -> change("a" + i, key, true))
                .toArray(MembershipChange[]::new);
    }

    @Test
    void whatIsNotAnsweredHalvesWhatIsUnderWay() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxInFlight = 64)) {
            rig.targets.script((request, number) -> rig.targets.inFlight() >= BEARABLE
                    ? ScriptedTargets.broken().after(500)
                    : ScriptedTargets.accepted());
            for (int i = 0; i < 50; i++) {
                rig.submit(audiences(64, "u" + i));
                rig.time.advance(700);
            }
            rig.settle();
            long failed = rig.targets.sent.stream()
                    .filter(sent -> sent.answer().outcome().status() == 0)
                    .count();
            System.out.println("congestion: requests " + rig.targets.sent.size() + ", not answered " + failed);
            assertThat((double) failed / rig.targets.sent.size()).isLessThan(0.2);
            rig.assertAtRest();
        }
    }

    @Test
    void afterAFaultAllMayBeUnderWaySoonAgain() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxInFlight = 64)) {
            rig.targets.script(ScriptedTargets.broken(), ScriptedTargets.broken(), ScriptedTargets.broken());
            for (int i = 0; i < 40; i++) {
                rig.submit(audiences(64, "u" + i));
                rig.settle();
            }
            rig.submit(audiences(64, "v"));
            rig.time.advance(50);
            assertThat(rig.targets.inFlight()).isEqualTo(64);
            rig.settle();
            rig.assertAtRest();
        }
    }

    /** No request was made, so none was one too many. */
    @Test
    void whatCannotBeReadFromMemoryIsNoReasonToAskTheServiceLess() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxInFlight = 64)) {
            for (int i = 0; i < 10; i++) {
                rig.submit(audiences(64, "u" + i));
                rig.settle();
            }
            rig.options.hazard = part -> {
                if (part.equals("store")) {
                    throw new IllegalStateException("down");
                }
            };
            rig.submit(audiences(64, "v"));
            rig.time.advance(50);
            rig.options.hazard = part -> {};
            rig.settle();
            rig.submit(audiences(64, "w"));
            rig.time.advance(50);
            assertThat(rig.targets.inFlight()).isEqualTo(64);
            rig.settle();
            rig.assertAtRest();
        }
    }
}
