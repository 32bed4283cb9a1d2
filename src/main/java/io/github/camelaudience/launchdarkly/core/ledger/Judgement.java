package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.Optional;

/** Decides by what was accepted last whether a change may be sent: the one place of rules D26 and D29 that every ledger shares. */
public final class Judgement {

    private Judgement() {}

    /**
     * Says why a change must not be sent: {@code DUPLICATE} or {@code STALE}; empty when it may.
     *
     * @param mark what was accepted last, or {@code null}
     */
    public static Optional<Withheld> of(Mark mark, MembershipChange change) {
        if (mark == null) {
            return Optional.empty();
        }
        if (isOf(mark, change)) {
            return Optional.of(Withheld.DUPLICATE);
        }
        return change.hasEventTime() && change.eventTime() < mark.eventTime()
                ? Optional.of(Withheld.STALE)
                : Optional.empty();
    }

    /** Rule D29: the last accepted change once more has the same id, value and event time. */
    private static boolean isOf(Mark mark, MembershipChange change) {
        return mark.messageId() != null
                && mark.messageId().equals(change.messageId())
                && mark.included() == change.included()
                && mark.messageTime() == change.eventTime();
    }
}
