package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.standin.RateFamily;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.RateLimitStyle;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/**
 * For each style of headers, each combination of limits and each error of the clock a stand-in that enforces it, all at once, over
 * HTTP.
 */
final class RateLimitRun {

    static final long WINDOW = TimeUnit.SECONDS.toMillis(10);
    private static final List<Duration> CLOCK_ERRORS =
            List.of(Duration.ofMinutes(-5), Duration.ZERO, Duration.ofMinutes(5));
    private static final int THROTTLED = 429;

    /**
     * What to do.
     *
     * @param allowed     requests per window
     * @param changes     to deliver, each of an audience of its own, so that it needs a request of its own
     * @param firstWindow from which figures are taken; the first is 0
     * @param windows     how many figures are taken of
     * @param everyClock  whether each kind meets all errors of the clock, or the kinds take turns
     * @param hugeCap     longest wait where the service asks for years, in milliseconds
     */
    record Plan(int allowed, int changes, int firstWindow, int windows, boolean everyClock, long hugeCap) {

        long cap(Kind kind) {
            return kind == Kind.RETRY_AFTER_HUGE ? hugeCap : 30_000;
        }
    }

    /** What is limited, and how answers tell of it. The first ones limit the account, as the stand-in's styles tell of it. */
    enum Kind {
        ROUTE_AND_GLOBAL(Learning.NOTHING, RateLimit::global),
        GLOBAL_ONLY(Learning.NOTHING, style(RateLimitStyle.GLOBAL_ONLY)),
        RESET_MISSING(Learning.NOTHING, style(RateLimitStyle.RESET_MISSING)),
        RESET_IN_PAST(Learning.NOTHING, style(RateLimitStyle.RESET_IN_PAST)),
        RESET_IN_SECONDS(Learning.NOTHING, style(RateLimitStyle.RESET_IN_SECONDS)),
        RESET_GARBAGE(Learning.NOTHING, style(RateLimitStyle.RESET_GARBAGE)),
        RESET_HUGE(Learning.NOTHING, style(RateLimitStyle.RESET_HUGE)),
        /** The token alone, with its own reset. */
        TOKEN(Learning.NOTHING, RateLimit::perToken),
        TOKEN_WITHOUT_RESET(Learning.NOTHING, most -> RateLimit.perToken(most).withStyle(RateLimitStyle.RESET_MISSING)),
        /** The route with its limit told, within an account that allows more in windows that begin later. */
        ROUTE_AND_LIMITS(
                Learning.NOTHING, most -> later(RateLimit.perRoute(most).withGlobal(2 * most), RateFamily.GLOBAL, 3)
                        .tellingLimits()
                        .withSharedReset(RateLimit.SharedReset.ROUTE)),
        /** All three, of which the token is the tightest, each with a window of its own. */
        ALL_THREE(
                Learning.NOTHING,
                most -> later(
                        later(
                                RateLimit.global(3 * most)
                                        .withPerRoute(2 * most)
                                        .withPerToken(most),
                                RateFamily.GLOBAL,
                                3),
                        RateFamily.ROUTE,
                        7)),
        ALL_THREE_AND_LIMITS(Learning.NOTHING, most -> ALL_THREE.limit(most).tellingLimits()),
        /** The reset that account and route share is the route's, and the account is the tightest. */
        RESET_OF_ANOTHER(
                Learning.A_LITTLE, most -> later(RateLimit.global(most).withPerRoute(2 * most), RateFamily.ROUTE, 4)
                        .withSharedReset(RateLimit.SharedReset.ROUTE)),
        /** Each answer tells of one of the three. */
        IN_TURNS(Learning.A_LITTLE, most -> ALL_THREE.limit(most).inTurns()),
        RETRY_AFTER_SECONDS(Learning.ALL, style(RateLimitStyle.RETRY_AFTER_SECONDS)),
        RETRY_AFTER_DATE(Learning.ALL, style(RateLimitStyle.RETRY_AFTER_DATE)),
        RETRY_AFTER_GARBAGE(Learning.ALL, style(RateLimitStyle.RETRY_AFTER_GARBAGE)),
        RETRY_AFTER_HUGE(Learning.ALL, style(RateLimitStyle.RETRY_AFTER_HUGE)),
        NONE(Learning.ALL, style(RateLimitStyle.NONE));

        /** What has to be learned from refusals. */
        enum Learning {
            NOTHING,
            A_LITTLE,
            ALL
        }

        final Learning learning;
        private final IntFunction<RateLimit> limit;

        Kind(Learning learning, IntFunction<RateLimit> limit) {
            this.learning = learning;
            this.limit = limit;
        }

        /** Allows so many requests per window, and no more by any other limit. */
        RateLimit limit(int allowed) {
            return limit.apply(allowed);
        }

        private static IntFunction<RateLimit> style(RateLimitStyle style) {
            return allowed -> RateLimit.global(allowed).withStyle(style);
        }

        private static RateLimit later(RateLimit limit, RateFamily family, int seconds) {
            return limit.withPhase(family, Duration.ofSeconds(seconds));
        }
    }

    /** What one stand-in saw. Share and use are of the windows that were asked for. */
    record Figures(
            Kind kind,
            Duration clockError,
            boolean delivered,
            int throttledInAll,
            double throttledShare,
            double used,
            long longestPause) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "rate limit: %s clock=%+ds throttled=%.2f%% used=%.1f%% throttledInAll=%d longestPause=%dms",
                    kind,
                    clockError.toSeconds(),
                    100 * throttledShare,
                    100 * used,
                    throttledInAll,
                    longestPause);
        }
    }

    private record Case(
            Kind kind,
            Duration clockError,
            WindowClock clock,
            StandIn standIn,
            AsyncProcessor producer,
            Exchange exchange) {}

    private final Plan plan;

    RateLimitRun(Plan plan) {
        this.plan = plan;
    }

    List<Figures> run(Duration patience) throws Exception {
        List<Case> cases = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getShutdownStrategy().setTimeout(1);
            context.start();
            byte[] body = body();
            for (Kind kind : Kind.values()) {
                for (Duration error : errors(kind)) {
                    cases.add(prepare(context, kind, error, body));
                }
            }
            warmUp(context);
            CountDownLatch open = new CountDownLatch(cases.size());
            for (Case each : cases) {
                each.clock.start();
                each.producer.process(each.exchange, doneSync -> open.countDown());
            }
            boolean done = open.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            return cases.stream().map(each -> figures(each, done)).toList();
        } finally {
            cases.forEach(each -> each.standIn.close());
        }
    }

    private List<Duration> errors(Kind kind) {
        return plan.everyClock ? CLOCK_ERRORS : List.of(CLOCK_ERRORS.get(kind.ordinal() % CLOCK_ERRORS.size()));
    }

    /** Classes that are loaded for the first request must not take from the first window. */
    private void warmUp(DefaultCamelContext context) throws Exception {
        try (StandIn unlimited = StandIn.start()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(body());
            producer(context, unlimited, 1_000).process(exchange);
        }
    }

    private Case prepare(DefaultCamelContext context, Kind kind, Duration error, byte[] body) throws Exception {
        WindowClock clock = new WindowClock();
        StandIn standIn = StandIn.builder()
                .clock(clock)
                .clockSkew(error)
                .rateLimit(kind.limit(plan.allowed))
                .start();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return new Case(kind, error, clock, standIn, producer(context, standIn, plan.cap(kind)), exchange);
    }

    private static AsyncProcessor producer(DefaultCamelContext context, StandIn standIn, long cap) throws Exception {
        context.getPropertiesComponent().addInitialProperty("token" + standIn.port(), standIn.token());
        AsyncProcessor producer = AsyncProcessorConverterHelper.convert(context.getEndpoint("launchdarkly-audience:"
                        + standIn.environment() + "?accessToken={{token" + standIn.port() + "}}&baseUrl="
                        + standIn.url() + "&brakeShare=1&maxInFlight=16&retryTimeout=290s&maxRetryDelay=" + cap)
                .createAsyncProducer());
        ServiceHelper.startService(producer);
        return producer;
    }

    private byte[] body() {
        // One membership per audience, and one event of each.
        return IntStream.range(0, plan.changes)
                .mapToObj(i -> SegmentMessage.identify("u").enters("a" + i))
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Figures figures(Case of, boolean done) {
        List<RecordedRequest> all = of.standIn.syncRequests();
        List<RecordedRequest> some = all.stream()
                .filter(request -> request.startNanos() >= of.clock.nanosOf(plan.firstWindow)
                        && request.startNanos() < of.clock.nanosOf(plan.firstWindow + plan.windows))
                .toList();
        long throttled = throttled(some);
        return new Figures(
                of.kind,
                of.clockError,
                done && of.exchange.getException() == null,
                (int) throttled(all),
                some.isEmpty() ? 0 : (double) throttled / some.size(),
                (double) (some.size() - throttled) / ((long) plan.allowed * plan.windows),
                IntStream.range(1, all.size())
                        .mapToLong(
                                i -> (all.get(i).startNanos() - all.get(i - 1).startNanos()) / 1_000_000)
                        .max()
                        .orElse(0));
    }

    private static long throttled(List<RecordedRequest> requests) {
        return requests.stream()
                .filter(request -> request.status() == THROTTLED)
                .count();
    }

    /** Stands at the beginning of a window until it is started, so that the first window is a whole one. */
    private static final class WindowClock extends Clock {
        private final long startMillis = System.currentTimeMillis() / WINDOW * WINDOW;
        private volatile long startNanos;

        void start() {
            startNanos = System.nanoTime();
        }

        long nanosOf(int window) {
            return startNanos + TimeUnit.MILLISECONDS.toNanos(window * WINDOW);
        }

        @Override
        public long millis() {
            return startNanos == 0 ? startMillis : startMillis + (System.nanoTime() - startNanos) / 1_000_000;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
