package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.observe.LedgerLog;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** A ledger that fails is heard of. */
class LedgerLogTest {

    @Test
    void aRepositoryThatFailsIsLoggedOnceAndNothingIsLost() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        MemoryStateRepository repository = new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("disk full");
                }
                return super.getState(key);
            }
        };
        try (CapturedLog log = CapturedLog.ofComponent(Level.WARN);
                Integration ld = Integration.start(
                        StandIn.start(), "stateRepository=#fence&retryDelay=1", context -> context.getRegistry()
                                .bind("fence", repository))) {
            Exchange done = ld.send(SegmentMessage.identify("u1").enters("x"));
            assertThat(Integration.report(done).count(SyncReport.Result.ACCEPTED))
                    .isEqualTo(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("The ledger fails"))
                    .singleElement()
                    .asString()
                    .contains("disk full");
        }
    }

    @Test
    void atMostOneLineAMinute() {
        AtomicLong now = new AtomicLong();
        LedgerLog watch = new LedgerLog(now::get);
        try (CapturedLog log = CapturedLog.ofComponent(Level.WARN)) {
            watch.ledgerFailed(new IllegalStateException());
            now.addAndGet(OncePer.MINUTE - 1);
            watch.ledgerFailed(new IllegalStateException());
            assertThat(log.lines(Level.WARN)).hasSize(1);
            now.addAndGet(1);
            watch.ledgerFailed(new IllegalStateException());
            assertThat(log.lines(Level.WARN)).hasSize(2);
        }
    }
}
