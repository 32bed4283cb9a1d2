package io.github.camelaudience.launchdarkly;

/** Says what rejected messages do to their exchange. The names are option values. */
public enum OnRejected {
    /** The exchange fails with {@link RejectedMessagesException}, after everything else was delivered. */
    fail,
    /** The exchange succeeds; rejections are counted, and logged once per reason and minute. */
    skip
}
