package io.github.camelaudience.launchdarkly.soak;

import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.StandIn;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/** One soak: the whole component in a Camel route, against the stand-in over HTTP. */
final class SoakRun {

    private static final int LARGEST_BODY = 50;
    private static final Duration PATIENCE = Duration.ofHours(6);

    private final SoakPlan plan;
    private final SegmentKind kind;
    private final SoakEvents events;
    private final AtomicInteger nextShared = new AtomicInteger();
    private final AtomicLong exchanges = new AtomicLong();
    private final AtomicLong callbacks = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong calledTwice = new AtomicLong();
    private final AtomicLong peakHeap = new AtomicLong();

    SoakRun(SoakPlan plan, SegmentKind kind) {
        this.plan = plan;
        this.kind = kind;
        this.events = new SoakEvents(plan);
    }

    SoakResult run() throws Exception {
        SoakFaults faults = new SoakFaults();
        long start = System.nanoTime();
        try (StandIn launchDarkly = StandIn.builder()
                        .keepRequests(0)
                        .audienceOf(RestRig::audienceOf)
                        .faults(faults.plan(plan))
                        .start();
                DefaultCamelContext context = context(launchDarkly)) {
            context.start();
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < plan.senders(); i++) {
                int number = i;
                AsyncProcessor route = AsyncProcessorConverterHelper.convert(
                        context.getEndpoint("direct:in").createAsyncProducer());
                ServiceHelper.startService(route);
                Thread thread = new Thread(() -> send(context, route, number), "soak-sender-" + i);
                thread.start();
                senders.add(thread);
            }
            for (Thread sender : senders) {
                sender.join();
            }
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> callbacks.get() >= exchanges.get());
            context.stop();
            SoakCheck check = new SoakCheck(events, launchDarkly);
            long lost = events.count()
                    - delivered.get()
                    + calledTwice.get()
                    + check.missing()
                    + launchDarkly.openRequests();
            return new SoakResult(
                    plan,
                    lost,
                    check.wrong(),
                    check.outOfOrder(),
                    launchDarkly.counters().overlaps(),
                    launchDarkly.counters().received(),
                    faults.needed(),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    peakHeap.get());
        }
    }

    private DefaultCamelContext context(StandIn launchDarkly) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.setProperty("ld.token", launchDarkly.token());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getShutdownStrategy().setTimeout(60);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to("launchdarkly-audience:" + launchDarkly.environment() + "?accessToken={{ld.token}}&baseUrl="
                                + launchDarkly.url() + "&maxBatchSize=" + plan.batchSize() + "&connectTimeout="
                                + SoakFaults.RESPONSE_TIMEOUT + "&responseTimeout=" + SoakFaults.RESPONSE_TIMEOUT
                                + "&brakeShare=1&backend=" + kind + "&audiencesPerRequest=" + plan.perRequest()
                                + "&maxPending="
                                + plan.maxPending() + "&maxRememberedMemberships=" + plan.slots());
            }
        });
        return context;
    }

    private void send(DefaultCamelContext context, AsyncProcessor route, int sender) {
        SplittableRandom random = new SplittableRandom(plan.seed() * 31 + sender);
        int[] chunk = new int[LARGEST_BODY];
        int next = 0;
        while (true) {
            int wanted = 1 + random.nextInt(LARGEST_BODY);
            int count = 0;
            if (plan.shared()) {
                int from = nextShared.getAndAdd(wanted);
                while (count < wanted && from + count < events.count()) {
                    chunk[count] = from + count;
                    count++;
                }
            } else {
                for (; count < wanted && next < events.count(); next++) {
                    if (events.slotOf(next) % plan.senders() == sender) {
                        chunk[count++] = next;
                    }
                }
            }
            if (count == 0) {
                return;
            }
            exchange(context, route, events.body(chunk, count));
        }
    }

    private void exchange(DefaultCamelContext context, AsyncProcessor route, byte[] body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        AtomicInteger calls = new AtomicInteger();
        if (exchanges.incrementAndGet() % 100 == 0) {
            noteHeap();
        }
        route.process(exchange, doneSync -> {
            if (calls.incrementAndGet() > 1) {
                calledTwice.incrementAndGet();
                return;
            }
            delivered.addAndGet(deliveredBy(exchange));
            callbacks.incrementAndGet();
        });
    }

    private static int deliveredBy(Exchange exchange) {
        SyncReport report = exchange.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        return report == null ? 0 : report.changes() + report.count(SyncReport.Result.SKIPPED);
    }

    private void noteHeap() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage afterCollection = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && afterCollection != null) {
                used += afterCollection.getUsed();
            }
        }
        peakHeap.accumulateAndGet(used, Math::max);
    }
}
