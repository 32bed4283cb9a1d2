package io.github.camelaudience.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long one message takes when nothing else goes on, and at half of what goes through, beside a request of Camel's own in turns
 * with it: what is between the two is what the component adds to the round trip.
 */
public final class LatencyBench {

    private static final int WARM_UP = 4000;
    private static final int MESSAGES = 4000;

    /** Milliseconds that the server takes when it is as far away as LaunchDarkly. */
    private static final int FAR = 20;

    private static final int SENDERS = 64;
    private static final int CROWD = 3000;
    private static final long CROWD_PAUSE = 2_000_000;

    private final ServerProcess server;
    private final SentWork ours;
    private final SentWork request;
    private int loads;

    private LatencyBench(Contest contest) throws Exception {
        server = contest.server();
        ours = contest.ours("ours", "&linger=0");
        request = contest.rival("request", "direct:grouping-one");
    }

    /**
     * Milliseconds of each message, in order of size.
     *
     * @param ours    of the component
     * @param request of a request by itself
     */
    private record Times(double[] ours, double[] request) {}

    /** Prints the table, and writes it into the page with {@code -Dbench.write=true}. */
    public static void main(String[] args) throws Exception {
        try (Contest contest = new Contest()) {
            LatencyBench bench = new LatencyBench(contest);
            contest.server().reset(0);
            bench.times(WARM_UP, 0);
            Times idle = bench.times(MESSAGES, 0);
            Times half = bench.times(MESSAGES, (long) (2e6 * percentile(idle.ours, 50)));
            StringBuilder text = new StringBuilder("| one message, in ms | median | p90 | p99 |\n|---|---|---|---|\n");
            rows(text, "one after the other", idle);
            rows(text, "at half of that pace", half);
            bench.crowd();
            rows(text, "500 a second, " + FAR + " ms away", bench.crowd());
            Page.block("latency", text.toString());
        }
        System.exit(0);
    }

    /** Sends one by each in turns; {@code pause} nanoseconds pass from one start to the next. */
    private Times times(int messages, long pause) {
        byte[][] bodies = Load.of(new Load.Shape(messages, 1, 20, 900), loads++).bodies();
        double[] first = new double[messages];
        double[] second = new double[messages];
        long next = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            next = await(next + pause);
            first[i] = millis(ours, bodies[i]);
            next = await(next + pause);
            second[i] = millis(request, bodies[i]);
        }
        Arrays.sort(first);
        Arrays.sort(second);
        return new Times(first, second);
    }

    /** Sends at a fixed pace, whether or not what went before is answered, first all by the component and then all by the route. */
    private Times crowd() throws Exception {
        byte[][] bodies = Load.of(new Load.Shape(CROWD, 1, 20, 900), loads++).bodies();
        server.reset(FAR);
        return new Times(crowd(ours, bodies), crowd(request, bodies));
    }

    private static double[] crowd(SentWork work, byte[][] bodies) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        List<Future<Double>> sent = new ArrayList<>(bodies.length);
        long next = System.nanoTime();
        for (byte[] body : bodies) {
            next = await(next + CROWD_PAUSE);
            sent.add(senders.submit(() -> millis(work, body)));
        }
        double[] times = new double[bodies.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = sent.get(i).get();
        }
        senders.shutdown();
        Arrays.sort(times);
        return times;
    }

    /** Whoever is late does not hurry after it. */
    private static long await(long start) {
        long now = System.nanoTime();
        while (now < start) {
            LockSupport.parkNanos(start - now);
            now = System.nanoTime();
        }
        return now;
    }

    private static double millis(SentWork work, byte[] body) {
        long start = System.nanoTime();
        work.send(body);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted[sorted.length * percent / 100];
    }

    private static void rows(StringBuilder text, String pace, Times times) {
        row(text, "component, " + pace, percent -> percentile(times.ours, percent));
        row(text, "a request by itself, " + pace, percent -> percentile(times.request, percent));
        row(
                text,
                "round trip +, " + pace,
                percent -> percentile(times.ours, percent) - percentile(times.request, percent));
    }

    private interface Percentile {
        double of(int percent);
    }

    private static void row(StringBuilder text, String what, Percentile times) {
        text.append(String.format(
                Locale.ROOT, "| %s | %.2f | %.2f | %.2f |%n", what, times.of(50), times.of(90), times.of(99)));
    }
}
