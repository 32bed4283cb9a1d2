package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryCounters;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.LastResort;
import io.github.camelaudience.launchdarkly.core.delivery.MonitorGroup;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncMonitor;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * Who is told what an endpoint does: its counters, the log, and Micrometer where it is in use. Counters keep their
 * values when the endpoint is stopped and started.
 */
public final class EndpointObservers implements SyncMonitor {

    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private final DeliveryCounters deliveryCounters = new DeliveryCounters(new MonotonicClock());
    private final VerdictCounters verdictCounters = new VerdictCounters();

    private final RejectedLog rejectedLog = new RejectedLog(new MonotonicClock());
    private final NoChangeLog noChangeLog = new NoChangeLog(new MonotonicClock());

    private AudienceMeters meters;
    private volatile DeliveryMonitor delivery = deliveryCounters;
    private volatile List<VerdictMonitor> verdicts = List.of(verdictCounters);

    /**
     * Begins to tell the log and the meters, too.
     *
     * @param context        has the registry of meters, if there is one
     * @param clientSideId   environment that the meters are of
     * @param coolDownMillis how long nothing is sent after a refused access token
     * @param running        the endpoints that share the meters
     */
    public void start(CamelContext context, String clientSideId, long coolDownMillis, RunningFigures running) {
        List<DeliveryMonitor> monitors = new ArrayList<>();
        List<VerdictMonitor> verdictMonitors = new ArrayList<>();
        monitors.add(deliveryCounters);
        monitors.add(new StaleFilterLog(new MonotonicClock()));
        monitors.add(new OutageLog(deliveryCounters));
        monitors.add(new TokenLog(coolDownMillis, new MonotonicClock()));
        verdictMonitors.add(verdictCounters);
        if (isMicrometerPresent()) {
            meters = AudienceMeters.find(context, clientSideId, running);
        }
        if (meters != null) {
            monitors.add(meters);
            verdictMonitors.add(meters);
        }
        delivery = new MonitorGroup(monitors);
        verdicts = List.copyOf(verdictMonitors);
    }

    /** Takes out the meters of an endpoint that has stopped. */
    public void stop() {
        if (meters != null) {
            meters.close();
            meters = null;
        }
    }

    /** No class that refers to Micrometer is loaded where it is absent. */
    private static boolean isMicrometerPresent() {
        try {
            Class.forName(MICROMETER, false, EndpointObservers.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** To be told of requests and settlements. */
    public DeliveryMonitor delivery() {
        return delivery;
    }

    /** Counts what the report says, once per exchange. Changes are counted as they are settled. */
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

    public RejectedLog rejectedLog() {
        return rejectedLog;
    }

    /**
     * Tells what an endpoint stands at.
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
