package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.List;

/** Is told what delivery does, for counters and meters. Called by many threads; must be quick and never throw. */
public interface DeliveryMonitor {

    /**
     * Notes that a request was answered, or failed.
     *
     * @param members how many changes it carried
     * @param millis  how long it took, in milliseconds
     * @param retry   whether it repeated one that failed by a fault of the service or the network
     */
    default void requested(ApiOutcome outcome, int members, long millis, boolean retry) {}

    /** Likewise, with what the request was about. */
    default void requested(UpdateTarget target, ApiOutcome outcome, int members, long millis, boolean retry) {
        requested(outcome, members, millis, retry);
    }

    /** Notes that changes have come. They are settled later, whether there is room for them or not. The list is the caller's. */
    default void taken(List<MembershipChange> changes) {}

    /** Notes that a change was settled; each is told once. */
    default void settled(Settlement settlement) {}

    /** Likewise, of changes that were settled alike. The list is the caller's. */
    default void settled(List<MembershipChange> changes, Settlement settlement) {
        for (int i = 0; i < changes.size(); i++) {
            settled(settlement);
        }
    }

    /** Notes that changes were only tried, in a dry run: LaunchDarkly would have been sent them. They are settled thereby. */
    default void planned(List<MembershipChange> changes) {}

    /** Notes that the ledger could not be read or written. What cannot be judged waits, and so does what cannot be remembered. */
    default void ledgerFailed(RuntimeException cause) {}

    /**
     * Notes that what a lost request may have undone is not sent any more, because LaunchDarkly refuses it.
     *
     * @param slot    what LaunchDarkly may have another value of than the ledger
     * @param outcome the last answer
     */
    default void forgone(MembershipSlot slot, ApiOutcome outcome) {}

    /** Notes that a batch that could go had to wait for a permit, for so many milliseconds. */
    default void waited(long millis) {}
}
