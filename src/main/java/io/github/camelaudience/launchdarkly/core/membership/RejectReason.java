package io.github.camelaudience.launchdarkly.core.membership;

/**
 * Says why a message is broken and someone must look at it; never worth redelivering
 * ({@code docs/reference/rules.md#one-message-one-verdict}).
 */
public enum RejectReason {
    /** It cannot be read as JSON (rule D34). */
    NOT_JSON,
    /** It is larger, or has more messages or longer texts, than the limits of reading allow (rule D34). */
    TOO_LARGE,
    /** Its objects, arrays, envelopes or collections nest deeper than the limits of reading allow (rule D34). */
    TOO_DEEP,
    /** It is an element of a batch and no JSON object (rule N1). */
    NOT_AN_OBJECT,
    /** It has no {@code computation_id}, or a blank one (rule D11). */
    MISSING_AUDIENCE_ID,
    /** It has no {@code computation_key}, or a blank one (rule D11). */
    MISSING_AUDIENCE_KEY,
    /** Its membership flag says neither yes nor no (rule D2). */
    MEMBERSHIP_UNDETERMINED,
    /** The identifier that counts is neither a text nor an integral number (rules D8 and D9). */
    INVALID_IDENTIFIER,
    /** The context kind has characters that it may not have, or is {@code kind} or {@code multi} (rule D12). */
    INVALID_CONTEXT_KIND,
    /** A text that would be sent has an unpaired surrogate (rule D13). */
    INVALID_UNICODE,
    /** A {@code delete} message has no identifier that is a context key here (rule D36). */
    PERSON_UNDETERMINED,
    /** A directive of the mapping fails on it (rule M13). */
    MAPPING_FAILED,
    /** It is an object and neither a message nor a known envelope (rule D31). */
    NOT_A_MESSAGE,
    /** The source could not find out that Segment sent it. */
    UNAUTHENTICATED,
    /** LaunchDarkly refused the change when it was sent alone (rule D20). */
    REFUSED_BY_LAUNCHDARKLY
}
