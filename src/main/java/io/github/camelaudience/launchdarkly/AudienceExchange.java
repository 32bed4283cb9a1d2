package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.delivery.Settlement;
import io.github.camelaudience.launchdarkly.delivery.Submission;
import io.github.camelaudience.launchdarkly.delivery.Ticket;
import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.membership.RejectReason;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import io.github.camelaudience.launchdarkly.membership.Verdict;
import io.github.camelaudience.launchdarkly.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.segment.ChangeMapper;
import io.github.camelaudience.launchdarkly.segment.MessageOverrides;
import io.github.camelaudience.launchdarkly.segment.RawJson;
import io.github.camelaudience.launchdarkly.segment.UnreadableMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The messages of one exchange and what becomes of each. Filled by one thread, read when its ticket is settled. */
final class AudienceExchange implements BodyReader.ItemSink {

    /** A message, and either its position in the ticket, its verdict, or why its body could not be read. */
    record Entry(
            String container, int index, RawJson raw, Message source, int position, Verdict verdict, Exception unread) {

        String path() {
            return index == AudienceMessage.NOT_INDEXED ? container : container + "[" + index + "]";
        }
    }

    /** A rejected message with the Camel message it came in. */
    record Rejection(RejectedMessage message, Message source) {}

    /** A failed message with the Camel message it came in. */
    record Failure(DeliveryFailure failure, Message source) {

        /** The one to show for all: a refused access token before anything else. */
        static DeliveryFailure worst(List<Failure> failures) {
            return failures.stream()
                    .map(Failure::failure)
                    .filter(failure -> failure.kind() == DeliveryFailure.Kind.UNAUTHORIZED)
                    .findFirst()
                    .orElse(failures.get(0).failure());
        }
    }

    /** A body that could not be read now, with the Camel message it is of. */
    record Unread(Exception cause, Message source) {}

    /** Trigger or mapping broke over a message, which says nothing about it: it fails, and the others are delivered. */
    private static final class NotJudged extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotJudged(Throwable cause) {
            super("a message could not be judged (" + cause.getClass().getSimpleName() + ")", cause);
        }
    }

    private static final int IN_NO_TICKET = -1;
    /** Why a message failed that was never seen. */
    static final String BODY_UNREAD = "BODY_UNREAD";

    private final Exchange exchange;
    private final ChangeMapper mapper;
    private final Submission submission;
    private final LongSupplier wallClock;
    private final List<Entry> entries = new ArrayList<>();
    /** By position in the ticket. */
    private final List<MembershipChange> changes = new ArrayList<>();

    private Throwable broken;

    AudienceExchange(Exchange exchange, ChangeMapper mapper, Submission submission) {
        this(exchange, mapper, submission, System::currentTimeMillis);
    }

    /** The clock is that of the wall, which is set right when it was wrong: it is compared with those of others. */
    AudienceExchange(Exchange exchange, ChangeMapper mapper, Submission submission, LongSupplier wallClock) {
        this.exchange = exchange;
        this.mapper = mapper;
        this.submission = submission;
        this.wallClock = wallClock;
    }

    @Override
    public void message(AudienceMessage message, Message source) {
        ItemExceptions.clear(exchange, source);
        Verdict verdict;
        try {
            verdict = mapper.map(message, overrides(source));
        } catch (Throwable e) {
            entries.add(new Entry(
                    message.container(), message.index(), message.raw(), source, IN_NO_TICKET, null, new NotJudged(e)));
            return;
        }
        int position = verdict instanceof Verdict.Change change ? submit(change.change()) : IN_NO_TICKET;
        entries.add(new Entry(
                message.container(),
                message.index(),
                message.raw(),
                source,
                position,
                position == IN_NO_TICKET ? verdict : null,
                null));
    }

    private int submit(MembershipChange change) {
        MembershipChange arrived = change.arrivedAt(wallClock.getAsLong());
        int position = submission.add(arrived);
        changes.add(arrived);
        return position;
    }

    @Override
    public void unreadable(UnreadableMessage message, Message source) {
        ItemExceptions.clear(exchange, source);
        entries.add(new Entry(
                message.path(),
                AudienceMessage.NOT_INDEXED,
                message.raw(),
                source,
                IN_NO_TICKET,
                new Verdict.Rejected(message.reason(), message.path(), message.detail()),
                null));
    }

    @Override
    public void unread(String path, Exception cause, Message source) {
        ItemExceptions.clear(exchange, source);
        entries.add(new Entry(path, AudienceMessage.NOT_INDEXED, null, source, IN_NO_TICKET, null, cause));
    }

    /** Reading broke off: what was read before is delivered all the same. */
    void broken(Throwable cause) {
        broken = cause;
    }

    /** What the headers of a message decide for it. */
    static MessageOverrides overrides(Message source) {
        String environment = source.getHeader(LaunchDarklyAudienceConstants.ENVIRONMENT, String.class);
        String contextKind = source.getHeader(LaunchDarklyAudienceConstants.CONTEXT_KIND, String.class);
        String name = source.getHeader(LaunchDarklyAudienceConstants.AUDIENCE_NAME, String.class);
        return environment == null && contextKind == null && name == null
                ? MessageOverrides.NONE
                : new MessageOverrides(environment, contextKind, name);
    }

    /** The changes after which LaunchDarkly has what they, or newer ones, say; once the ticket is settled. */
    List<MembershipChange> accepted(Ticket ticket) {
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
    Result result(Ticket ticket) {
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
    static final class Result {
        final List<SyncReport.Item> items;
        final List<Rejection> rejections = new ArrayList<>();
        final List<Failure> failures = new ArrayList<>();
        final List<Unread> unread = new ArrayList<>();
        final Throwable broken;
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
            rejections.add(new Rejection(new RejectedMessage(reason, path, detail, summary, raw), entry.source));
            items.add(new SyncReport.Item(entry.path(), SyncReport.Result.REJECTED, reason.name(), detail));
        }

        private void noteRequestId(ApiOutcome outcome) {
            if (outcome != null && outcome.error().requestId() != null) {
                requestId = outcome.error().requestId();
            }
        }
    }
}
