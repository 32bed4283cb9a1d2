package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.brake.RemovalBrake;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Is asked right before a request about the changes that it would carry.
 *
 * @param brake    holds the removals of an audience that too many leave (rule D37)
 * @param outdated whether a change is of a person who was deleted after it happened (rule D36)
 */
public record LastLook(RemovalBrake brake, Predicate<MembershipChange> outdated) {

    /** Checks that both are there. */
    public LastLook {
        Objects.requireNonNull(brake, "brake");
        Objects.requireNonNull(outdated, "outdated");
    }

    /** Lets everything pass. */
    public static LastLook none() {
        return new LastLook(RemovalBrake.off(), change -> false);
    }
}
