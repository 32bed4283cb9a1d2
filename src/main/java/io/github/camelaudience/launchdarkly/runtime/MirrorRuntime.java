package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.mirror.KeySet;
import io.github.camelaudience.launchdarkly.core.mirror.Mirror;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorOrder;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorProgress;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Runs the mirrors of an endpoint, one at a time, on a thread of their own, and logs once a minute how far they are. */
public final class MirrorRuntime {

    private static final Logger LOG = ComponentLog.LOG;

    private final Mirror mirror;
    private final ExecutorService thread;
    private final OncePer log;
    private volatile boolean stopping;

    /**
     * Makes one that is ready.
     *
     * @param folder where keys are staged
     * @param clock  counts milliseconds and never goes back
     * @param thread ends with whoever lends it, after {@link #stop}
     */
    MirrorRuntime(Path folder, MembershipLedger ledger, SyncEngine engine, LongSupplier clock, ExecutorService thread) {
        this.mirror = new Mirror(folder, ledger, engine::deliver, System::currentTimeMillis, () -> stopping, this::log);
        this.thread = thread;
        this.log = new OncePer(OncePer.MINUTE, clock);
    }

    private void log(MirrorProgress progress) {
        log.say("progress", more -> LOG.info("Mirror of {}", progress.words()));
    }

    /** Runs a task that mirrors, after those before it. */
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Mirrors an audience; a {@code null} set stands for the keys that were staged last. */
    public MirrorReport run(MirrorOrder order, KeySet set) throws IOException, InterruptedException {
        MirrorReport report = mirror.run(order, set);
        String audience = order.audience().audienceId();
        switch (report.result()) {
            case planned, applied ->
                LOG.info(
                        "Mirror {} of {} is {}: {}{}",
                        report.id(),
                        audience,
                        report.result(),
                        report.plan().words(),
                        why(report));
            case held, unfinished ->
                LOG.warn(
                        "Mirror {} of {} is {}: {}{}",
                        report.id(),
                        audience,
                        report.result(),
                        report.plan().words(),
                        why(report));
        }
        return report;
    }

    private static String why(MirrorReport report) {
        return report.why() == null ? "" : ". " + report.why();
    }

    /** Tells how far the mirror under way is. */
    public MirrorProgress progress() {
        return mirror.progress();
    }

    /** Says that what is under way should end: the same keys once more go on there. What is on its way is settled first. */
    void beginToStop() {
        stopping = true;
        thread.shutdown();
    }

    /** Waits until nothing is under way. */
    void awaitEnd(long millis) throws InterruptedException {
        thread.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }
}
