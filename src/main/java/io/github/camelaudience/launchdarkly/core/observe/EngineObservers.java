package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryCounters;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.LastResort;
import io.github.camelaudience.launchdarkly.core.delivery.MonitorGroup;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncMonitor;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells counters and the log what an engine does, and whoever else wants to know. Counters keep their values when the engine is
 * stopped and another one follows.
 */
public final class EngineObservers implements SyncMonitor {

    private final DeliveryCounters deliveryCounters = new DeliveryCounters(new MonotonicClock());
    private final VerdictCounters verdictCounters = new VerdictCounters();

    private final AudienceTally tally = new AudienceTally(System::currentTimeMillis);

    private final RejectedLog rejectedLog = new RejectedLog(new MonotonicClock());
    private final NoChangeLog noChangeLog = new NoChangeLog(new MonotonicClock());

    private volatile DeliveryMonitor delivery = deliveryCounters;
    private volatile List<VerdictMonitor> verdicts = List.of(verdictCounters);

    /**
     * Begins to tell the log, too.
     *
     * @param coolDownMillis how long nothing is sent after a refused access token
     */
    public void start(long coolDownMillis) {
        start(coolDownMillis, List.of(), List.of());
    }

    /**
     * Begins to tell the log and others, too.
     *
     * @param coolDownMillis how long nothing is sent after a refused access token
     * @param ofDelivery     are told of requests and settlements, too
     * @param ofVerdicts     are told of messages that bring no change, too
     */
    public void start(
            long coolDownMillis,
            Collection<? extends DeliveryMonitor> ofDelivery,
            Collection<? extends VerdictMonitor> ofVerdicts) {
        List<DeliveryMonitor> monitors = new ArrayList<>();
        monitors.add(deliveryCounters);
        monitors.add(tally);
        monitors.add(new LedgerLog(new MonotonicClock()));
        monitors.add(new OutageLog(deliveryCounters));
        monitors.add(new TokenLog(coolDownMillis, new MonotonicClock()));
        monitors.addAll(ofDelivery);
        List<VerdictMonitor> verdictMonitors = new ArrayList<>();
        verdictMonitors.add(verdictCounters);
        verdictMonitors.addAll(ofVerdicts);
        delivery = new MonitorGroup(monitors);
        verdicts = List.copyOf(verdictMonitors);
    }

    /** Gives what is to be told of requests and settlements. */
    public DeliveryMonitor delivery() {
        return delivery;
    }

    /** Counts what the report says, once per session. Changes are counted as they are settled. */
    @Override
    public void reported(SyncReport report) {
        noChangeLog.reported(report);
        for (SyncReport.Item item : report.items()) {
            switch (item.result()) {
                case SKIPPED -> {
                    SkipReason reason = SkipReason.valueOf(item.reason());
                    tell(monitor -> monitor.skipped(reason));
                }
                case REJECTED -> {
                    RejectReason reason = RejectReason.valueOf(item.reason());
                    for (int i = 0; i < item.count(); i++) {
                        tell(monitor -> monitor.rejected(reason));
                    }
                }
                case FAILED -> {
                    if (SyncReport.BODY_UNREAD.equals(item.reason())) {
                        tell(VerdictMonitor::unread);
                    } // else told by delivery
                }
                case ACCEPTED, SUPERSEDED -> {
                    // told by delivery
                }
            }
        }
    }

    /** Counts a change whose message has no time that can be read. */
    @Override
    public void unreadableTime() {
        tell(VerdictMonitor::unreadableTime);
    }

    /** Says in the log what happened to an audience, and tells the others. */
    @Override
    public void event(AudienceEvent event) {
        if (event.type().isWarning()) {
            ComponentLog.LOG.warn("{}: {}.", event.type().id(), event.text());
        } else {
            ComponentLog.LOG.info("{}: {}.", event.type().id(), event.text());
        }
        tell(monitor -> monitor.event(event));
    }

    /** Counts how the comparisons of an audit came out. */
    public void audited(AuditReport report) {
        for (AuditReport.Result result : AuditReport.Result.values()) {
            int count = report.count(result);
            tell(monitor -> monitor.audited(result, count));
        }
    }

    /** Counts what audits found to differ from what is believed. */
    public long drift() {
        return verdictCounters.drift();
    }

    /** One that throws keeps nothing from the others, nor from the exchange. */
    private void tell(Consumer<VerdictMonitor> news) {
        for (VerdictMonitor monitor : verdicts) {
            try {
                news.accept(monitor);
            } catch (Throwable e) {
                LastResort.report(e);
            }
        }
    }

    /** Tells what has become of each audience's changes since the process began, the first 10,000 audiences each for itself. */
    public List<AudienceTally.Standing> audiences() {
        return tally.standings();
    }

    /** Gives the log of rejected messages that are skipped. */
    public RejectedLog rejectedLog() {
        return rejectedLog;
    }

    /**
     * Tells what the engine stands at.
     *
     * @param engine what it runs on, or {@code null} when it is not started
     */
    public AudienceFigures figures(SyncEngine engine) {
        return engine == null
                ? AudienceFigures.stopped(deliveryCounters, verdictCounters)
                : AudienceFigures.running(
                        deliveryCounters, verdictCounters, engine.state(), engine.rateState(), engine.now());
    }
}
