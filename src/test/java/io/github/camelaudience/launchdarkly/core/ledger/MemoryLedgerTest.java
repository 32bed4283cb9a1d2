package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The ledger that forgets keeps the contract for what it remembers. */
class MemoryLedgerTest extends LedgerContract {

    @Override
    MembershipLedger open(LedgerTimes times) {
        return open(10_000, times);
    }

    private static MembershipLedger open(int maxSlots, LedgerTimes times) {
        return new OneProcessLedger(
                new MemoryStore(maxSlots), times, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    @Override
    boolean holdsAnyLength() {
        return true;
    }

    @Test
    void whatWasNotUsedForTheLongestTimeIsForgottenFirst() {
        MembershipLedger ledger = open(2, LONG);
        accept(ledger, vip("alice", true, 10), vip("bob", true, 10), vip("carol", true, 10));
        assertThat(withheld(ledger, vip("alice", true, 10))).isNull();
        assertThat(withheld(ledger, vip("bob", true, 10))).isEqualTo(Withheld.DUPLICATE);
        assertThat(ledger.audiences()).extracting(AudienceState::members).containsExactly(2L);
    }

    @Test
    void whatIsBeingWrittenIsNeverForgotten() {
        MembershipLedger ledger = open(0, LONG);
        Claim claim = ledger.claim(List.of(vip("alice", true, 10), vip("bob", true, 10)));
        accept(ledger, vip("carol", true, 10));
        assertThat(withheld(ledger, vip("alice", false, 20))).isEqualTo(Withheld.BUSY);
        assertThat(claim.accepted(new Acceptance(null, 1))).isEmpty();
        assertThat(ledger.audiences()).isEmpty();
    }

    @Test
    void whatFailedElsewhereIsForgottenUnlessSomethingNewerWasAccepted() {
        MembershipLedger ledger = open(10, LONG);
        accept(ledger, vip("alice", true, 10));
        accept(ledger, vip("alice", false, 20));
        ledger.forget(List.of(vip("alice", true, 10)));
        assertThat(withheld(ledger, vip("alice", true, 10))).isEqualTo(Withheld.STALE);
        accept(ledger, vip("bob", true, 10));
        ledger.forget(List.of(vip("bob", true, 10), vip("nobody", true, 1)));
        assertThat(withheld(ledger, vip("bob", true, 10))).isNull();
        assertThat(ledger.audiences()).extracting(AudienceState::members).containsExactly(0L);
    }
}
