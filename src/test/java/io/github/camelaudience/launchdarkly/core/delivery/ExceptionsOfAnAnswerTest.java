package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a backend says of single members is settled for them, and for nobody else. */
class ExceptionsOfAnAnswerTest {

    private static final ApiOutcome FULL = ApiOutcome.unsent(Disposition.AUDIENCE_HELD, "the segment is full");
    private static final ApiOutcome STRANGER = ApiOutcome.unsent(Disposition.REFUSED, "of another kind");

    private static ScriptedTargets.Answer answer(ApiOutcome outcome, Map<MembershipSlot, ApiOutcome> exceptions) {
        return new ScriptedTargets.Answer(outcome.except(exceptions), ScriptedTargets.LATENCY, true);
    }

    private static ApiOutcome accepted() {
        return ApiOutcome.answered(200, ApiError.NONE, RateFacts.NONE);
    }

    @Test
    void theOthersAreAcceptedAndNothingIsHeld() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(accepted(), Map.of(slot("a", "u2"), FULL, slot("a", "u3"), STRANGER)));
            DeliveryRig.Job job = rig.submit(change("a", "u1", true), change("a", "u2", true), change("a", "u3", true));
            rig.settle();
            assertThat(job.settlements())
                    .containsExactly(
                            Settlement.ACCEPTED,
                            new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.HELD, FULL)),
                            new Settlement.Refused(STRANGER));
            assertThat(rig.sender.state().coolingDown()).isFalse();
            assertThat(((Settlement.Failed) job.settlements().get(1)).cause().describe())
                    .isEqualTo("held back: the segment is full");
            rig.submit(change("a", "u4", true));
            rig.settle();
            rig.assertAtRest();
        }
    }

    @Test
    void whenNothingWasSentEachMemberHasItsOwnReason() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script(answer(STRANGER, Map.of(slot("a", "u1"), STRANGER, slot("a", "u2"), STRANGER)));
            DeliveryRig.Job job = rig.submit(change("a", "u1", true), change("a", "u2", true));
            rig.settle();
            assertThat(job.settlements())
                    .as("nothing was ever accepted, and yet these are refused")
                    .containsExactly(new Settlement.Refused(STRANGER), new Settlement.Refused(STRANGER));
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void whoWasNotSentIsNotRemembered() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(accepted(), Map.of(slot("a", "u2"), FULL)));
            rig.submit(change("a", "u1", true, 5, "m1"), change("a", "u2", true, 5, "m2"));
            rig.settle();
            DeliveryRig.Job again = rig.submit(change("a", "u1", true, 5, "m1"), change("a", "u2", true, 5, "m2"));
            rig.settle();
            assertThat(again.settlements().get(0)).isInstanceOf(Settlement.Skipped.class);
            assertThat(again.settlements().get(1)).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }
}
