package io.github.camelaudience.launchdarkly.core.membership;

/** Says why a valid message changes nothing; never an error ({@code docs/reference/rules.md#one-message-one-verdict}). */
public enum SkipReason {
    /** The trigger does not match the message (rule D24). */
    NOT_SUBSCRIBED,
    /** {@code computation_class} is absent or neither {@code audience} nor {@code journey_step} (rule D10). */
    NOT_AN_AUDIENCE,
    /** The options {@code allowAudiences} and {@code denyAudiences} keep the audience out (rule D35). */
    AUDIENCE_NOT_ALLOWED,
    /** No identifier under the chosen priority; Segment sends one call per identifier (rule D6). */
    NO_CONTEXT_KEY,
    /** A newer change of the same membership was already accepted (rule D26). */
    STALE,
    /** The last accepted change of the same membership once more: the same id, value and event time (rule D29). */
    DUPLICATE
}
