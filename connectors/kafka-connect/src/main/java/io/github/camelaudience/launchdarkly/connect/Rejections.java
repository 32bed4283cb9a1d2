package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;

/** Hands rejected records to Kafka Connect's reporter; where there is none, skips them or fails the task. */
final class Rejections {

    private final ErrantRecordReporter reporter;
    private final boolean skips;
    private final OncePer minute;
    private final LongAdder reported = new LongAdder();
    private final List<Future<Void>> open = new ArrayList<>();

    /** Reports to this, or to nobody if that is {@code null}. */
    Rejections(ErrantRecordReporter reporter, boolean skips, LongSupplier clock) {
        this.reporter = reporter;
        this.skips = skips;
        this.minute = new OncePer(OncePer.MINUTE, clock, "more since the last line");
    }

    /**
     * Deals with a record that has rejected messages.
     *
     * @throws ConnectException when the task has to fail because of it
     */
    void handle(SinkRecord kafka, RejectedRecordException why) {
        if (reporter != null) {
            Future<Void> report = reporter.report(kafka, why);
            if (report != null) {
                if (report.isDone()) {
                    written(report); // a runtime may give back one that has failed already
                } else {
                    open.add(report);
                }
            }
            reported.increment();
        } else if (skips) {
            String reason = why.rejected().get(0).reason().name();
            minute.say(reason, more -> ComponentLog.LOG.warn("{}, and skipped it{}", why.getMessage(), more));
        } else {
            throw new ConnectException(
                    why.getMessage() + ". Nobody takes rejected records: set errors.tolerance=all with"
                            + " errors.deadletterqueue.topic.name, or " + SinkOptions.ON_REJECTED + "=skip",
                    why);
        }
    }

    /**
     * Waits until what was reported is written.
     *
     * @throws ConnectException when that failed; and each time from then on, for nothing may be committed any more
     */
    void await() {
        open.forEach(Rejections::written);
        open.clear();
    }

    private static void written(Future<Void> report) {
        try {
            report.get();
        } catch (ExecutionException e) {
            throw new ConnectException("a rejected record could not be reported", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted while a rejected record was reported", e);
        }
    }

    /** Counts the reported records. */
    long reported() {
        return reported.sum();
    }
}
