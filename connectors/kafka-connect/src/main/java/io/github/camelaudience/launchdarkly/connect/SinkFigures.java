package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;

/** Shows a task's figures by JMX, under {@code io.github.camelaudience.launchdarkly:type=kafka-connect-sink,connector=…,task=…}. */
final class SinkFigures implements SinkTaskMXBean, AutoCloseable {

    private static final Logger LOG = ComponentLog.LOG;
    private static final String DOMAIN = "io.github.camelaudience.launchdarkly";

    /** Of two tasks of one name, of which Kafka Connect has given up the first, the second is shown. */
    private static final Map<ObjectName, SinkFigures> SHOWN = new ConcurrentHashMap<>();

    private final Supplier<AudienceFigures> figures;
    private final LongSupplier reported;
    private final LongAdder tombstones = new LongAdder();
    private final ObjectName name;

    private volatile int recordsUnderWay;
    private volatile int partitionsWaiting;

    SinkFigures(SinkOptions options, Supplier<AudienceFigures> figures, LongSupplier reported) {
        this.figures = figures;
        this.reported = reported;
        this.name = name(options);
        register();
    }

    private static ObjectName name(SinkOptions options) {
        try {
            return new ObjectName(DOMAIN + ":type=kafka-connect-sink,connector=" + ObjectName.quote(options.connector())
                    + ",task=" + ObjectName.quote(options.task()));
        } catch (JMException e) {
            throw new IllegalStateException("no name for JMX", e);
        }
    }

    private void register() {
        synchronized (SHOWN) {
            try {
                MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                if (SHOWN.put(name, this) != null) {
                    server.unregisterMBean(name);
                }
                server.registerMBean(this, name);
            } catch (JMException e) {
                SHOWN.remove(name, this);
                LOG.warn("The figures of this task cannot be shown by JMX", e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (SHOWN) {
            if (SHOWN.remove(name, this)) {
                try {
                    ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
                } catch (JMException e) {
                    // gone meanwhile
                }
            }
        }
    }

    void tombstone() {
        tombstones.increment();
    }

    void standsAt(int records, int waiting) {
        recordsUnderWay = records;
        partitionsWaiting = waiting;
    }

    @Override
    public long getChanges() {
        return figures.get().changes();
    }

    @Override
    public long getFailed() {
        return figures.get().failed();
    }

    @Override
    public Map<String, Long> getSkipped() {
        return figures.get().skipped();
    }

    @Override
    public Map<String, Long> getRejected() {
        return figures.get().rejected();
    }

    @Override
    public long getReportedRecords() {
        return reported.getAsLong();
    }

    @Override
    public long getTombstones() {
        return tombstones.sum();
    }

    @Override
    public long getRequests() {
        return figures.get().requests();
    }

    @Override
    public long getRetries() {
        return figures.get().retries();
    }

    @Override
    public long getThrottled() {
        return figures.get().throttled();
    }

    @Override
    public int getPending() {
        return figures.get().pending();
    }

    @Override
    public int getInFlight() {
        return figures.get().inFlight();
    }

    @Override
    public long getOldestWaitingMillis() {
        return figures.get().oldestWaitingMillis();
    }

    @Override
    public int getRecordsUnderWay() {
        return recordsUnderWay;
    }

    @Override
    public int getPartitionsWaiting() {
        return partitionsWaiting;
    }

    @Override
    public String getLastSuccess() {
        AudienceFigures now = figures.get();
        return now.lastSuccess() == null ? null : now.lastSuccess().toString();
    }

    @Override
    public String getLastOutcome() {
        return figures.get().lastOutcome();
    }

    @Override
    public String getUnauthorized() {
        return figures.get().unauthorized();
    }

    @Override
    public String getHeld() {
        return figures.get().held();
    }

    @Override
    public boolean isFailing() {
        return figures.get().failing();
    }
}
