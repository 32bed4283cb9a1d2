package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import org.junit.jupiter.api.Test;

/** Who was refused while nothing was ever accepted, and is tried once more, undoes nothing that came after. */
class TriedAgainTest {

    private static ScriptedTargets.Answer invalid() {
        return answer(400, "invalid_request", RateFacts.NONE);
    }

    @Test
    void twoSuspectsOfOneSlotKeepTheirOrder() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> number < 2 ? invalid() : accepted());
            rig.submit(change("a", "u", true));
            rig.submit(change("a", "u", false));
            rig.time.advance(150);
            rig.submit(change("b", "v", true));
            rig.settle();
            assertThat(rig.targets.isMember(slot("a", "u")))
                    .as(rig.targets.history.toString())
                    .isFalse();
        }
    }

    @Test
    void whatHappenedAtTheSameTimeIsDecidedByArrival() {
        run(1000, 1000);
    }

    @Test
    void whatHasNoTimeCountsFromItsArrival() {
        run(1000, MembershipChange.NO_EVENT_TIME);
    }

    private static void run(long first, long second) {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> number < 1 ? invalid() : accepted());
            rig.submit(change("a", "u", true, first, "m1"));
            rig.submit(change("a", "u", false, second, "m2"));
            rig.settle();
            assertThat(rig.targets.isMember(slot("a", "u")))
                    .as(rig.targets.history.toString())
                    .isFalse();
        }
    }

    @Test
    void aNewerOneThatIsInFlightIsWaitedFor() {
        try (DeliveryRig rig = new DeliveryRig()) {
            boolean[] refused = new boolean[1];
            rig.targets.script((request, number) -> {
                MembershipChange c = request.members().get(0);
                if (number == 0) {
                    return answer(503);
                }
                if (c.slot().audienceId().equals("a") && c.included() && !refused[0]) {
                    refused[0] = true;
                    return invalid();
                }
                return c.slot().audienceId().equals("a") && !c.included()
                        ? accepted().after(500)
                        : accepted();
            });
            rig.submit(change("c", "w", true));
            rig.time.advance(150);
            rig.submit(change("a", "u", true));
            rig.submit(change("a", "u", false));
            rig.time.advance(150);
            rig.submit(change("b", "v", true));
            rig.settle();
            assertThat(rig.targets.isMember(slot("a", "u")))
                    .as(rig.targets.history.toString())
                    .isFalse();
        }
    }

    /** Nobody would decide about it, and the stop would take all the time it may. */
    @Test
    void aDrainDecidesAboutWhoWasPutAside() throws Exception {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script(
                    (request, number) -> request.target().audienceId().equals("a") ? invalid() : answer(503));
            DeliveryRig.Job refused = rig.submit(change("a", "u", true));
            rig.submit(change("b", "v", true));
            rig.time.advance(150);
            while (rig.sender.state().inFlight() > 0) {
                rig.time.advance(1);
            }
            assertThat(rig.sender.state().pending()).isEqualTo(2);
            assertThat(rig.sender.drain(0)).isTrue();
            assertThat(refused.only()).isInstanceOf(Settlement.Failed.class);
        }
    }
}
