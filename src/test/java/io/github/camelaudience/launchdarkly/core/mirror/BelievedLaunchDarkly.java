package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.Granted;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.sync.DeliveredChanges;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** Delivers changes by the ledger's protocol to a set of members in memory, and fails and refuses those that it is told to. */
final class BelievedLaunchDarkly implements Function<List<MembershipChange>, CompletableFuture<DeliveredChanges>> {

    final Set<String> members = new TreeSet<>();
    final List<MembershipChange> sent = new ArrayList<>();
    Predicate<MembershipChange> refuses = change -> false;
    Predicate<MembershipChange> fails = change -> false;
    /** Happens before each delivery. */
    Runnable meanwhile = () -> {};

    private final MembershipLedger ledger;

    BelievedLaunchDarkly(MembershipLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public CompletableFuture<DeliveredChanges> apply(List<MembershipChange> changes) {
        meanwhile.run();
        return CompletableFuture.completedFuture(deliver(changes));
    }

    DeliveredChanges deliver(List<MembershipChange> changes) {
        int accepted = 0;
        int skipped = 0;
        List<DeliveredChanges.Refused> refused = new ArrayList<>();
        List<SyncResult.Failure<MembershipChange>> failures = new ArrayList<>();
        List<MembershipChange> taken = new ArrayList<>();
        for (MembershipChange change : changes) {
            if (refuses.test(change)) {
                refused.add(new DeliveredChanges.Refused(change, ApiOutcome.unanswered(new IOException("refused"))));
            } else if (fails.test(change)) {
                failures.add(
                        new SyncResult.Failure<>(new DeliveryFailure(DeliveryFailure.Kind.TIMED_OUT, null), change));
            } else {
                taken.add(change);
            }
        }
        Claim claim = ledger.claim(taken);
        for (Granted granted : claim.granted()) {
            MembershipChange change = granted.change();
            sent.add(change);
            if (change.included()) {
                members.add(change.slot().contextKey());
            } else {
                members.remove(change.slot().contextKey());
            }
            accepted++;
        }
        for (Withheld reason : claim.withheld().values()) {
            if (reason != Withheld.STALE && reason != Withheld.DUPLICATE) {
                throw new IllegalStateException(reason.name());
            }
            skipped++;
        }
        claim.accepted(new Acceptance("request", 1));
        SyncReport none = new SyncReport(List.of(), 1, null, List.of());
        return new DeliveredChanges(accepted, skipped, refused, failures, none);
    }
}
