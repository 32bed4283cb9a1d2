package io.github.camelaudience.launchdarkly.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.CapturedLog;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

class NoChangeLogTest {

    private final AtomicLong clock = new AtomicLong();
    private final NoChangeLog log = new NoChangeLog(clock::get);

    private void report(SyncReport.Result result, String... reasons) {
        List<SyncReport.Item> items = Stream.of(reasons)
                .map(reason -> new SyncReport.Item("$", result, reason, null))
                .toList();
        log.reported(new SyncReport(items, 0, null, List.of()));
    }

    private void skipped(String... reasons) {
        report(SyncReport.Result.SKIPPED, reasons);
    }

    private void accepted() {
        report(SyncReport.Result.ACCEPTED, (String) null);
    }

    @Test
    void aMinuteWithoutAChangeIsSaidWithItsReasons() {
        try (CapturedLog captured = CapturedLog.ofComponent(Level.WARN)) {
            skipped("NO_CONTEXT_KEY", "NO_CONTEXT_KEY", "STALE");
            clock.addAndGet(59_999);
            report(SyncReport.Result.REJECTED, "NOT_JSON");
            assertThat(captured.lines(Level.WARN)).isEmpty();
            clock.addAndGet(1);
            skipped("STALE");
            assertThat(captured.lines(Level.WARN))
                    .containsExactly("None of 4 messages changed anything: 1 NOT_JSON, 2 NO_CONTEXT_KEY, 1 STALE."
                            + " Ask operation=explain about one of them");
        }
    }

    @Test
    void aChangeBeginsAnew() {
        try (CapturedLog captured = CapturedLog.ofComponent(Level.WARN)) {
            for (int second = 0; second < 600; second++) {
                skipped("NOT_SUBSCRIBED");
                if (second % 50 == 0) {
                    accepted();
                }
                clock.addAndGet(1000);
            }
            assertThat(captured.lines(Level.WARN)).isEmpty();
        }
    }

    @Test
    void whatStaysSoIsSaidLessAndLessOften() {
        try (CapturedLog captured = CapturedLog.ofComponent(Level.WARN)) {
            for (int minute = 0; minute <= 24 * 60; minute++) {
                skipped("NOT_SUBSCRIBED");
                clock.addAndGet(60_000);
            }
            assertThat(captured.lines(Level.WARN).size()).isBetween(20, 35);
        }
    }

    @Test
    void changesThatFailAreSaidElsewhere() {
        try (CapturedLog captured = CapturedLog.ofComponent(Level.WARN)) {
            for (int minute = 0; minute < 10; minute++) {
                report(SyncReport.Result.FAILED, "TIMED_OUT");
                clock.addAndGet(60_000);
            }
            assertThat(captured.lines(Level.WARN)).isEmpty();
        }
    }
}
