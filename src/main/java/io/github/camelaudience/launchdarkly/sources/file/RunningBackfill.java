package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.exchange.MessagePlace;
import io.github.camelaudience.launchdarkly.sources.file.BackfillFigures.State;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on its way, chunk by chunk in order: one is in hand, at most one more is read. A chunk counts as accepted when
 * {@link #accepted} was called for it, and the next one is not handed out before.
 */
final class RunningBackfill implements Iterator<List<byte[]>>, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);
    private static final int SHOWN = 3;
    private static final long MARK_MILLIS = 1000;

    private final Exchange exchange;
    private final AudienceFile file;
    private final WorkFolder workFolder;
    private final CheckpointFiles sideFiles;
    private final FileReading reading;
    private final OncePer log;
    private final int chunkSize;
    private final LongSupplier clock;
    private final long logMillis;
    private final Checkpoint first;
    private final long firstStored;
    private final long begunAt;

    private Checkpoint mark;
    private Chunk ahead;
    private Chunk inHand;
    private boolean exhausted;
    private boolean lookedAhead;
    private boolean stopping;
    private long markedAt;
    private long loggedAt;
    private volatile BackfillFigures figures;

    RunningBackfill(Exchange exchange, AudienceFile file, WorkFolder workFolder, Backfill options, LongSupplier clock)
            throws IOException {
        this.exchange = exchange;
        this.file = file;
        this.workFolder = workFolder;
        this.log = options.log();
        this.sideFiles = kept(() -> workFolder.of(file.name()));
        this.chunkSize = options.getChunkSize();
        this.clock = clock;
        this.logMillis = options.getLogSeconds() * 1000L;
        this.reading = FileReading.open(file, options.getMaxDocumentSize(), options.getCsv());
        try {
            this.first = kept(this::begin);
        } catch (IOException | RuntimeException e) {
            reading.close();
            throw e;
        }
        this.mark = first;
        // of the chunk that is in hand whenever it is asked
        exchange.setProperty(MessagePlace.LINES, (IntToLongFunction) this::lineOf);
        this.firstStored = reading.stored();
        this.begunAt = clock.getAsLong();
        this.loggedAt = begunAt;
        this.markedAt = begunAt;
        show(State.RUNNING, firstStored, null);
    }

    private interface Keeping<T> {
        T run() throws IOException;
    }

    /** Whether that could be done is what the health check tells. */
    private <T> T kept(Keeping<T> keeping) throws IOException {
        try {
            T result = keeping.run();
            workFolder.worked();
            return result;
        } catch (IOException e) {
            workFolder.failed(e);
            throw e;
        }
    }

    private Checkpoint begin() throws IOException {
        Checkpoint top = Checkpoint.top(file, reading.digest(), sideFiles.rejectedBytes());
        Checkpoint saved = sideFiles.hasMark() ? sideFiles.load() : top;
        if (saved != null && saved != top && saved.isOfSameFile(top)) {
            sideFiles.cutRejected(saved.rejectedBytes());
            skipTo(saved);
            log.say(
                    file.name() + "goes on",
                    more -> LOG.info("{}: continues after line {}", file.name(), saved.line()));
            return saved;
        }
        if (saved == top) {
            log.say(file.name() + "begins", more -> LOG.info("{}: started", file.name()));
        } else {
            LOG.warn("{}: starts at the top, because it is not the file that was left half done", file.name());
        }
        sideFiles.save(top);
        return top;
    }

    private void skipTo(Checkpoint saved) {
        try {
            reading.skipTo(saved);
        } catch (IOException e) {
            throw new UnusableFileException("before line " + saved.line() + ": " + WorkFolder.words(e), e);
        }
    }

    /** Asked once more after a failure, by a split that clears up, it has nothing any more. */
    @Override
    public boolean hasNext() {
        if (exchange.getException() != null) {
            return false;
        }
        if (inHand != null && lookedAhead) {
            throw notAccepted();
        }
        lookedAhead = true;
        if (ahead == null && !exhausted) {
            ahead = read();
            exhausted = ahead == null;
        }
        return ahead != null;
    }

    private Chunk read() {
        try {
            return reading.next(chunkSize);
        } catch (IOException e) {
            throw new UnusableFileException(
                    file.name() + ": behind line " + mark.line() + ": " + WorkFolder.words(e), e);
        } catch (UnusableFileException e) {
            throw new UnusableFileException(file.name() + ": " + e.getMessage(), e);
        }
    }

    /** The exchange must fail, whoever catches this: otherwise the file would be moved. */
    private IllegalStateException notAccepted() {
        IllegalStateException problem = new IllegalStateException(file.name()
                + ": the chunk before was not accepted. Call 'accepted' after each; the split must stream, stop on"
                + " exceptions, and not be parallel, and no error handler may handle a failed delivery");
        exchange.setException(problem);
        return problem;
    }

    @Override
    public List<byte[]> next() {
        if (inHand != null) {
            throw notAccepted();
        }
        if (stopping) {
            throw new RejectedExecutionException(
                    file.name() + ": Camel is stopping; continues after line " + mark.line() + ", after its start");
        }
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        inHand = ahead;
        ahead = null;
        lookedAhead = false;
        return inHand.messages();
    }

    /** What is in hand is accepted. The mark on disk follows about once a second: what comes again does no harm. */
    void accepted(Exchange part) {
        if (inHand == null) {
            throw new IllegalStateException(file.name() + ": no chunk is in hand");
        }
        SyncReport report = part.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        if (report == null && !inHand.messages().isEmpty()) {
            throw new IllegalStateException(file.name() + ": the chunk was not sent to launchdarkly-audience");
        }
        try {
            kept(() -> keep(part, report));
        } catch (IOException e) {
            throw new UnusableFileException(
                    file.name() + ": it cannot be kept how far it is: " + WorkFolder.words(e), e);
        }
        long now = clock.getAsLong();
        if (now - loggedAt >= logMillis) {
            loggedAt = now;
            LOG.info("{}: {}", file.name(), figures.progress());
        }
    }

    private Checkpoint keep(Exchange part, SyncReport report) throws IOException {
        List<RejectedRow> rejected = rejected(part, report);
        warn(rejected);
        RowCounts more = new RowCounts(
                inHand.rows(),
                report == null ? 0 : report.changes(),
                report == null ? 0 : report.count(SyncReport.Result.SKIPPED),
                rejected.size());
        Map<String, Long> reasons = reasons(report, rejected);
        mark = mark.after(inHand, mark.counts().plus(more), reasons, sideFiles.appendRejected(rejected));
        show(State.RUNNING, inHand.stored(), null);
        inHand = null;
        stopping = part.getContext().isStopping();
        long now = clock.getAsLong();
        if (now - markedAt >= MARK_MILLIS) {
            markedAt = now;
            sideFiles.save(mark);
        }
        return mark;
    }

    private Map<String, Long> reasons(SyncReport report, List<RejectedRow> rejected) {
        Map<String, Long> reasons = new TreeMap<>(mark.reasons());
        if (report != null) {
            report.items().stream()
                    .filter(item -> item.result() == SyncReport.Result.SKIPPED)
                    .forEach(item -> reasons.merge(item.reason(), 1L, Long::sum));
        }
        rejected.forEach(row -> reasons.merge(row.reason(), 1L, Long::sum));
        return reasons;
    }

    /** In the order of their lines. */
    private List<RejectedRow> rejected(Exchange part, SyncReport report) {
        List<RejectedRow> rejected = new ArrayList<>();
        inHand.unusable().forEach(row -> rejected.add(RejectedRow.of(row, reading.messages())));
        if (report != null && report.count(SyncReport.Result.REJECTED) > 0) {
            Exception caught = part.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            if (caught instanceof RejectedMessagesException e) {
                for (RejectedMessage message : e.getRejected()) {
                    rejected.add(RejectedRow.of(row(message.path()), reading.messages(), message));
                }
            } else {
                report.items().stream()
                        .filter(item -> item.result() == SyncReport.Result.REJECTED)
                        .forEach(item -> rejected.add(RejectedRow.of(row(item.path()), reading.messages(), item)));
            }
        }
        rejected.sort(Comparator.comparingLong(RejectedRow::line));
        return rejected;
    }

    /** Without detail: what LaunchDarkly says may quote a context key. */
    private void warn(List<RejectedRow> rejected) {
        if (!rejected.isEmpty()) {
            String shown = rejected.stream()
                    .limit(SHOWN)
                    .map(row -> row.reason() + " at " + row.path() + " in line " + row.line())
                    .collect(Collectors.joining(", "));
            String more = rejected.size() > SHOWN ? " and " + (rejected.size() - SHOWN) + " more" : "";
            LOG.warn("{}: rejected: {}{}; see {}", file.name(), shown, more, sideFiles.rejected());
        }
    }

    private long lineOf(int index) {
        return inHand == null || index >= inHand.sent().size()
                ? 0
                : inHand.sent().get(index).line();
    }

    private Row row(String path) {
        return inHand.sent().get(RejectedRow.index(path));
    }

    /** The exchange of the file ended well: it is about to be moved. */
    void completed() {
        close();
        if (inHand != null || ahead != null || !exhausted) {
            LOG.error("{}: the route ended before all of it was accepted; the rest is read again", file.name());
            stopped(null);
            return;
        }
        try {
            sideFiles.forget();
        } catch (IOException e) {
            workFolder.failed(e);
            LOG.warn("{}: its file in .progress cannot be deleted: {}", file.name(), WorkFolder.words(e));
        }
        show(State.DONE, file.size() == AudienceFile.UNKNOWN ? reading.stored() : file.size(), null);
        LOG.info("{}: {}", file.name(), figures.summary());
        if (mark.counts().rows() > 0 && mark.counts().changes() == 0) {
            LOG.warn(
                    "{}: none of its {} rows changed anything: {}",
                    file.name(),
                    mark.counts().rows(),
                    whyNone());
        }
    }

    private String whyNone() {
        return mark.reasons().isEmpty()
                ? "they hold no message"
                : new TreeMap<>(mark.reasons())
                        .entrySet().stream()
                                .map(reason -> reason.getValue() + " " + reason.getKey())
                                .collect(Collectors.joining(", "));
    }

    /** The exchange of the file failed: it stays. */
    void stopped(Exception cause) {
        close();
        String problem = cause == null ? null : problem(cause);
        String where = file.name() + ": stopped behind line " + mark.line() + " and stays: " + problem;
        try {
            kept(() -> {
                sideFiles.save(mark);
                return mark;
            });
        } catch (IOException e) {
            where += "; its file in .progress cannot be written, so more of it will come again: " + WorkFolder.words(e);
        }
        show(State.STOPPED, figures.stored(), problem);
        String line = where;
        log.say(line, more -> {
            if (cause instanceof RejectedExecutionException) {
                LOG.info("{}{}", line, more);
            } else {
                LOG.warn("{}{}", line, more);
            }
        });
    }

    /** Of others only their names: their messages may quote identifiers of people. */
    private String problem(Exception exception) {
        Throwable cause = exception;
        while (cause.getCause() != null && cause.getClass() == CamelExchangeException.class) {
            cause = cause.getCause();
        }
        if (cause instanceof UnusableFileException || cause instanceof RejectedExecutionException) {
            String prefix = file.name() + ": ";
            String message = String.valueOf(cause.getMessage());
            return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        }
        return cause instanceof DeliveryFailedException
                ? cause.getClass().getSimpleName() + ": " + cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    BackfillFigures figures() {
        return figures;
    }

    private void show(State state, long stored, String problem) {
        figures = new BackfillFigures(
                file.name(),
                state,
                mark.counts(),
                first.line(),
                mark.counts().rows() - first.counts().rows(),
                clock.getAsLong() - begunAt,
                file.size(),
                firstStored,
                stored,
                problem);
    }

    @Override
    public void close() {
        try {
            reading.close();
        } catch (IOException e) {
            LOG.debug("{}: cannot be closed", file.name(), e);
        }
    }
}
