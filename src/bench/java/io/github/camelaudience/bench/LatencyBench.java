package io.github.camelaudience.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * How long one message takes when nothing else goes on, and at half of what goes through: beyond the round trip of the
 * grouping route's request, which is measured beside it. And how long the component takes to start.
 */
public final class LatencyBench {

    private static final int WARM_UP = 3000;
    private static final int MESSAGES = 3000;

    private LatencyBench() {}

    /** Prints the table, and writes it into the page with {@code -Dbench.write=true}. */
    public static void main(String[] args) throws Exception {
        try (Contest contest = new Contest()) {
            double start = start(contest.server().url());
            SentWork ours = contest.ours("ours", "&linger=0");
            SentWork request = contest.rival("request", "direct:grouping-one");
            contest.server().reset(0);
            double[] idle = times(ours, load(0), 0);
            double[] round = times(request, load(1), 0);
            long pause = (long) (2e6 * percentile(idle, 50));
            double[] half = times(ours, load(2), pause);
            double[] roundAtHalf = times(request, load(3), pause);
            StringBuilder text = new StringBuilder("| one message, in ms | median | p99 |\n|---|---|---|\n");
            row(text, "component, one after the other", idle);
            row(text, "a request by itself, one after the other", round);
            row(text, "component, at half of that pace", half);
            row(text, "a request by itself, at half of that pace", roundAtHalf);
            text.append(String.format(
                    Locale.ROOT, "%nThe component started in a running context in %.0f ms, in a fresh JVM.%n", start));
            Page.block("latency", text.toString());
        }
        System.exit(0);
    }

    private static Load load(int round) {
        return Load.of(new Load.Shape(WARM_UP + MESSAGES, 1, 20, 900), round);
    }

    private static double start(String url) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            long start = System.nanoTime();
            var producer = context.getEndpoint("launchdarkly-audience:bench?accessToken=api-bench&baseUrl=" + url)
                    .createProducer();
            producer.start();
            double millis = (System.nanoTime() - start) / 1e6;
            producer.stop();
            return millis;
        }
    }

    /** Milliseconds of each message after the warm-up; {@code pause} nanoseconds pass from one start to the next. */
    private static double[] times(SentWork work, Load load, long pause) {
        double[] times = new double[MESSAGES];
        long next = System.nanoTime();
        for (int i = 0; i < load.bodies().length; i++) {
            next += pause;
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            long start = System.nanoTime();
            work.send(load.bodies()[i]);
            if (i >= WARM_UP) {
                times[i - WARM_UP] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(times);
        return times;
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted[sorted.length * percent / 100];
    }

    private static void row(StringBuilder text, String what, double[] times) {
        text.append(String.format(
                Locale.ROOT, "| %s | %.2f | %.2f |%n", what, percentile(times, 50), percentile(times, 99)));
    }
}
