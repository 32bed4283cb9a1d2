package io.github.camelaudience.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs to have the page open: the processor time of this process while someone looks, beside that while nobody does, with the
 * most audiences that are counted for themselves, thousands of rejected messages, and one more of these each second. Runs with
 * {@code -Dpage.cost=<seconds of a turn>}; eight turns, every other one with the page open. Who looks is in the same process, and counts.
 */
@EnabledIfSystemProperty(named = "page.cost", matches = "\\d+")
class PageCostTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int LOOKS = 1_800;
    private static final int LAST = 300;
    private static final int TURNS = 8;
    private static final int AUDIENCES = 10_000;
    private static final int REJECTED = 5_000;
    private static final double MOST_OF_A_CORE = 0.02;

    @TempDir
    Path folder;

    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final AtomicInteger looked = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();

    @Test
    void havingItOpenCostsTwoPercentOfACoreAtMost() throws Exception {
        int seconds = Integer.getInteger("page.cost");
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        try (StandIn launchDarkly = StandIn.start();
                Operated operated = Operated.start(launchDarkly, folder)) {
            fill(operated);
            AtomicBoolean open = new AtomicBoolean(true);
            clock.scheduleAtFixedRate(() -> reject(operated), 0, 1, TimeUnit.SECONDS);
            clock.scheduleAtFixedRate(() -> look(operated, open), 0, 2, TimeUnit.SECONDS);
            warmUp(operated);
            double[] cores = new double[2];
            for (int turn = 0; turn < TURNS; turn++) {
                open.set(turn % 2 == 1);
                cores[turn % 2] += coresUsed(seconds) / (TURNS / 2);
            }
            System.out.printf(
                    "with %,d audiences and %,d rejected messages: %.2f %% of a core with the page closed, %.2f %% with it open:"
                            + " %.2f %% for the page, which was fetched %d times%n",
                    AUDIENCES, REJECTED, 100 * cores[0], 100 * cores[1], 100 * (cores[1] - cores[0]), looked.get());
            assertThat(looked.get()).isGreaterThan(TURNS / 2);
            assertThat(cores[1] - cores[0]).isLessThan(MOST_OF_A_CORE);
        } finally {
            clock.shutdownNow();
            assertThat(clock.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void fill(Operated operated) throws Exception {
        for (int from = 0; from < AUDIENCES; from += 500) {
            StringBuilder body = new StringBuilder();
            for (int i = from; i < from + 500; i++) {
                body.append(SegmentMessage.identify("u").enters("a" + i)).append('\n');
            }
            assertThat(operated.message(body.toString())).isEqualTo(200);
        }
        Files.createDirectories(operated.rejected);
        for (int i = 0; i < REJECTED; i++) {
            Files.writeString(
                    operated.rejected.resolve("MEMBERSHIP_UNDETERMINED-" + i + ".json"),
                    SegmentMessage.identify("u" + i).says("a", i + 2));
        }
    }

    /** An hour of looks, so that all of it is compiled. */
    private static void warmUp(Operated operated) {
        AtomicLong clock = new AtomicLong();
        PageFigures figures = new PageFigures(
                operated.server.context(),
                new RejectedMessages(Map.of("segment.http.rejected", operated.rejected), null, 20),
                () -> clock.addAndGet(60_000_000_000L));
        Replay replay = new Replay(new RejectedMessages(Map.of(), null, 20), null);
        PageHtml html = new PageHtml("token");
        long cpu = THREADS.getCurrentThreadCpuTime();
        for (int look = 1; look <= LOOKS; look++) {
            if (look == LOOKS - LAST) {
                cpu = THREADS.getCurrentThreadCpuTime();
            }
            html.live(new PageHtml.View(figures.current(), replay.progress(), PageRequest.of("", ""), null, null));
        }
        System.out.printf(
                "a look costs %.1f ms of processor time when all has been compiled%n",
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6 / LAST);
    }

    /** How many cores this process kept busy, over so many seconds. */
    private double coresUsed(int seconds) {
        long from = System.nanoTime();
        long cpu = process.getProcessCpuTime();
        await().pollDelay(Duration.ofSeconds(seconds))
                .atMost(Duration.ofSeconds(seconds + 60))
                .until(() -> true);
        return (double) (process.getProcessCpuTime() - cpu) / (System.nanoTime() - from);
    }

    private void reject(Operated operated) {
        try {
            String message =
                    SegmentMessage.identify("b" + broken.incrementAndGet()).says("a", 17);
            assertThat(operated.message(message)).isEqualTo(422);
        } catch (Exception | Error e) {
            throw new IllegalStateException(e);
        }
    }

    private void look(Operated operated, AtomicBoolean open) {
        try {
            if (open.get()) {
                assertThat(operated.get("/operator/live").body()).contains("accepted changes");
                looked.incrementAndGet();
            }
        } catch (Exception | Error e) {
            throw new IllegalStateException(e);
        }
    }
}
