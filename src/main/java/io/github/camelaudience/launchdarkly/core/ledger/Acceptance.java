package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Objects;

/**
 * Tells what LaunchDarkly has accepted.
 *
 * @param requestId  LaunchDarkly's id of the request, or {@code null}
 * @param acceptedAt when the answer came, in milliseconds since the epoch
 * @param superseded changes that complete because one of the same membership was accepted in their place (rule D16), in the order of
 *                   arrival; they count for rule D26, too. Those of memberships that were not granted are passed over
 */
public record Acceptance(String requestId, long acceptedAt, List<MembershipChange> superseded) {

    public Acceptance {
        Objects.requireNonNull(superseded, "superseded");
    }

    /** Tells of an answer to changes that have superseded none. */
    public Acceptance(String requestId, long acceptedAt) {
        this(requestId, acceptedAt, List.of());
    }
}
