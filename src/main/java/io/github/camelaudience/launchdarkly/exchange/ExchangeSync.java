package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.delivery.Submission;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;

/** The messages of one exchange and what becomes of each. Filled by one thread, read when its ticket is settled. */
public final class ExchangeSync implements BodyReader.ItemSink {

    /**
     * A message, and either its position in the ticket, its verdict, or why its body could not be read; or {@code count}
     * rejected neighbours, of which the first has the verdict.
     */
    record Entry(
            String container,
            int index,
            RawJson raw,
            Message source,
            int position,
            Verdict verdict,
            Exception unread,
            int count) {

        String path() {
            return index == AudienceMessage.NOT_INDEXED ? container : container + "[" + index + "]";
        }

        /** Whether the other stands behind this one in one document, and is rejected as this one is. */
        boolean takes(Entry next) {
            return verdict instanceof Verdict.Rejected mine
                    && next.verdict instanceof Verdict.Rejected other
                    && (mine.reason() == RejectReason.TOO_LARGE) == (other.reason() == RejectReason.TOO_LARGE)
                    && source == next.source
                    && raw.document() == next.raw.document()
                    && raw.offset() <= next.raw.offset();
        }

        /** Both as one, with all bytes from the first of this to the last of the other. */
        Entry and(Entry next) {
            int end = Math.max(raw.offset() + raw.length(), next.raw.offset() + next.raw.length());
            RawJson both = new RawJson(raw.document(), raw.offset(), end - raw.offset());
            return new Entry(container, index, both, source, position, verdict, null, count + next.count);
        }
    }

    /** A rejected message with the Camel message it came in. */
    record Rejection(RejectedMessage message, Message source) {}

    /** A failed message with the Camel message it came in. */
    record Failure(DeliveryFailure failure, Message source) {

        /** The one to show for all: a refused access token, then what is held, before anything else. */
        static DeliveryFailure worst(List<Failure> failures) {
            return Stream.of(DeliveryFailure.Kind.UNAUTHORIZED, DeliveryFailure.Kind.HELD)
                    .flatMap(kind -> failures.stream().map(Failure::failure).filter(failure -> failure.kind() == kind))
                    .findFirst()
                    .orElse(failures.get(0).failure());
        }
    }

    /** A body that could not be read now, with the Camel message it is of. */
    public record Unread(Exception cause, Message source) {}

    /** Trigger or mapping broke over a message, which says nothing about it: it fails, and the others are delivered. */
    private static final class NotJudged extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotJudged(Throwable cause) {
            super("a message could not be judged (" + cause.getClass().getSimpleName() + ")", cause);
        }
    }

    private static final int IN_NO_TICKET = -1;
    /** After so many, rejected neighbours are kept as one: each byte still has its verdict, but bad input stays small. */
    private static final int MOST_KEPT_ALONE = 1000;
    /** Why a message failed that was never seen. */
    public static final String BODY_UNREAD = "BODY_UNREAD";

    private final Exchange exchange;
    private final ChangeMapper mapper;
    private final Submission submission;
    private final RouteOverrides overrides;
    private final Runnable unreadableTime;
    private final LongSupplier wallClock;
    private final List<Entry> entries = new ArrayList<>();
    /** By position in the ticket. */
    private final List<MembershipChange> changes = new ArrayList<>();

    /** Entries with a rejection, and the first entry that may stand for several. */
    private int rejected;

    private int firstShared;

    private Throwable broken;

    public ExchangeSync(
            Exchange exchange,
            ChangeMapper mapper,
            RouteOverrides overrides,
            Submission submission,
            Runnable unreadableTime) {
        this(exchange, mapper, overrides, submission, unreadableTime, System::currentTimeMillis);
    }

    /**
     * The clock is that of the wall, which is set right when it was wrong: it is compared with those of others.
     *
     * @param unreadableTime is told of each change whose message has no time that can be read
     */
    public ExchangeSync(
            Exchange exchange,
            ChangeMapper mapper,
            RouteOverrides overrides,
            Submission submission,
            Runnable unreadableTime,
            LongSupplier wallClock) {
        this.exchange = exchange;
        this.mapper = mapper;
        this.overrides = overrides;
        this.submission = submission;
        this.unreadableTime = unreadableTime;
        this.wallClock = wallClock;
    }

    @Override
    public void message(AudienceMessage message, Message source) {
        ItemExceptions.clear(exchange, source);
        Verdict verdict;
        try {
            verdict = mapper.map(message, overrides.of(source, exchange));
        } catch (Throwable e) {
            add(new Entry(
                    message.container(),
                    message.index(),
                    message.raw(),
                    source,
                    IN_NO_TICKET,
                    null,
                    new NotJudged(e),
                    1));
            return;
        }
        int position = verdict instanceof Verdict.Change change ? submit(message, change.change()) : IN_NO_TICKET;
        add(new Entry(
                message.container(),
                message.index(),
                message.raw(),
                source,
                position,
                position == IN_NO_TICKET ? verdict : null,
                null,
                1));
    }

    private void add(Entry entry) {
        boolean isRejected = entry.verdict instanceof Verdict.Rejected;
        if (isRejected && rejected >= MOST_KEPT_ALONE && !entries.isEmpty()) {
            int last = entries.size() - 1;
            if (last >= firstShared && entries.get(last).takes(entry)) {
                entries.set(last, entries.get(last).and(entry));
                return;
            }
        }
        if (isRejected && ++rejected == MOST_KEPT_ALONE) {
            firstShared = entries.size() + 1;
        }
        entries.add(entry);
    }

    private int submit(AudienceMessage message, MembershipChange change) {
        long now = wallClock.getAsLong();
        MembershipChange arrived = change.arrivedAt(now);
        if (message.hasUnreadableTime()) {
            unreadableTime.run();
            arrived = change.happenedAt(now);
        }
        int position = submission.add(arrived);
        changes.add(arrived);
        return position;
    }

    @Override
    public void unreadable(UnreadableMessage message, Message source) {
        ItemExceptions.clear(exchange, source);
        add(new Entry(
                message.path(),
                AudienceMessage.NOT_INDEXED,
                message.raw(),
                source,
                IN_NO_TICKET,
                new Verdict.Rejected(message.reason(), message.path(), message.detail()),
                null,
                1));
    }

    @Override
    public void unread(String path, Exception cause, Message source) {
        ItemExceptions.clear(exchange, source);
        entries.add(new Entry(path, AudienceMessage.NOT_INDEXED, null, source, IN_NO_TICKET, null, cause, 1));
    }

    /** Reading broke off: what was read before is delivered all the same. */
    public void broken(Throwable cause) {
        broken = cause;
    }

    /** The changes after which LaunchDarkly has what they, or newer ones, say; once the ticket is settled. */
    public List<MembershipChange> accepted(Ticket ticket) {
        List<MembershipChange> accepted = new ArrayList<>();
        for (int position = 0; position < changes.size(); position++) {
            Settlement settlement = ticket.settlement(position);
            if (settlement instanceof Settlement.Accepted || settlement instanceof Settlement.Superseded) {
                accepted.add(changes.get(position));
            }
        }
        return accepted;
    }

    /** What became of everything, once the ticket is settled. */
    public Result result(Ticket ticket) {
        Result result = new Result(entries.size(), broken);
        for (Entry entry : entries) {
            if (entry.unread != null) {
                result.unread(entry);
            } else if (entry.position == IN_NO_TICKET) {
                result.add(entry, entry.verdict);
            } else {
                result.add(entry, ticket.settlement(entry.position));
            }
        }
        return result;
    }

    /** Items for the report, and the messages that someone has to deal with. */
    public static final class Result {
        public final List<SyncReport.Item> items;
        final List<Rejection> rejections = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();
        public final List<Unread> unread = new ArrayList<>();
        final Throwable broken;
        private final FileSource.Lines lines = new FileSource.Lines();
        String requestId;

        private Result(int size, Throwable broken) {
            items = new ArrayList<>(size);
            this.broken = broken;
        }

        private void unread(Entry entry) {
            unread.add(new Unread(entry.unread, entry.source));
            boolean notJudged = entry.unread instanceof NotJudged;
            String reason = notJudged ? DeliveryFailure.Kind.BROKEN.name() : BODY_UNREAD;
            String detail = notJudged
                    ? entry.unread.getMessage()
                    : "the body cannot be read (" + entry.unread.getClass().getSimpleName() + ")";
            items.add(new SyncReport.Item(entry.path(), SyncReport.Result.FAILED, reason, detail));
        }

        private void add(Entry entry, Verdict verdict) {
            if (verdict instanceof Verdict.Skipped skipped) {
                skipped(entry, skipped.reason());
            } else if (verdict instanceof Verdict.Rejected rejected) {
                rejected(entry, rejected.reason(), rejected.path(), rejected.detail(), rejected.detail());
            }
        }

        private void add(Entry entry, Settlement settlement) {
            if (settlement instanceof Settlement.Accepted) {
                items.add(new SyncReport.Item(entry.path(), SyncReport.Result.ACCEPTED, null, null));
            } else if (settlement instanceof Settlement.Superseded) {
                items.add(new SyncReport.Item(entry.path(), SyncReport.Result.SUPERSEDED, null, null));
            } else if (settlement instanceof Settlement.Skipped skipped) {
                skipped(entry, skipped.reason());
            } else if (settlement instanceof Settlement.Refused refused) {
                noteRequestId(refused.outcome());
                rejected(
                        entry,
                        RejectReason.REFUSED_BY_LAUNCHDARKLY,
                        entry.path(),
                        refused.outcome().describe(),
                        refused.outcome().describeWithoutMessage());
            } else if (settlement instanceof Settlement.Failed failed) {
                noteRequestId(failed.cause().outcome());
                failures.add(new Failure(failed.cause(), entry.source));
                items.add(new SyncReport.Item(
                        entry.path(),
                        SyncReport.Result.FAILED,
                        failed.cause().kind().name(),
                        failed.cause().describe()));
            }
        }

        private void skipped(Entry entry, SkipReason reason) {
            items.add(new SyncReport.Item(entry.path(), SyncReport.Result.SKIPPED, reason.name(), null));
        }

        private void rejected(Entry entry, RejectReason reason, String path, String detail, String summary) {
            byte[] raw = entry.raw.toBytes();
            String more = entry.count == 1 ? "" : "; and " + (entry.count - 1) + " more that follow are rejected, too";
            String said = lines.of(entry.source, entry.raw) + summary + more;
            rejections.add(new Rejection(
                    new RejectedMessage(reason, path, detail + more, said, raw, entry.count), entry.source));
            items.add(new SyncReport.Item(
                    entry.path(), SyncReport.Result.REJECTED, reason.name(), detail + more, entry.count));
        }

        private void noteRequestId(ApiOutcome outcome) {
            if (outcome != null && outcome.error().requestId() != null) {
                requestId = outcome.error().requestId();
            }
        }
    }
}
