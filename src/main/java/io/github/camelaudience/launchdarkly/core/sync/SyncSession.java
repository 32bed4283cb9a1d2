package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.deletion.OpenDeletion;
import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.launchdarkly.core.delivery.LastResort;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.delivery.Submission;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Takes documents, has the changes in them delivered, and tells once what became of all, after the last change is settled. What
 * was read is on its way before the session ends as soon as there is no more room; the rest of it when it ends.
 *
 * <p>For one thread at a time. It must be ended, or {@link #close closed}: what is open is waited for.
 *
 * @param <S> where a message came from
 */
public final class SyncSession<S> implements AutoCloseable {

    private enum Phase {
        READING,
        SETTLED,
        WAITING
    }

    private final SyncEngine engine;
    private final Origins<? super S> origins;
    /** The continuation that this session was opened in, or {@code null}. */
    private final Continuations.Running sentBy;

    private final Ticket ticket;
    private final Submission submission;
    private final ReadItems<S> items = new ReadItems<>();
    /** By position in the ticket. */
    private final List<MembershipChange> changes = new ArrayList<>();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.READING);
    private final LineCount lines = new LineCount();
    private Object placedLast;
    private String place;
    private boolean placedInFile;
    /** The document that is read now, or {@code null}. What it holds as a string is a document of its own, with other lines. */
    private byte[] reading;

    private Consumer<SyncResult<S>> later;
    private Throwable broken;

    SyncSession(SyncEngine engine, Origins<? super S> origins) {
        this.engine = engine;
        this.origins = origins;
        this.sentBy = engine.continuations().current();
        this.ticket = new Ticket(engine.isDryRun(), settled -> settled());
        this.submission = engine.sender().open(ticket, sentBy != null);
    }

    /**
     * Reads a document that stands for itself: one message, an array, JSON Lines, or an envelope of them.
     *
     * @param document UTF-8; must not change any more
     * @param source   where it came from
     */
    public void read(byte[] document, S source) {
        read(document, "$", AudienceMessage.NOT_INDEXED, source);
    }

    /**
     * Reads a document that is part of something larger. Never throws for what it holds: what cannot be read is rejected in its
     * place. Waits while too many changes are on their way.
     *
     * @param document  UTF-8; must not change any more
     * @param container JSON path of what holds the document, {@code $} at the top
     * @param index     position of the document in the container, from 0, or {@link AudienceMessage#NOT_INDEXED}
     * @param source    where it came from
     */
    public void read(byte[] document, String container, int index, S source) {
        reading = document;
        try {
            engine.reader().read(document, 0, document.length, container, index, new MessageSink() {
                @Override
                public void message(AudienceMessage message) {
                    SyncSession.this.message(message, source);
                }

                @Override
                public void unreadable(UnreadableMessage message) {
                    SyncSession.this.unreadable(message, source);
                }
            });
        } finally {
            reading = null;
        }
    }

    /**
     * Takes a message that is read already.
     *
     * @param message the message, which knows where it stands
     * @param source  where it came from
     */
    public void message(AudienceMessage message, S source) {
        Verdict verdict;
        MembershipChange placed = null;
        try {
            verdict = engine.mapper().map(message, origins.overrides(source));
            if (verdict instanceof Verdict.Change change) {
                placed = placed(change.change(), message, source);
            }
        } catch (Throwable e) {
            add(ReadItem.notJudged(message, source, e));
            return;
        }
        if (verdict instanceof Verdict.Delete delete) {
            delete(message, source, delete);
            return;
        }
        add(
                placed == null
                        ? ReadItem.decided(message, source, verdict)
                        : ReadItem.submitted(message, source, submit(message, placed)));
    }

    /** Rule D36. What the ledger cannot tell now fails, and comes again. */
    private void delete(AudienceMessage message, S source, Verdict.Delete delete) {
        long now = engine.wallClock();
        List<OpenDeletion> deletions = new ArrayList<>();
        List<MembershipChange> exits = new ArrayList<>();
        try {
            for (PersonDeletion person : delete.people()) {
                OpenDeletion begun = engine.deletions().begin(person.arrivedAt(now));
                deletions.add(begun);
                exits.addAll(engine.deletions().exits(begun.person()));
            }
        } catch (Throwable e) {
            add(ReadItem.notJudged(message, source, e));
            return;
        }
        int from = changes.size();
        for (MembershipChange exit : exits) {
            submission.addDecided(exit);
            changes.add(exit);
        }
        add(ReadItem.deleted(message, source, new DeletedPerson(deletions, from, changes.size())));
    }

    /** With the place where the message stands; many of one body share its beginning. */
    private MembershipChange placed(MembershipChange change, AudienceMessage message, S source) {
        if (source != placedLast || place == null) {
            placedLast = source;
            place = origins.place(source);
            placedInFile = place != null && origins.isFile(source);
        }
        if (place == null) {
            return change;
        }
        boolean isElement = message.index() != AudienceMessage.NOT_INDEXED;
        boolean isOfBody = isElement && message.container().equals("$");
        long line = placedInFile && !isPacked(message.raw())
                ? lines.of(message.raw())
                : !placedInFile && isOfBody ? origins.lineOf(source, message.index()) : 0;
        if (line > 0) {
            return change.from(place, line);
        }
        return isElement || !message.container().equals("$")
                ? change.from(place, message.container(), message.index())
                : change.from(place);
    }

    private boolean isPacked(RawJson raw) {
        return reading != null && raw.document() != reading;
    }

    private void add(ReadItem<S> item) {
        items.add(isPacked(item.raw()) ? item.inString() : item);
    }

    private int submit(AudienceMessage message, MembershipChange change) {
        long now = engine.wallClock();
        MembershipChange arrived = change.arrivedAt(now);
        if (message.hasUnreadableTime()) {
            engine.unreadableTime();
            arrived = change.happenedAt(now);
        }
        engine.saw(arrived);
        int position = submission.add(arrived);
        changes.add(arrived);
        return position;
    }

    /**
     * Takes what is no message: it is rejected.
     *
     * @param message what was found, and where
     * @param source  where it came from
     */
    public void unreadable(UnreadableMessage message, S source) {
        add(ReadItem.unreadable(message, source));
    }

    /**
     * Notes that a body, or the part of it at this path, could not be read now: that says nothing about its content, and fails.
     *
     * @param path   JSON path of the part, {@code $} for all
     * @param cause  why
     * @param source where it came from
     */
    public void unread(String path, Exception cause, S source) {
        items.add(ReadItem.unread(path, source, cause));
    }

    /** Notes that reading broke off: what was read before is delivered all the same. */
    public void broken(Throwable cause) {
        if (broken == null) {
            broken = cause;
        } else if (broken != cause) {
            broken.addSuppressed(cause);
        }
    }

    /**
     * Ends the session without waiting.
     *
     * @return completed on a thread of the engine's continuations, or at once when all is settled. What is done there without
     *     a thread of its own counts as a continuation: it may open sessions of the same engine, and wait for them
     */
    public CompletableFuture<SyncResult<S>> end() {
        CompletableFuture<SyncResult<S>> future = new CompletableFuture<>();
        end(future::complete).ifPresent(future::complete);
        return future;
    }

    /**
     * Ends the session without waiting, for hosts that go on at once when there is nothing to wait for.
     *
     * @param whenSettled takes the result later, once, on a thread of the engine's continuations; not called if this returns a
     *     result
     * @return the result if all is settled already, else empty
     * @throws IllegalStateException when the session has ended before
     */
    public Optional<SyncResult<S>> end(Consumer<SyncResult<S>> whenSettled) {
        if (later != null) {
            throw new IllegalStateException("the session has ended");
        }
        later = whenSettled;
        try {
            submission.close();
        } catch (Throwable e) {
            broken(e);
        }
        return phase.compareAndSet(Phase.READING, Phase.WAITING) ? Optional.empty() : Optional.of(result());
    }

    /** Ends the session if nobody has: what was read is delivered, and nobody is told. */
    @Override
    public void close() {
        if (later == null) {
            end(result -> {});
        }
    }

    /** On whatever thread settles the last change, or on that which ends the session. */
    private void settled() {
        if (!phase.compareAndSet(Phase.READING, Phase.SETTLED)) {
            engine.complete(ticket.size(), sentBy, () -> later.accept(result()));
        }
    }

    /** Never throws: somebody waits for it. */
    private SyncResult<S> result() {
        List<MembershipChange> accepted = List.of();
        SyncResult<S> result;
        try {
            Settlement[] settlements = ticket.settlements();
            accepted = accepted(settlements);
            result = result(settlements, accepted);
        } catch (Throwable e) {
            SyncReport unknown = new SyncReport(List.of(), ticket.requests(), null, List.of(), engine.isDryRun());
            result = new SyncResult<>(unknown, List.of(), List.of(), List.of(), e, accepted);
        }
        try {
            engine.reported(result.report());
        } catch (Throwable e) {
            LastResort.report(e);
        }
        return result;
    }

    private List<MembershipChange> accepted(Settlement[] settlements) {
        List<MembershipChange> accepted = new ArrayList<>(changes.size());
        for (int position = 0; position < changes.size(); position++) {
            Settlement settlement = settlements[position];
            if (settlement instanceof Settlement.Accepted || settlement instanceof Settlement.Superseded) {
                accepted.add(changes.get(position));
            }
        }
        return accepted;
    }

    /** Tells of the people who have left everything, after the last of their exits. */
    private void deleted(List<SyncReport.Item> reported) {
        int number = 0;
        for (ReadItem<S> item : items) {
            if (item.deleted() != null
                    && SyncReport.DELETED.equals(reported.get(number).reason())) {
                engine.deleted(item.deleted());
            }
            number++;
        }
    }

    private SyncResult<S> result(Settlement[] settlements, List<MembershipChange> accepted) {
        ResultOfItems<S> result = new ResultOfItems<>(origins, items.size());
        for (ReadItem<S> item : items) {
            if (item.unread() != null) {
                result.unread(item);
            } else if (item.deleted() != null) {
                result.deleted(item, settlements);
            } else if (item.isSubmitted()) {
                result.settled(item, settlements[item.position()]);
            } else {
                result.decided(item);
            }
        }
        deleted(result.items());
        SyncReport report = new SyncReport(
                result.items(),
                ticket.requests(),
                result.requestId(),
                ticket.keptRequests().stream().map(engine::render).toList(),
                engine.isDryRun());
        return new SyncResult<>(report, result.rejections(), result.failures(), result.unread(), broken, accepted);
    }
}
