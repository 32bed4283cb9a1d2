package io.github.camelaudience.server.page;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import io.github.camelaudience.launchdarkly.core.sync.SyncSession;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends rejected messages again through the endpoint that rejected them, in the order in which they came, and removes those that are
 * accepted or no longer needed. What is rejected again, or not delivered, stays. One run at a time. Thread-safe.
 */
final class Replay {

    /** Tells how a message ended. */
    enum End {
        /** LaunchDarkly accepted all that it says, and it is kept no longer. */
        APPLIED("applied"),
        /** Something newer, or the same, was accepted before: it is kept no longer. */
        NOT_NEEDED("not needed any more"),
        /** It is skipped for another reason, and stays. */
        SKIPPED("skipped"),
        /** It is rejected as before, and stays. */
        REJECTED_AGAIN("rejected again"),
        /** It could not be delivered now, and stays. */
        NOT_DELIVERED("not delivered"),
        /** Nothing was sent because of {@code dryRun}, and it stays. */
        ONLY_TRIED("only tried (dry run)"),
        /** It is not there any more. */
        GONE("gone");

        private final String words;

        End(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * Tells what became of one message.
     *
     * @param id     what a form names it by
     * @param end    how it ended
     * @param reason why, in a word or a sentence without identifiers of people; may be blank
     * @param at     when
     */
    record Fate(String id, End end, String reason, Instant at) {}

    /**
     * Tells how far the last run is.
     *
     * @param running whether it is under way
     * @param total   how many messages it has
     * @param ends    how many ended so
     * @param stopped why it ended before the last message, or {@code null}
     * @param newest  what became of the last ones, of earlier runs too, the last first
     */
    record Progress(boolean running, int total, Map<End, Integer> ends, String stopped, List<Fate> newest) {

        int done() {
            return ends.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int CHUNK = 50;
    private static final int TOLD = 20;
    private static final long LARGEST = 64L * 1024 * 1024;
    private static final long MORE_MILLIS = 60_000;
    private static final Set<String> NO_LONGER_NEEDED = Set.of(SkipReason.STALE.name(), SkipReason.DUPLICATE.name());

    private final RejectedMessages rejected;
    private final ExecutorService thread;
    private final Deque<Fate> fates = new ArrayDeque<>();
    private final Map<End, Integer> ends = new EnumMap<>(End.class);
    private boolean running;
    private int total;
    private String stopped;

    /** Sends on this thread, which is one. */
    Replay(RejectedMessages rejected, ExecutorService thread) {
        this.rejected = rejected;
        this.thread = thread;
    }

    /**
     * Begins to send these messages again.
     *
     * @return done when the run is over; empty if another is under way
     */
    synchronized Optional<CompletableFuture<Void>> start(List<String> ids, LaunchDarklyAudienceEndpoint endpoint) {
        if (running) {
            return Optional.empty();
        }
        running = true;
        total = ids.size();
        ends.clear();
        stopped = null;
        return Optional.of(CompletableFuture.runAsync(() -> run(List.copyOf(ids), endpoint), thread));
    }

    synchronized Progress progress() {
        Map<End, Integer> counts = new EnumMap<>(End.class);
        counts.putAll(ends);
        return new Progress(running, total, counts, stopped, List.copyOf(fates));
    }

    private void run(List<String> ids, LaunchDarklyAudienceEndpoint endpoint) {
        String why = null;
        try {
            for (int from = 0; from < ids.size() && why == null; from += CHUNK) {
                why = send(ids.subList(from, Math.min(ids.size(), from + CHUNK)), endpoint);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "the server stops";
        } catch (Exception | Error e) {
            LOG.error("Sending rejected messages again broke off", e);
            why = e.toString();
        } finally {
            end(why);
        }
    }

    private synchronized void end(String why) {
        running = false;
        stopped = why;
        LOG.info(
                "Sent {} of {} rejected messages again: {}{}",
                progress().done(),
                total,
                ends,
                why == null ? "" : ", ended because " + why);
    }

    /** Why the others are not sent, or {@code null}: when nothing of a chunk is delivered, the next would not be either. */
    private String send(List<String> ids, LaunchDarklyAudienceEndpoint endpoint) throws InterruptedException {
        EndpointRuntime runtime = endpoint.delivery();
        if (runtime == null) {
            return "the endpoint does not run";
        }
        List<Sent> chunk = new ArrayList<>();
        for (String id : ids) {
            chunk.add(send(id, runtime.engine()));
        }
        long patience = endpoint.getConfiguration().getRetryTimeout() + MORE_MILLIS;
        int delivered = 0;
        for (Sent sent : chunk) {
            Fate fate = fate(sent, patience);
            note(fate);
            delivered += fate.end == End.NOT_DELIVERED ? 0 : 1;
        }
        return delivered == 0 ? "LaunchDarkly does not accept now" : null;
    }

    private record Sent(String id, Path file, CompletableFuture<SyncResult<String>> result, Exception unread) {}

    private Sent send(String id, SyncEngine engine) {
        Optional<Path> file = rejected.find(id);
        if (file.isEmpty()) {
            return new Sent(id, null, null, null);
        }
        try {
            if (Files.size(file.get()) > LARGEST) {
                throw new IOException("it is larger than any message");
            }
            byte[] message = Files.readAllBytes(file.get());
            try (SyncSession<String> session = engine.open()) {
                session.read(message, id);
                return new Sent(id, file.get(), session.end(), null);
            }
        } catch (Exception e) {
            return new Sent(id, file.get(), null, e);
        }
    }

    private static Fate fate(Sent sent, long patience) throws InterruptedException {
        if (sent.file == null) {
            return new Fate(sent.id, End.GONE, "", Instant.now());
        }
        if (sent.unread != null) {
            return new Fate(
                    sent.id, End.NOT_DELIVERED, "its file cannot be read: " + sent.unread.getMessage(), Instant.now());
        }
        try {
            Fate fate = fate(sent.id, sent.result.get(patience, TimeUnit.MILLISECONDS));
            if (fate.end == End.APPLIED || fate.end == End.NOT_NEEDED) {
                Files.deleteIfExists(sent.file);
            }
            return fate;
        } catch (TimeoutException e) {
            return new Fate(sent.id, End.NOT_DELIVERED, "no answer in time", Instant.now());
        } catch (ExecutionException e) {
            return new Fate(sent.id, End.NOT_DELIVERED, e.getCause().toString(), Instant.now());
        } catch (IOException e) {
            return new Fate(sent.id, End.APPLIED, "its file cannot be removed: " + e, Instant.now());
        }
    }

    private static Fate fate(String id, SyncResult<String> result) {
        SyncReport report = result.report();
        End end = end(result);
        return new Fate(id, end, reason(end, report), Instant.now());
    }

    private static End end(SyncResult<?> result) {
        SyncReport report = result.report();
        if (!result.isComplete()) {
            return End.NOT_DELIVERED;
        }
        if (report.count(SyncReport.Result.REJECTED) > 0 || report.items().isEmpty()) {
            return End.REJECTED_AGAIN;
        }
        if (report.dryRun()) {
            return End.ONLY_TRIED;
        }
        boolean needed = report.items().stream()
                .filter(item -> item.result() == SyncReport.Result.SKIPPED)
                .anyMatch(item -> !NO_LONGER_NEEDED.contains(item.reason()));
        return needed ? End.SKIPPED : report.changes() > 0 ? End.APPLIED : End.NOT_NEEDED;
    }

    private static String reason(End end, SyncReport report) {
        SyncReport.Result of =
                switch (end) {
                    case REJECTED_AGAIN -> SyncReport.Result.REJECTED;
                    case NOT_DELIVERED -> SyncReport.Result.FAILED;
                    case SKIPPED, NOT_NEEDED -> SyncReport.Result.SKIPPED;
                    case APPLIED, ONLY_TRIED, GONE -> SyncReport.Result.ACCEPTED;
                };
        return report.items().stream()
                .filter(item -> item.result() == of && item.reason() != null)
                .map(item -> item.reason() + " at " + item.path())
                .findFirst()
                .orElse("");
    }

    private synchronized void note(Fate fate) {
        ends.merge(fate.end, 1, Integer::sum);
        fates.addFirst(fate);
        if (fates.size() > TOLD) {
            fates.removeLast();
        }
    }
}
