package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.membership.RejectReason;

/**
 * One rejected message.
 *
 * @param reason  why
 * @param path    where, as a JSON path in the body
 * @param detail  what was expected and what was found; for {@code REFUSED_BY_LAUNCHDARKLY} its status, code, message
 *                and request id
 * @param rawJson the message as it arrived
 */
public record RejectedMessage(RejectReason reason, String path, String detail, byte[] rawJson) {

    /** Leaves the message itself out: it holds identifiers of people. */
    @Override
    public String toString() {
        return reason + " at " + path + ": " + detail;
    }
}
