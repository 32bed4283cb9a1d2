package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;

/** Is told of each message that did not end as an accepted change. Called by many threads; quick, and never throws. */
public interface VerdictMonitor {

    void skipped(SkipReason reason);

    void rejected(RejectReason reason);

    /** A change was taken whose message has no time that can be read: it counts as happening now (rule D30). */
    void unreadableTime();

    /** A body, or a part of one, could not be read. */
    void unread();

    /** So many comparisons of an audit came out so. */
    void audited(AuditReport.Result result, int count);
}
