package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.broken;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ledger that is slow, broken or away costs no change, no lost request and no thread. */
class LedgerInTroubleTest {

    /** Each look at the ledger's clock is 20 seconds after the one before: a claim is always too old to be used. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void claimsThatTakeTooLongAreTriedAgainUntilTheTimeIsOver() {
        AtomicLong slow = new AtomicLong();
        try (DeliveryRig rig = new DeliveryRig(options ->
                options.ledger = clock -> DeliveryRig.memory(100, () -> clock.getAsLong() + slow.addAndGet(20_000)))) {
            DeliveryRig.Job job = rig.submit(change("a", "u", true));
            rig.settle();
            assertThat(((Settlement.Failed) job.only()).cause().kind()).isEqualTo(DeliveryFailure.Kind.TIMED_OUT);
            assertThat(rig.targets.count()).isZero();
            assertThat(rig.sender.state().ledgerFailure()).isInstanceOf(LedgerUnavailableException.class);
            rig.assertAtRest();
        }
    }

    @Test
    void aProcessThatStoodStillOnceClaimsAgainAtOnce() {
        AtomicInteger looks = new AtomicInteger();
        AtomicLong pause = new AtomicLong();
        try (DeliveryRig rig = new DeliveryRig(options -> options.ledger = clock -> DeliveryRig.memory(
                100,
                () -> clock.getAsLong() + (looks.incrementAndGet() == 3 ? pause.addAndGet(20_000) : pause.get())))) {
            DeliveryRig.Job job = rig.submit(change("a", "u", true));
            rig.time.advance(1_000);
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(pause.get()).as("the pause has come").isEqualTo(20_000);
            rig.assertAtRest();
        }
    }

    /** The request that had no answer may still be applied, whatever becomes of the claim for the next attempt. */
    @Test
    void anErrorBeforeTheNextAttemptForgetsNoLostRequest() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> {
                rig.time.in(100_000, () -> rig.targets.takesEffect(request));
                return broken();
            });
            AtomicInteger claims = new AtomicInteger();
            rig.options.hazard = part -> {
                if (part.equals("claim") && claims.incrementAndGet() == 2) {
                    throw new NoClassDefFoundError("ledger");
                }
            };
            DeliveryRig.Job first = rig.submit(change("a", "u", true, 10, "m1"));
            rig.settle();
            assertThat(((Settlement.Failed) first.only()).cause().kind()).isEqualTo(DeliveryFailure.Kind.BROKEN);
            rig.options.hazard = part -> {};
            rig.targets.script((request, number) -> accepted());
            DeliveryRig.Job newer = rig.submit(change("a", "u", false, 20, "m2"));
            rig.settle();
            assertThat(newer.only()).isEqualTo(Settlement.ACCEPTED);
            rig.time.advance(120_000);
            assertThat(rig.targets.isMember(slot("a", "u"))).isTrue();
            rig.settleLost();
            assertThat(rig.targets.isMember(slot("a", "u"))).isFalse();
            rig.time.uncaught.clear();
            rig.assertAtRest();
        }
    }

    /** Nobody was asked, so nobody has said that the token is good. */
    @Test
    void aLedgerThatIsAwayEndsNoDoubt() {
        try (DeliveryRig rig = new DeliveryRig(options -> {})) {
            AtomicInteger claims = new AtomicInteger();
            rig.options.hazard = part -> {
                if (part.equals("claim") && claims.incrementAndGet() <= 2) {
                    throw new LedgerUnavailableException("away", null);
                }
            };
            rig.targets.script((request, number) -> ScriptedTargets.answer(401));
            for (int i = 0; i < 20; i++) {
                rig.submit(change("a" + i, "u", true));
            }
            rig.settle();
            assertThat(rig.targets.count()).as("requests with a wrong token").isEqualTo(1);
            rig.assertAtRest();
        }
    }

    /** Two changes of a deleted person are held up one after the other, which says nothing of the ledger. */
    @Test
    void whatIsHeldUpTwiceIsNoTroubleOfTheLedger() {
        try (DeliveryRig rig = DeliveryRig.proven(options ->
                options.outdated = change -> change.slot().contextKey().equals("gone"))) {
            long began = rig.time.now();
            DeliveryRig.Job job = rig.submit(
                    change("a", "gone", true, 10, "m1"),
                    change("a", "gone", false, 20, "m2"),
                    change("a", "other", true, 20, "m3"));
            rig.settle();
            job.assertSettledOnce();
            assertThat(rig.targets.sent).hasSize(1);
            assertThat(job.settledAt - began).isEqualTo(ScriptedTargets.LATENCY);
            assertThat(rig.sender.state().ledgerFailure()).isNull();
        }
    }
}
