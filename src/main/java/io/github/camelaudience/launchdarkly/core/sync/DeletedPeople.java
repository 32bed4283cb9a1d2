package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.deletion.Deletions;
import io.github.camelaudience.launchdarkly.core.deletion.OpenDeletion;
import io.github.camelaudience.launchdarkly.core.deletion.RejectedCopies;
import io.github.camelaudience.launchdarkly.core.delivery.BatchSender;
import io.github.camelaudience.launchdarkly.core.delivery.LastResort;
import io.github.camelaudience.launchdarkly.core.delivery.Submission;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Carries deletions on after their sessions (rule D36): removes the rejected messages of who was deleted, looks once a minute at those
 * whose late messages have all come, and tells of events.
 */
final class DeletedPeople {

    private static final long LOOK_SECONDS = 60;

    private final Deletions deletions;
    private final RejectedCopies copies;
    private final Executor workers;
    private final Consumer<AudienceEvent> listener;
    private final LongSupplier wallClock;

    private final Queue<OpenDeletion> withCopies = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private BatchSender sender;

    DeletedPeople(
            Deletions deletions,
            RejectedCopies copies,
            Executor workers,
            Consumer<AudienceEvent> listener,
            LongSupplier wallClock) {
        this.deletions = deletions;
        this.copies = copies;
        this.workers = workers;
        this.listener = listener;
        this.wallClock = wallClock;
    }

    Deletions deletions() {
        return deletions;
    }

    /** Knows what is noted before the first message comes, and looks every minute. While the ledger cannot be read nothing is sent. */
    void start(ScheduledExecutorService alarm, BatchSender through) {
        sender = through;
        try {
            deletions.reload();
        } catch (RuntimeException e) {
            LastResort.report(e);
        }
        lookSoon();
        alarm.scheduleWithFixedDelay(this::lookSoon, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** All exits of a person were settled. */
    void left(DeletedPerson person) {
        int audiences = person.to() - person.from();
        for (OpenDeletion deletion : person.deletions()) {
            tell(
                    AudienceEvent.Type.PERSON_DELETED,
                    deletion,
                    "a deleted person has left " + audiences + " audiences; receipt " + deletion.receipt(),
                    Map.of("receipt", deletion.receipt(), "audiences", audiences));
            if (!copies.isEmpty()) {
                withCopies.add(deletion);
            }
        }
        if (!withCopies.isEmpty()) {
            lookSoon();
        }
    }

    /** Files and ledger are not waited for by whoever rings the alarm. */
    private void lookSoon() {
        try {
            workers.execute(this::look);
        } catch (RejectedExecutionException e) {
            // the engine has stopped; what is noted is looked at when one starts again
        }
    }

    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return; // whoever looks takes what has come meanwhile
        }
        try {
            removeCopies();
            List<OpenDeletion> concludedElsewhere = deletions.reload();
            if (!copies.isEmpty() && withCopies.addAll(concludedElsewhere)) {
                removeCopies();
            }
            for (OpenDeletion due : deletions.due()) {
                conclude(due);
            }
        } catch (RuntimeException e) {
            LastResort.report(e);
        } finally {
            looking.set(false);
        }
    }

    private void removeCopies() {
        for (int left = withCopies.size(); left > 0; left--) {
            OpenDeletion deletion = withCopies.poll();
            if (deletion != null && !isWithoutCopies(deletion)) {
                withCopies.add(deletion);
            }
        }
    }

    private boolean isWithoutCopies(OpenDeletion deletion) {
        try {
            copies.remove(deletion.person().contextKey());
            return true;
        } catch (Exception e) {
            tell(
                    AudienceEvent.Type.DELETION_DELAYED,
                    deletion,
                    "rejected messages of a deleted person cannot be removed, which is tried again in a minute; receipt "
                            + deletion.receipt() + ": " + e.getMessage(),
                    Map.of("receipt", deletion.receipt()));
            return false;
        }
    }

    private void conclude(OpenDeletion due) {
        if (!isWithoutCopies(due)) {
            return;
        }
        List<MembershipChange> again = deletions.conclude(due);
        if (again.isEmpty()) {
            if (deletions.isOpen(due)) {
                return; // in a minute
            }
            tell(
                    AudienceEvent.Type.PERSON_FORGOTTEN,
                    due,
                    "a deleted person was removed from the ledger; receipt " + due.receipt(),
                    Map.of("receipt", due.receipt()));
            return;
        }
        Ticket ticket = new Ticket(settled -> {});
        try (Submission submission = sender.open(ticket)) {
            again.forEach(submission::addDecided);
        }
    }

    private void tell(AudienceEvent.Type type, OpenDeletion deletion, String text, Map<String, Object> details) {
        listener.accept(new AudienceEvent(
                type,
                Instant.ofEpochMilli(wallClock.getAsLong()),
                deletion.person().environment(),
                null,
                deletion.person().contextKind(),
                text,
                details));
    }
}
