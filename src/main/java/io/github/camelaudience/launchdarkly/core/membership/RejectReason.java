package io.github.camelaudience.launchdarkly.core.membership;

/** Why a message is broken and someone must look at it ({@code semantics} section 2). Never worth redelivering. */
public enum RejectReason {
    NOT_JSON,
    TOO_LARGE,
    TOO_DEEP,
    NOT_AN_OBJECT,
    MISSING_AUDIENCE_ID,
    MISSING_AUDIENCE_KEY,
    MEMBERSHIP_UNDETERMINED,
    INVALID_IDENTIFIER,
    INVALID_CONTEXT_KIND,
    INVALID_UNICODE,
    MAPPING_FAILED,
    NOT_A_MESSAGE,
    UNAUTHENTICATED,
    REFUSED_BY_LAUNCHDARKLY
}
