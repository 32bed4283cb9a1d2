package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a file of audience messages through a route in chunks, whatever its size: as the expression of a {@code split}
 * it gives the chunks of the file in the exchange that are not accepted yet, each a list of JSON documents.
 *
 * <pre>{@code
 * .split(backfill).streaming().stopOnException()
 *     .doTry().to("launchdarkly-audience:...").doCatch(RejectedMessagesException.class).end()
 *     .bean(backfill, "accepted")
 * }</pre>
 *
 * <p>Files named {@code .csv} or {@code .csv.gz} are CSV, {@code .json} is one document unless it is JSON Lines,
 * {@code .rejected} holds rows that were rejected before, everything else is JSON Lines; gzip is known by its first bytes.
 * Text is in the charset that Camel names for the exchange, else in UTF-8. How far a file is accepted is kept in
 * {@code .progress} of the work folder, rows that cannot be applied in {@code rejected}.
 *
 * <p>A file that cannot be taken now fails its exchange each time it is read. The log says why, without a stack trace and
 * at most once a minute: let the route's own error handler be silent. A health check is down while nothing can be kept in
 * the work folder.
 *
 * <p>One bean may serve several files at a time if their names differ.
 */
public final class Backfill implements Expression, CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);
    private static final String RUNNING = "CamelLaunchDarklyAudienceBackfill";

    private final LongSupplier clock;
    private final CsvColumns csv = new CsvColumns();
    private final OncePer log;
    private final RestingFiles resting;
    private CamelContext context;
    private WorkFolder workFolder;
    private int chunkSize = 5000;
    private int maxDocumentSize = 16 * 1024 * 1024;
    private int logSeconds = 10;

    public Backfill() {
        this(() -> System.nanoTime() / 1_000_000);
    }

    /** The clock counts milliseconds and never goes back. */
    Backfill(LongSupplier clock) {
        this.clock = clock;
        this.log = new OncePer(OncePer.MINUTE, clock);
        this.resting = new RestingFiles(OncePer.MINUTE, clock);
    }

    @Override
    public void init(CamelContext camelContext) {
        setCamelContext(camelContext);
    }

    @Override
    public synchronized void setCamelContext(CamelContext camelContext) {
        boolean known = context != null;
        context = camelContext;
        if (!known && workFolder != null) {
            BackfillHealthCheck.register(context, workFolder);
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public <T> T evaluate(Exchange exchange, Class<T> type) {
        return type.cast(chunks(exchange));
    }

    private RunningBackfill chunks(Exchange exchange) {
        Objects.requireNonNull(workFolder, "workFolder");
        AudienceFile file = file(exchange);
        BackfillRegistry board = BackfillRegistry.of(exchange.getContext());
        RunningBackfill running;
        try {
            running = new RunningBackfill(exchange, file, workFolder, this, clock);
        } catch (UnusableFileException | IOException e) {
            String problem = e instanceof IOException io ? WorkFolder.words(io) : e.getMessage();
            resting.add(file);
            log.say(
                    file.name() + problem,
                    more -> LOG.warn("{}: left in the folder: {}{}", file.name(), problem, more));
            throw new UnusableFileException(file.name() + ": " + problem, e);
        }
        board.begun(running);
        exchange.setProperty(RUNNING, running);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                running.completed();
                board.ended(running, running.figures());
            }

            @Override
            public void onFailure(Exchange failed) {
                running.stopped(failed.getException());
                if (failed.getException() instanceof UnusableFileException) {
                    resting.add(file);
                }
                board.ended(running, running.figures());
            }
        });
        return running;
    }

    private AudienceFile file(Exchange exchange) {
        try {
            return AudienceFile.of(exchange);
        } catch (UnusableFileException e) {
            log.say(e.getMessage(), more -> LOG.warn("A file is left in the folder: {}{}", e.getMessage(), more));
            throw e;
        }
    }

    /**
     * Notes that the chunk in the exchange is accepted: its changes by LaunchDarkly, and its broken rows by the file of
     * rejected rows, which this writes. Belongs behind the endpoint, in the same split.
     */
    public void accepted(Exchange exchange) {
        RunningBackfill running = exchange.getProperty(RUNNING, RunningBackfill.class);
        if (running == null) {
            throw new IllegalStateException("'accepted' belongs in the split over a file");
        }
        running.accepted(exchange);
    }

    /**
     * Tells whether a file is to be read: not if it could not be taken less than a minute ago and is what it was. For a
     * {@code filterFile} of the consumer, which would hand it over at every poll.
     */
    public boolean isDue(Exchange exchange) {
        Message message = exchange.getMessage();
        return !resting.isResting(
                message.getHeader(Exchange.FILE_NAME, String.class),
                message.getHeader(Exchange.FILE_LENGTH, AudienceFile.UNKNOWN, Long.class),
                message.getHeader(Exchange.FILE_LAST_MODIFIED, AudienceFile.UNKNOWN, Long.class));
    }

    /**
     * Sets the folder of {@code .progress} and {@code rejected}. Two routes never share one, unless the names of files
     * differ.
     */
    public synchronized void setWorkFolder(String folder) {
        workFolder = new WorkFolder(Path.of(folder));
        if (context != null) {
            BackfillHealthCheck.register(context, workFolder);
        }
    }

    OncePer log() {
        return log;
    }

    /** Sets the most rows of a chunk; 5,000 by default. */
    public void setChunkSize(int rows) {
        chunkSize = positive("chunkSize", rows);
    }

    public int getChunkSize() {
        return chunkSize;
    }

    /**
     * Sets the most bytes of one row, or of a {@code .json} document, unpacked; 16 MiB by default, of CSV rows 64 KiB at
     * most.
     */
    public void setMaxDocumentSize(int bytes) {
        maxDocumentSize = positive("maxDocumentSize", bytes);
    }

    public int getMaxDocumentSize() {
        return maxDocumentSize;
    }

    /** Sets how often, in seconds, the log tells how far a file is; 10 by default. */
    public void setLogSeconds(int seconds) {
        logSeconds = positive("logSeconds", seconds);
    }

    public int getLogSeconds() {
        return logSeconds;
    }

    /** Returns what the columns of CSV files mean, to be set there. */
    public CsvColumns getCsv() {
        return csv;
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive but was: " + value);
        }
        return value;
    }
}
