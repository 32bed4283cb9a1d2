package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.Objects;
import java.util.Optional;

/**
 * Is a change that may be sent.
 *
 * @param change what to send
 * @param before the value that was accepted last; empty when none is known
 */
public record Granted(MembershipChange change, Optional<Boolean> before) {

    private static final Optional<Boolean> IN = Optional.of(true);
    private static final Optional<Boolean> OUT = Optional.of(false);

    public Granted {
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(before, "before");
    }

    /** Makes one; {@code before} is {@code null} when nothing is known. */
    public static Granted of(MembershipChange change, Boolean before) {
        return new Granted(change, before == null ? Optional.empty() : before ? IN : OUT);
    }
}
