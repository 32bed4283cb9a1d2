package io.github.camelaudience.launchdarkly.soak;

import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/**
 * LaunchDarkly takes requests and answers none, while several sources never wait for an exchange to complete. Exchanges
 * fail after a second, so that the sources have new ones to push in all the time.
 */
final class StallRun {

    private static final int MESSAGES_EACH = 100;
    private static final long PATIENCE_SECONDS = 120;

    private final int seconds;
    private final int sources;
    private final int maxPending;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong calledBack = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong mostPending = new AtomicLong();
    private final List<Long> heap = new ArrayList<>();
    private volatile boolean over;

    StallRun(int seconds, int sources, int maxPending) {
        this.seconds = seconds;
        this.sources = sources;
        this.maxPending = maxPending;
    }

    /**
     * What it came to.
     *
     * @param seconds     how long the sources went on
     * @param sent        exchanges begun
     * @param calledBack  callbacks of exchanges
     * @param failed      exchanges that failed, as all must
     * @param mostPending the most changes that were under way at a time
     * @param maxPending  what the endpoint allows
     * @param growth      bytes by which the used heap grew from the third to the last quarter, on average
     * @param mostHeap    the most bytes in use after a collection
     */
    record Result(
            int seconds,
            long sent,
            long calledBack,
            long failed,
            long mostPending,
            int maxPending,
            long growth,
            long mostHeap) {
        @Override
        public String toString() {
            return "stall: seconds=" + seconds + " exchanges=" + sent + " calledBack=" + calledBack + " failed="
                    + failed
                    + " mostPending=" + mostPending + " maxPending=" + maxPending + " heapGrowthKiB=" + growth / 1024
                    + " mostHeapMiB=" + (mostHeap >> 20);
        }
    }

    Result run() throws Exception {
        try (StandIn launchDarkly = StandIn.builder()
                        .keepRequests(0)
                        .faults(FaultPlan.always(Fault.stall()))
                        .start();
                DefaultCamelContext context = SoakRoute.to(
                        launchDarkly,
                        "maxPending=" + maxPending + "&connectTimeout=500&responseTimeout=500&retryTimeout=1000")) {
            context.getShutdownStrategy().setTimeout(2);
            context.start();
            LaunchDarklyAudienceEndpoint endpoint = (LaunchDarklyAudienceEndpoint) context.getEndpoints().stream()
                    .filter(LaunchDarklyAudienceEndpoint.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            ScheduledExecutorService watch = Executors.newScheduledThreadPool(2);
            watch.scheduleAtFixedRate(
                    () -> mostPending.accumulateAndGet(endpoint.getPending(), Math::max), 0, 5, TimeUnit.MILLISECONDS);
            watch.scheduleAtFixedRate(this::noteHeap, 0, 250, TimeUnit.MILLISECONDS);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < sources; i++) {
                int number = i;
                Thread thread = new Thread(() -> push(context, number), "soak-source-" + i);
                thread.start();
                threads.add(thread);
            }
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(seconds + PATIENCE_SECONDS))
                    .until(() -> System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(seconds) && isFull());
            over = true;
            watch.shutdownNow();
            watch.awaitTermination(10, TimeUnit.SECONDS);
            for (Thread thread : threads) {
                thread.join();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> calledBack.get() >= sent.get());
            return new Result(
                    seconds,
                    sent.get(),
                    calledBack.get(),
                    failed.get(),
                    mostPending.get(),
                    maxPending,
                    growth(),
                    heap.stream().mapToLong(Long::longValue).max().orElseThrow());
        }
    }

    /** However slow the machine is: until then the sources have not met the limit. */
    private boolean isFull() {
        return mostPending.get() > maxPending - MESSAGES_EACH;
    }

    private void push(DefaultCamelContext context, int source) {
        AsyncProcessor route;
        try {
            route = AsyncProcessorConverterHelper.convert(
                    context.getEndpoint("direct:in").createAsyncProducer());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        ServiceHelper.startService(route);
        for (int number = 0; !over; number++) {
            int first = number * MESSAGES_EACH;
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage()
                    .setBody(Messages.entering(
                            "a" + source + "_" + number % 5, MESSAGES_EACH, i -> "user-" + (first + i)));
            sent.incrementAndGet();
            route.process(exchange, doneSync -> {
                if (exchange.getException() != null) {
                    failed.incrementAndGet();
                }
                calledBack.incrementAndGet();
            });
        }
    }

    private void noteHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        heap.add(runtime.totalMemory() - runtime.freeMemory());
    }

    private long growth() {
        int quarter = heap.size() / 4;
        return mean(3 * quarter, heap.size()) - mean(2 * quarter, 3 * quarter);
    }

    private long mean(int from, int to) {
        return (long) heap.subList(from, to).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElseThrow();
    }
}
