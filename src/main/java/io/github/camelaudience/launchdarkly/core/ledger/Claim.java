package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Holds the memberships that one request may write, and takes its answer. Used by one thread at a time. It ends by itself after
 * {@link LedgerTimes#hold()}: then others may take them, and what was sent is looked at again.
 *
 * <p>Exactly one of {@link #accepted}, {@link #unknown}, {@link #ended} or {@link MembershipLedger#claimAgain} follows; each may be
 * repeated when it throws {@link LedgerUnavailableException}.
 */
public interface Claim {

    /** Gives what may be sent, in the order of the call; empty when nothing may. */
    List<Granted> granted();

    /** Gives what must not be sent now, and why. */
    Map<MembershipChange, Withheld> withheld();

    /**
     * Says whether the request may still be written; asked right before. When it may not, this process has stood still for longer than
     * {@link LedgerTimes#sendWithin()}: call {@link #ended} and claim again.
     */
    boolean maySend();

    /**
     * Remembers that LaunchDarkly accepted what was granted.
     *
     * @return what was not claimed any more, mostly nothing. Of that nothing is remembered, because somebody else may have written
     *     meanwhile: it must be claimed again, and what was sent is looked at
     */
    List<MembershipChange> accepted(Acceptance answer);

    /**
     * Gives up an attempt of which it is not known whether LaunchDarkly will apply it: a time-out, an I/O error, 408, 409, 423, 425, 5xx,
     * an answer that is not LaunchDarkly's. To try again in place call {@link MembershipLedger#claimAgain} instead, which keeps others
     * away.
     */
    void unknown();

    /** Ends an attempt that was not applied for certain: refused, or never sent. */
    void ended();

    /** Ends it for some of its memberships, which were not sent although the others were; they are no longer {@link #granted}. */
    void ended(Collection<MembershipSlot> unsent);

    /**
     * Ends a claim of {@link MembershipLedger#claimDue} for some of its memberships, which LaunchDarkly refuses for good: they are no
     * longer {@link #granted}, and what was lost of them is not claimed again. For the others one of the answers above follows.
     */
    void forgone(Collection<MembershipSlot> refused);
}
