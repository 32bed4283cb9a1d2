package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Item;
import java.util.ArrayList;
import java.util.List;

/** Collects what became of each item of a session. For one thread. */
final class ResultOfItems<S> {

    private final Origins<? super S> origins;
    private final List<Item> items;
    private final List<SyncResult.Rejection<S>> rejections = new ArrayList<>();
    private final List<SyncResult.Failure<S>> failures = new ArrayList<>();
    private final List<SyncResult.Unread<S>> unread = new ArrayList<>();
    private final LineCount lines = new LineCount();
    private String requestId;

    ResultOfItems(Origins<? super S> origins, int size) {
        this.origins = origins;
        this.items = new ArrayList<>(size);
    }

    void unread(ReadItem<S> item) {
        unread.add(new SyncResult.Unread<>(item.unread(), item.source()));
        boolean notJudged = item.unread() instanceof ReadItem.NotJudged;
        String reason = notJudged ? DeliveryFailure.Kind.BROKEN.name() : SyncReport.BODY_UNREAD;
        String detail = notJudged
                ? item.unread().getMessage()
                : "the body cannot be read (" + item.unread().getClass().getSimpleName() + ")";
        items.add(new Item(item.location(), SyncReport.Result.FAILED, reason, detail));
    }

    void decided(ReadItem<S> item) {
        if (item.verdict() instanceof Verdict.Skipped skipped) {
            skipped(item, skipped.reason());
        } else if (item.verdict() instanceof Verdict.Rejected rejected) {
            rejected(item, rejected.reason(), rejected.path(), rejected.detail(), rejected.detail());
        }
    }

    void settled(ReadItem<S> item, Settlement settlement) {
        if (settlement instanceof Settlement.Accepted) {
            items.add(new Item(item.location(), SyncReport.Result.ACCEPTED, null, null));
        } else if (settlement instanceof Settlement.Superseded) {
            items.add(new Item(item.location(), SyncReport.Result.SUPERSEDED, null, null));
        } else if (settlement instanceof Settlement.Skipped skipped) {
            skipped(item, skipped.reason());
        } else if (settlement instanceof Settlement.Refused refused) {
            noteRequestId(refused.outcome());
            rejected(
                    item,
                    RejectReason.REFUSED_BY_LAUNCHDARKLY,
                    item.path(),
                    refused.outcome().describe(),
                    refused.outcome().describeWithoutMessage());
        } else if (settlement instanceof Settlement.Failed failed) {
            noteRequestId(failed.cause().outcome());
            failures.add(new SyncResult.Failure<>(failed.cause(), item.source()));
            items.add(new Item(
                    item.location(),
                    SyncReport.Result.FAILED,
                    failed.cause().kind().name(),
                    failed.cause().describe()));
        }
    }

    /** A person is deleted when each exit is settled well; else the first that is not tells why. */
    void deleted(ReadItem<S> item, Settlement[] settlements) {
        DeletedPerson deleted = item.deleted();
        for (int position = deleted.from(); position < deleted.to(); position++) {
            Settlement settlement = settlements[position];
            if (settlement instanceof Settlement.Failed || settlement instanceof Settlement.Refused) {
                settled(item, settlement);
                return;
            }
        }
        items.add(new Item(
                item.location(),
                SyncReport.Result.ACCEPTED,
                SyncReport.DELETED,
                "receipt " + deleted.receipts() + ": left " + (deleted.to() - deleted.from()) + " audiences"));
    }

    private void skipped(ReadItem<S> item, SkipReason reason) {
        items.add(new Item(item.location(), SyncReport.Result.SKIPPED, reason.name(), null));
    }

    private void rejected(ReadItem<S> item, RejectReason reason, String path, String detail, String summary) {
        byte[] raw = item.raw().toBytes();
        String more = item.count() == 1 ? "" : "; and " + (item.count() - 1) + " more that follow are rejected, too";
        String line = origins.isFile(item.source()) && !item.packed() ? "in line " + lines.of(item.raw()) + ": " : "";
        rejections.add(new SyncResult.Rejection<>(
                new RejectedMessage(reason, path, detail + more, line + summary + more, raw, item.count()),
                item.source()));
        items.add(new Item(item.location(), SyncReport.Result.REJECTED, reason.name(), detail + more, item.count()));
    }

    private void noteRequestId(ApiOutcome outcome) {
        if (outcome != null && outcome.error().requestId() != null) {
            requestId = outcome.error().requestId();
        }
    }

    List<Item> items() {
        return items;
    }

    List<SyncResult.Rejection<S>> rejections() {
        return rejections;
    }

    List<SyncResult.Failure<S>> failures() {
        return failures;
    }

    List<SyncResult.Unread<S>> unread() {
        return unread;
    }

    /** The id that LaunchDarkly gave in its last error answer, or {@code null}. */
    String requestId() {
        return requestId;
    }
}
