package io.github.camelaudience.launchdarkly.core.why;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import java.util.List;

/**
 * Tells what a ledger knows of a person. It names the person: not for logs.
 *
 * @param environment client-side ID of the environment
 * @param user        the context key
 * @param memberships one for each membership that something is known of; empty if nothing is
 */
public record WhyAnswer(String environment, String user, List<Membership> memberships) {

    /**
     * Tells of one membership.
     *
     * @param state    what was accepted last, and what is open
     * @param audience its audience, with its size
     * @param claimed  whether it is being written now; {@code null} if that cannot be seen from here
     */
    public record Membership(SlotState state, AudienceState audience, Boolean claimed) {}
}
