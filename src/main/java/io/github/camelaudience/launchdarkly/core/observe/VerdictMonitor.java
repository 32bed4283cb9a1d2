package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;

/** Is told of each message that did not end as an accepted change, and of events. Called by many threads; quick, and never throws. */
public interface VerdictMonitor {

    default void skipped(SkipReason reason) {}

    default void rejected(RejectReason reason) {}

    /** A change was taken whose message has no time that can be read: it counts as happening now (rule D30). */
    default void unreadableTime() {}

    /** A body, or a part of one, could not be read. */
    default void unread() {}

    /** Something happened to an audience. */
    default void event(AudienceEvent event) {}

    /** So many comparisons of an audit came out so. */
    default void audited(AuditReport.Result result, int count) {}
}
