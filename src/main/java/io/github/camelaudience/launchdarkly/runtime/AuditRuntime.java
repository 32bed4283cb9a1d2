package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.audit.Audit;
import io.github.camelaudience.launchdarkly.core.audit.AuditQuestion;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.audit.Beliefs;
import io.github.camelaudience.launchdarkly.core.audit.PacedTransport;
import io.github.camelaudience.launchdarkly.core.audit.SegmentKeys;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.SharePacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UserAgent;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.Environments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.ReadBack;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestApi;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Runs the audits of an endpoint, one at a time, on a thread of their own. */
public final class AuditRuntime {

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ExecutorService thread;
    private final PacedTransport paced;
    private final Environments environments;
    private final ReadBack readBack;
    private final SegmentKeys segments;
    private final long millis;

    /**
     * Makes one that is ready.
     *
     * @param thread ends with whoever lends it, after {@link #stop}
     * @param millis how long an audit may take
     */
    AuditRuntime(
            EngineSettings options,
            String clientSideId,
            SegmentKind kind,
            Transport transport,
            SharePacing pacing,
            LongSupplier clock,
            ExecutorService thread,
            long millis) {
        this.paced = new PacedTransport(
                transport, pacing, options.auditShare(), clock, wait -> !stopping.await(wait, TimeUnit.MILLISECONDS));
        RestApi api = new RestApi(paced, options.apiUrl(), options.token(), UserAgent.VALUE);
        this.environments = new Environments(api, clientSideId, options.keys());
        this.readBack = new ReadBack(api);
        this.segments = new SegmentKeys(kind, options.segmentKey());
        this.thread = thread;
        this.millis = millis;
    }

    /** Runs a task that makes an audit, after those before it. */
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Makes an audit. */
    AuditReport run(AuditQuestion question, String environment, Beliefs beliefs) {
        return new Audit(paced, environments, readBack, segments, beliefs).run(question, environment, millis);
    }

    /** Ends what is under way: what has not been compared yet is {@code unknown}. */
    void stop(long graceMillis) throws InterruptedException {
        stopping.countDown();
        thread.shutdown();
        thread.awaitTermination(graceMillis, TimeUnit.MILLISECONDS);
    }
}
