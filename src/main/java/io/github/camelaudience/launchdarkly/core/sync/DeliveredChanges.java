package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Item;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what became of changes that no message brought.
 *
 * @param accepted how many LaunchDarkly accepted, those superseded by newer ones included
 * @param skipped  how many were not sent, because nothing had to be done (rules D26 and D29)
 * @param refused  those that LaunchDarkly refuses: trying again is of no use
 * @param failures those that could not be delivered now: trying again may help
 * @param report   the same as an engine reports of a session
 */
public record DeliveredChanges(
        int accepted,
        int skipped,
        List<Refused> refused,
        List<SyncResult.Failure<MembershipChange>> failures,
        SyncReport report) {

    /** Tells of a change that LaunchDarkly refuses, and with what answer. */
    public record Refused(MembershipChange change, ApiOutcome outcome) {}

    /** All changes of the ticket, which has them in this order, are settled. */
    static DeliveredChanges of(List<MembershipChange> changes, Ticket ticket, boolean dryRun) {
        List<Item> items = new ArrayList<>(ticket.size());
        List<Refused> refused = new ArrayList<>();
        List<SyncResult.Failure<MembershipChange>> failures = new ArrayList<>();
        for (int i = 0; i < ticket.size(); i++) {
            MembershipChange change = changes.get(i);
            String path = "$[" + i + "]";
            Settlement settlement = ticket.settlement(i);
            if (settlement instanceof Settlement.Accepted) {
                items.add(new Item(path, Result.ACCEPTED, null, null));
            } else if (settlement instanceof Settlement.Superseded) {
                items.add(new Item(path, Result.SUPERSEDED, null, null));
            } else if (settlement instanceof Settlement.Skipped skipped) {
                items.add(new Item(path, Result.SKIPPED, skipped.reason().name(), null));
            } else if (settlement instanceof Settlement.Refused answer) {
                refused.add(new Refused(change, answer.outcome()));
                items.add(new Item(
                        path,
                        Result.REJECTED,
                        RejectReason.REFUSED_BY_LAUNCHDARKLY.name(),
                        answer.outcome().describe()));
            } else if (settlement instanceof Settlement.Failed failed) {
                DeliveryFailure cause = failed.cause();
                failures.add(new SyncResult.Failure<>(cause, change));
                items.add(new Item(path, Result.FAILED, cause.kind().name(), cause.describe()));
            }
        }
        SyncReport report = new SyncReport(items, ticket.requests(), null, List.of(), dryRun);
        return new DeliveredChanges(report.changes(), report.count(Result.SKIPPED), refused, failures, report);
    }
}
