package io.github.camelaudience.launchdarkly.core.ledger;

import static io.github.camelaudience.launchdarkly.core.ledger.LedgerContract.LONG;
import static io.github.camelaudience.launchdarkly.core.ledger.LedgerContract.vip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** While the disk is awaited others have the lock and see nothing that could be lost, and what failed has not happened. */
class AwaitedLedgerTest {

    private static final Acceptance ACCEPTED = new Acceptance(null, 1);
    private static final MembershipChange ALICE = vip("alice", true, 20);

    private final SlowDisk disk = new SlowDisk();
    private final AtomicLong clock = new AtomicLong(1);
    private final OneProcessLedger ledger = new OneProcessLedger(disk.over(new MemoryStore(100)), LONG, clock::get);

    private Claim claim(MembershipChange change) {
        return ledger.claim(List.of(change));
    }

    private Withheld withheld(MembershipChange change) {
        Claim claim = claim(change);
        claim.ended();
        return claim.withheld().get(change);
    }

    @Test
    void nobodyHoldsTheLockWhileADiskIsAwaited() {
        Runnable hasNoLock = () -> assertThat(Thread.holdsLock(ledger)).isFalse();
        disk.meanwhile = hasNoLock;
        Claim claim = claim(ALICE);
        disk.meanwhile = hasNoLock;
        claim.accepted(ACCEPTED);
        disk.meanwhile = hasNoLock;
        ledger.note("name", "text");
        disk.meanwhile = hasNoLock;
        ledger.seeded(ALICE.slot().audience(), OptionalLong.of(1));
        disk.meanwhile = hasNoLock;
        assertThat(ledger.erase(List.of(ALICE.slot()))).isEqualTo(1);
        assertThat(disk.waits).isEqualTo(5);
    }

    /** It would end an exchange by a mark that a power cut could take back. */
    @Test
    void nobodyIsToldOfAMarkThatIsNotOnTheDisk() {
        Claim claim = claim(ALICE);
        disk.meanwhile = () -> {
            clock.addAndGet(LONG.hold().toMillis() + 1);
            assertThat(withheld(ALICE)).isEqualTo(Withheld.BUSY);
            assertThat(withheld(vip("alice", false, 10))).isEqualTo(Withheld.BUSY);
        };
        assertThat(claim.accepted(ACCEPTED)).isEmpty();
        assertThat(withheld(ALICE)).isEqualTo(Withheld.DUPLICATE);
        assertThat(withheld(vip("alice", false, 10))).isEqualTo(Withheld.STALE);
    }

    @Test
    void aClaimThatDidNotComeToTheDiskIsNone() {
        disk.failsOnce();
        assertThatThrownBy(() -> claim(ALICE)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(ledger.anyOpen()).isFalse();
        assertThat(claim(ALICE).granted()).hasSize(1);
    }

    @Test
    void theClaimBeforeHoldsWhenTheNextDidNotComeToTheDisk() {
        Claim first = ledger.claim(List.of(ALICE, vip("bob", true, 20)));
        disk.failsOnce();
        assertThatThrownBy(() -> ledger.claimAgain(first, List.of(ALICE)))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(withheld(ALICE)).isEqualTo(Withheld.BUSY);
        assertThat(withheld(vip("bob", true, 20))).isEqualTo(Withheld.BUSY);
        assertThat(first.accepted(ACCEPTED)).isEmpty();
        assertThat(ledger.anyOpen()).isFalse();
        assertThat(withheld(vip("bob", true, 20))).isEqualTo(Withheld.DUPLICATE);
    }

    @Test
    void anAcceptanceThatDidNotComeToTheDiskIsToldAgain() {
        Claim claim = claim(ALICE);
        disk.failsOnce();
        assertThatThrownBy(() -> claim.accepted(ACCEPTED)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(withheld(ALICE)).isEqualTo(Withheld.BUSY);
        assertThat(ledger.state(ALICE.slot()).orElseThrow().open()).containsExactly(true);
        assertThat(claim.accepted(ACCEPTED)).isEmpty();
        assertThat(ledger.anyOpen()).isFalse();
        assertThat(withheld(ALICE)).isEqualTo(Withheld.DUPLICATE);
    }

    /** Who gives up has sent something all the same: it is looked at as if the answer had been lost. */
    @Test
    void anAcceptanceThatNeverCameToTheDiskIsLookedAt() {
        claim(ALICE).accepted(ACCEPTED);
        Claim claim = claim(vip("alice", false, 30));
        disk.failsOnce();
        assertThatThrownBy(() -> claim.accepted(ACCEPTED)).isInstanceOf(LedgerUnavailableException.class);
        clock.addAndGet(LONG.settleAfter().toMillis() + 1);
        assertThat(ledger.claimDue().orElseThrow().granted())
                .extracting(Granted::change)
                .containsExactly(ALICE);
    }

    @Test
    void whatWasLostIsStillOpenWhenItsClaimDidNotComeToTheDisk() {
        claim(ALICE).accepted(ACCEPTED);
        claim(vip("alice", false, 30)).unknown();
        clock.addAndGet(LONG.settleAfter().toMillis() + 1);
        disk.failsOnce();
        assertThatThrownBy(ledger::claimDue).isInstanceOf(LedgerUnavailableException.class);
        clock.addAndGet(LONG.hold().toMillis() + 1);
        Claim again = ledger.claimDue().orElseThrow();
        assertThat(again.granted()).extracting(Granted::change).containsExactly(ALICE);
        again.accepted(ACCEPTED);
        assertThat(ledger.state(ALICE.slot()).orElseThrow().mark().orElseThrow().included())
                .isTrue();
    }

    @Test
    void whoIsErasedWhileTheDiskIsAwaitedIsNotMarked() {
        Claim claim = claim(ALICE);
        disk.meanwhile = () -> ledger.erase(List.of(ALICE.slot()));
        claim.accepted(ACCEPTED);
        assertThat(ledger.state(ALICE.slot())).isEmpty();
    }
}
