package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Old and repeated messages are not applied again (rules D26 and D29). */
class StaleAndRepeatedTest {

    private static final Settlement STALE = new Settlement.Skipped(SkipReason.STALE);
    private static final Settlement DUPLICATE = new Settlement.Skipped(SkipReason.DUPLICATE);

    @Test
    void anOlderEventAfterANewerOneIsSkipped() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", false, 20, "m2"));
            rig.settle();
            DeliveryRig.Job stale = rig.submit(change("a", "u1", true, 10, "m1"));
            DeliveryRig.Job other = rig.submit(change("a", "u2", true, 10, "m1"));
            rig.settle();
            assertThat(stale.only()).isEqualTo(STALE);
            assertThat(stale.ticket.requests()).isZero();
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(2);
            rig.assertAtRest();
        }
    }

    @Test
    void theSameMessageIsAppliedOnce() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, MembershipChange.NO_EVENT_TIME, "m1"));
            rig.settle();
            DeliveryRig.Job again = rig.submit(change("a", "u1", true, MembershipChange.NO_EVENT_TIME, "m1"));
            rig.settle();
            assertThat(again.only()).isEqualTo(DUPLICATE);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void anEventOfTheSameInstantCounts() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 10, "m1"));
            rig.settle();
            DeliveryRig.Job second = rig.submit(change("a", "u1", false, 10, "m2"));
            rig.settle();
            assertThat(second.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isFalse();
            rig.assertAtRest();
        }
    }

    /** Rule D29: an id alone says nothing, because there are sources that give every message the same one, or none. */
    @ParameterizedTest
    @CsvSource({
        "true, 10, m1, DUPLICATE",
        "false, 10, m1, ACCEPTED",
        "true, 11, m1, ACCEPTED",
        "true, 10, m2, ACCEPTED",
        "true, 10, , ACCEPTED",
        "true, 9, m1, STALE",
    })
    void onlyTheLastAcceptedChangeOnceMoreIsADuplicate(boolean included, long time, String id, String expected) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 10, "m1"));
            rig.settle();
            DeliveryRig.Job next = rig.submit(change("a", "u1", included, time, id));
            rig.settle();
            assertThat(next.only())
                    .isEqualTo(
                            expected.equals("ACCEPTED")
                                    ? Settlement.ACCEPTED
                                    : new Settlement.Skipped(SkipReason.valueOf(expected)));
            rig.assertAtRest();
        }
    }

    @Test
    void whatWasSupersededIsNotTheLastAcceptedChange() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 10, "m1"), change("a", "u1", false, 10, "m1"));
            rig.settle();
            DeliveryRig.Job last = rig.submit(change("a", "u1", false, 10, "m1"));
            rig.settle();
            assertThat(last.only()).isEqualTo(DUPLICATE);
            DeliveryRig.Job other = rig.submit(change("a", "u1", true, 10, "m1"));
            rig.settle();
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isTrue();
            rig.assertAtRest();
        }
    }

    @Test
    void whatAStaleChangeCarriedIsJudgedByItself() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 20, "m2"));
            rig.settle();
            rig.submit(change("a", "other", true));
            DeliveryRig.Job job = rig.submit(
                    change("a", "u1", false, MembershipChange.NO_EVENT_TIME, "m9"),
                    change("a", "u1", false, 10, "m1"),
                    change("a", "u1", true, 20, "m2"));
            rig.settle();
            assertThat(job.settlements()).containsExactly(Settlement.ACCEPTED, STALE, DUPLICATE);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void aBatchOfNothingButStaleChangesCostsNoRequest() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 20, "m1"), change("a", "u2", true, 20, "m2"));
            rig.settle();
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 10, "m3"), change("a", "u2", true, 10, "m4"));
            rig.settle();
            assertThat(job.settlements()).containsOnly(STALE);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void whatWasRefusedIsNotRemembered() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(ScriptedTargets.answer(400));
            rig.submit(change("a", "u1", true, 20, "m1"));
            rig.settle();
            DeliveryRig.Job again = rig.submit(change("a", "u1", true, 20, "m1"));
            rig.settle();
            assertThat(again.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void aLedgerThatForgetsItsEldestMembershipsIsStillRight() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.ledger = clock -> DeliveryRig.memory(1, clock))) {
            rig.submit(change("a", "u1", true, 20, "m1"), change("a", "u2", true, 20, "m2"));
            rig.settle();
            DeliveryRig.Job kept = rig.submit(change("a", "u2", false, 10, "m3"));
            rig.settle();
            assertThat(kept.only()).isEqualTo(STALE);
            DeliveryRig.Job forgotten = rig.submit(change("a", "u1", false, 10, "m4"));
            rig.settle();
            assertThat(forgotten.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    private static void unavailable(DeliveryRig rig, String call) {
        rig.options.hazard = part -> {
            if (part.equals(call)) {
                throw new LedgerUnavailableException("the ledger is away", null);
            }
        };
    }

    @Test
    void whileTheLedgerCannotBeReadNothingIsSentAndNothingIsLost() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            unavailable(rig, "claim");
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 20, "m1"));
            rig.time.advance(20_000);
            assertThat(rig.targets.sent).isEmpty();
            assertThat(job.calls).isZero();
            assertThat(rig.sender.state().ledgerFailure()).hasMessage("the ledger is away");
            rig.options.hazard = part -> {};
            rig.settle();
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().ledgerFailure()).isNull();
            rig.assertAtRest();
        }
    }

    @Test
    void whatCannotBeRememberedIsToldAgainAndSentOnce() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            unavailable(rig, "accepted");
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 20, "m1"), change("a", "u2", true, 20, "m2"));
            rig.time.advance(20_000);
            assertThat(job.calls).isZero();
            assertThat(rig.sender.state().ledgerFailure()).isNotNull();
            rig.options.hazard = part -> {};
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(1);
            assertThat(rig.ledger.marks(List.of(slot("a", "u1")))).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void whatCanNeverBeRememberedFailsItsExchangeAndLeavesNoClaim() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            unavailable(rig, "accepted");
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 20, "m1"));
            rig.settle();
            assertThat(job.only()).isInstanceOfSatisfying(Settlement.Failed.class, failed -> assertThat(
                            failed.cause().kind())
                    .isEqualTo(DeliveryFailure.Kind.TIMED_OUT));
            rig.options.hazard = part -> {};
            rig.time.advance(0);
            rig.assertAtRest();
            DeliveryRig.Job again = rig.submit(change("a", "u1", true, 20, "m1"));
            rig.settle();
            assertThat(again.only()).isEqualTo(Settlement.ACCEPTED);
            rig.settleLost();
            assertThat(rig.targets.sent).hasSize(2);
        }
    }
}
