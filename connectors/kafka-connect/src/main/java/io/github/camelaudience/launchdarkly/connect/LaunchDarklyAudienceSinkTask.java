package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.json.JsonValueWriter;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.settings.OptionAdvice;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import io.github.camelaudience.launchdarkly.core.sync.SyncSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;

/**
 * Applies the messages of records. The records of one {@link #put} are one session; many are under way at a time, and {@link
 * #preCommit} gives the offsets of what is complete: accepted, skipped, or rejected and reported. What could not be delivered is read
 * again from its offset on after a pause, and meanwhile its partition is paused; nothing is lost, and nothing is tried without a pause.
 */
public final class LaunchDarklyAudienceSinkTask extends SinkTask {

    private static final Logger LOG = ComponentLog.LOG;

    /** How long a put waits for room, and how soon it is called again while something is under way: a stop waits no longer. */
    private static final long PATIENCE_MILLIS = 250;
    /** What a commit that Kafka Connect wants waits for what is under way: the last one before partitions go has no other chance. */
    private static final long LAST_COMMIT_MILLIS = 2_000;
    /** What closing partitions waits for; with the commit before, less than {@code task.shutdown.graceful.timeout.ms} by default. */
    private static final long CLOSE_MILLIS = 2_000;
    /** How often offsets are committed while there is always something under way. */
    private static final long COMMIT_MILLIS = 5_000;
    /** Pauses after failures, which delivery itself has tried for long enough, or which wait for someone. */
    private static final long LEAST_PAUSE_MILLIS = 1_000;

    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final LongSupplier clock = SharedLimits.CLOCK;
    private final RecordsUnderWay underWay = new RecordsUnderWay();
    private final OncePer minute = new OncePer(OncePer.MINUTE, clock);

    private SinkOptions options;
    private SinkEngine engine;
    private Rejections rejections;
    private SinkFigures figures;
    private final Set<TopicPartition> owned = new HashSet<>();
    private Set<TopicPartition> paused = new HashSet<>();
    /** Kafka Connect pauses again what was paused when it went, if it comes back: only saying it anew is sure. */
    private boolean pausesUnknown;

    private RuntimeException fatal;
    private boolean commitRequested;
    private boolean progressed;
    private long lastRequest;

    /** Makes a task that is not started. */
    public LaunchDarklyAudienceSinkTask() {
        // Kafka Connect wants one without parameters
    }

    @Override
    public String version() {
        return ConnectorVersion.VALUE;
    }

    /**
     * Starts.
     *
     * @throws ConnectException when the configuration is wrong, or {@code verifyOnStart} finds the credentials to be
     */
    @Override
    public void start(Map<String, String> given) {
        options = SinkOptions.of(given);
        engine = new SinkEngine(options);
        OptionAdvice.of(options.engine()).stream()
                .filter(advice -> !advice.startsWith("retryTimeout")) // a put does not wait for it
                .forEach(LOG::warn);
        if (options.engine().isVerifyOnStart()) {
            engine.verify();
        }
        rejections = new Rejections(reporter(), options.skipsRejected(), clock);
        figures = new SinkFigures(options, () -> engine.observers().figures(engine.current()), rejections::reported);
        lastRequest = clock.getAsLong();
    }

    /** Workers before 2.6 have none. */
    private ErrantRecordReporter reporter() {
        try {
            return context.errantRecordReporter();
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            return null;
        }
    }

    /**
     * Takes records. Waits a moment when there is much under way, and pauses the partitions as long as there is.
     *
     * @throws ConnectException when a record is rejected and nobody takes it, or what took it failed
     */
    @Override
    public void put(Collection<SinkRecord> records) {
        underWay.sought();
        settle();
        List<SinkRecord> fresh = underWay.fresh(records);
        if (!fresh.isEmpty() && fatal == null) {
            underWay.add(submit(fresh));
        }
        if (isFull()) {
            underWay.awaitOldest(PATIENCE_MILLIS);
        }
        settle();
        if (fatal != null) {
            throw fatal;
        }
        goOn();
        if (!underWay.isIdle()) {
            context.timeout(PATIENCE_MILLIS);
        }
        requestCommit();
        figures.standsAt(underWay.size(), underWay.waiting().size());
    }

    private RecordBatch submit(List<SinkRecord> records) {
        SyncSession<SinkRecord> session = engine.running().open(Position.ORIGINS);
        try {
            for (SinkRecord each : records) {
                read(each, session);
            }
        } catch (Throwable e) {
            session.broken(e);
        }
        return new RecordBatch(records, session.end());
    }

    private void read(SinkRecord kafka, SyncSession<SinkRecord> session) {
        if (kafka.value() == null) {
            figures.tombstone();
            return;
        }
        byte[] json;
        try {
            json = RecordJson.bytes(kafka.value(), kafka.valueSchema());
        } catch (JsonValueWriter.UnwritableException e) {
            refuse(
                    e.isTooDeep() ? RejectReason.TOO_DEEP : RejectReason.NOT_JSON,
                    e.path(),
                    e.getMessage(),
                    kafka,
                    session);
            return;
        } catch (RecordJson.UnknownTypeException e) {
            refuse(RejectReason.NOT_JSON, "$", e.getMessage(), kafka, session);
            return;
        } catch (RuntimeException e) {
            // such as a time that no clock shows: it would be the same each time the record is read again
            String what = "the value cannot be written as JSON (" + e.getClass().getSimpleName() + ")";
            refuse(RejectReason.NOT_JSON, "$", what, kafka, session);
            return;
        }
        session.read(json, kafka);
    }

    private static void refuse(
            RejectReason reason, String path, String detail, SinkRecord kafka, SyncSession<SinkRecord> session) {
        session.unreadable(new UnreadableMessage(reason, path, detail, new RawJson(new byte[0], 0, 0)), kafka);
    }

    /** Takes note of the sessions that have ended, in their order. */
    private void settle() {
        for (RecordBatch batch = underWay.takeFinished(); batch != null; batch = underWay.takeFinished()) {
            settle(batch, Set.of());
        }
    }

    /** What belongs to partitions that are gone is whoever's has them now: it is read and reported there. */
    private void settle(RecordBatch batch, Set<TopicPartition> gone) {
        SyncResult<SinkRecord> result = resultOf(batch);
        long now = clock.getAsLong();
        if (result == null || result.broken() != null) {
            long resumeAt = now + LONGEST_PAUSE_MILLIS;
            batch.first()
                    .forEach((partition, offset) ->
                            readAgain(new Position(partition, offset), resumeAt, "could not be read or sent", gone));
            return;
        }
        for (SyncResult.Failure<SinkRecord> failure : result.failures()) {
            DeliveryFailure why = failure.failure();
            readAgain(Position.of(failure.source()), now + pause(why.kind()), why.describe(), gone);
        }
        for (SyncResult.Unread<SinkRecord> unread : result.unread()) {
            readAgain(
                    Position.of(unread.source()),
                    now + LONGEST_PAUSE_MILLIS,
                    "could not be judged (" + unread.cause().getClass().getSimpleName() + ")",
                    gone);
        }
        reject(result, gone);
        progressed = true;
    }

    private static SyncResult<SinkRecord> resultOf(RecordBatch batch) {
        try {
            return batch.result().isDone() ? batch.result().join() : null;
        } catch (CompletionException e) {
            return null;
        }
    }

    private void readAgain(Position from, long resumeAt, String why, Set<TopicPartition> gone) {
        if (gone.contains(from.partition())) {
            return;
        }
        underWay.readAgain(from, resumeAt);
        minute.say(why, more -> LOG.warn("Records from {} on are read again after a pause: {}{}", from, why, more));
    }

    private long pause(DeliveryFailure.Kind kind) {
        return switch (kind) {
            case STOPPED -> 0;
            case TIMED_OUT -> LEAST_PAUSE_MILLIS;
            case UNAUTHORIZED, HELD ->
                Math.max(
                        LEAST_PAUSE_MILLIS,
                        Math.min(LONGEST_PAUSE_MILLIS, options.engine().getUnauthorizedCoolDown()));
            case BROKEN -> LONGEST_PAUSE_MILLIS;
        };
    }

    /** A record is reported once, with all that is wrong in it, and only if it is not read again. */
    private void reject(SyncResult<SinkRecord> result, Set<TopicPartition> gone) {
        Map<SinkRecord, List<RejectedMessage>> byRecord = new LinkedHashMap<>();
        for (SyncResult.Rejection<SinkRecord> rejection : result.rejections()) {
            byRecord.computeIfAbsent(rejection.source(), each -> new ArrayList<>())
                    .add(rejection.message());
        }
        byRecord.forEach((kafka, messages) -> {
            Position position = Position.of(kafka);
            if (gone.contains(position.partition()) || underWay.isWaiting(position)) {
                return;
            }
            try {
                rejections.handle(kafka, new RejectedRecordException(position.toString(), messages));
            } catch (RuntimeException e) {
                underWay.readAgain(position, Long.MAX_VALUE);
                if (fatal == null) {
                    fatal = e;
                }
            }
        });
    }

    /** Has read again what is due, and pauses what must wait. */
    private void goOn() {
        Map<TopicPartition, Long> due = underWay.takeDue(clock.getAsLong());
        if (!due.isEmpty()) {
            context.offset(due);
        }
        Set<TopicPartition> wanted = new HashSet<>(isFull() ? context.assignment() : underWay.waiting());
        wanted.retainAll(context.assignment());
        Set<TopicPartition> resumed = new HashSet<>(pausesUnknown ? context.assignment() : paused);
        resumed.removeAll(wanted);
        resumed.retainAll(context.assignment());
        if (!resumed.isEmpty()) {
            context.resume(resumed.toArray(TopicPartition[]::new));
        }
        if (!wanted.isEmpty() && (pausesUnknown || !paused.containsAll(wanted))) {
            context.pause(wanted.toArray(TopicPartition[]::new));
        }
        paused = wanted;
        pausesUnknown = false;
    }

    /** One more put must have room for all that it brings, or it would wait for room itself. */
    private boolean isFull() {
        return underWay.size() > options.engine().getMaxPending() / 2;
    }

    private void requestCommit() {
        long now = clock.getAsLong();
        if (progressed && (underWay.isIdle() || now - lastRequest >= COMMIT_MILLIS)) {
            progressed = false;
            lastRequest = now;
            commitRequested = true;
            context.requestCommit();
        }
    }

    /** Gives the offset of each partition before which everything is complete. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> delivered) {
        if (!commitRequested) {
            underWay.awaitAll(LAST_COMMIT_MILLIS);
        }
        commitRequested = false;
        settle();
        try {
            rejections.await();
        } catch (RuntimeException e) {
            fatal = fatal == null ? e : fatal;
            return Map.of();
        }
        Map<TopicPartition, OffsetAndMetadata> complete = new HashMap<>();
        // Kafka Connect asks for partitions, too, that it has taken away before
        delivered.forEach((partition, offset) -> {
            if (owned.contains(partition)) {
                complete.put(partition, new OffsetAndMetadata(underWay.complete(partition, offset.offset())));
            }
        });
        return complete;
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        owned.addAll(partitions);
        pausesUnknown = true;
    }

    /**
     * Lets go of partitions: what is under way is sent or given up before somebody else reads it, and what was accepted is no longer
     * taken as known.
     */
    @Override
    public void close(Collection<TopicPartition> partitions) {
        if (engine == null) {
            return;
        }
        Set<TopicPartition> gone = Set.copyOf(partitions);
        engine.stop(CLOSE_MILLIS);
        underWay.awaitAll(PATIENCE_MILLIS);
        for (RecordBatch batch = underWay.take(); batch != null; batch = underWay.take()) {
            settle(batch, gone);
        }
        underWay.forget(gone);
        paused.removeAll(gone);
        owned.removeAll(gone);
    }

    @Override
    public void stop() {
        if (engine != null) {
            engine.stop(CLOSE_MILLIS);
        }
        if (figures != null) {
            figures.close();
        }
    }

    /** Gives what JMX shows. */
    SinkTaskMXBean figures() {
        return figures;
    }
}
