package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimitedServer.Answer;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimitedServer.Style;
import java.util.PriorityQueue;
import java.util.Random;

/** Lanes with endless demand send through one limiter to one server, in virtual time. */
final class LimiterSimulation {

    private static final long START = 1_790_000_003_210L;

    /**
     * One run.
     *
     * @param limit   what the server allows per window
     * @param skew    how far the server's clock is ahead
     * @param lanes   requests in flight at most
     * @param stolen  requests per window of another client, spread evenly
     * @param windows how many windows to run
     * @param warmUp  windows before figures are taken
     */
    record Plan(Style style, int limit, long skew, int lanes, int stolen, int windows, int warmUp, long seed) {}

    /** What the run came to. All but {@code refusedInWarmUp} and {@code longestWait} is counted after the warm-up. */
    record Figures(long refused, double refusedShare, long refusedInWarmUp, long longestWait, double perWindow) {

        /** Each figure the worse of two runs. */
        Figures worse(Figures other) {
            return new Figures(
                    Math.max(refused, other.refused),
                    Math.max(refusedShare, other.refusedShare),
                    Math.max(refusedInWarmUp, other.refusedInWarmUp),
                    Math.max(longestWait, other.longestWait),
                    Math.min(perWindow, other.perWindow));
        }
    }

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** What requests are sent to. */
    interface Server {
        /** Handles one request at this time of the server's clock. */
        Answer handle(long now);

        /** Counts one request of anybody; false when a limit is used up. */
        boolean take(long now);
    }

    private final Plan plan;
    private final Random random;
    private final RateLimiter limiter;
    private final Server server;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long order;
    private long now = START;

    private long accepted;
    private long refused;
    private long refusedInWarmUp;
    private long stolen;
    private long longestWait;

    LimiterSimulation(Plan plan) {
        this(plan, new LimitedServer(plan.style, plan.limit, new Random(plan.seed).nextInt(10) * 1_000L));
    }

    LimiterSimulation(Plan plan, Server server) {
        this.plan = plan;
        this.random = new Random(plan.seed);
        this.limiter = new RateLimiter();
        this.server = server;
    }

    /** As {@link #run}; from the given window on the server allows another number. */
    static Figures runChangingLimit(Plan plan, int newLimit, int fromWindow) {
        LimitedServer changing = new LimitedServer(plan.style, plan.limit, 0);
        LimiterSimulation simulation = new LimiterSimulation(plan, changing);
        simulation.in(fromWindow * LimitedServer.WINDOW, () -> changing.changeLimit(newLimit));
        return simulation.run();
    }

    Figures run() {
        for (int lane = 0; lane < plan.lanes; lane++) {
            in(random.nextInt(20), this::ask);
        }
        if (plan.stolen > 0) {
            in(0, this::steal);
        }
        long end = START + plan.windows * LimitedServer.WINDOW;
        while (events.peek().at < end) {
            Event event = events.poll();
            now = event.at;
            event.action.run();
        }
        double perWindow = (double) (accepted + stolen) / (plan.windows - plan.warmUp);
        double share = refused == 0 ? 0 : (double) refused / (accepted + refused);
        return new Figures(refused, share, refusedInWarmUp, longestWait, perWindow);
    }

    private void ask() {
        long wait = limiter.reserve(now);
        longestWait = Math.max(longestWait, wait);
        if (wait > 0) {
            in(wait, this::ask);
            return;
        }
        long sentAt = now;
        long roundTrip = 5L + random.nextInt(196);
        long toServer = (long) (roundTrip * random.nextDouble());
        in(toServer, () -> {
            Answer answer = server.handle(now + plan.skew);
            count(answer);
            in(roundTrip - toServer, () -> {
                limiter.answered(answer.facts(), answer.refused(), sentAt, now, random.nextDouble());
                ask();
            });
        });
    }

    private void count(Answer answer) {
        if (!warm()) {
            refusedInWarmUp += answer.refused() ? 1 : 0;
        } else if (answer.refused()) {
            refused++;
        } else {
            accepted++;
        }
    }

    private void steal() {
        if (server.take(now + plan.skew) && warm()) {
            stolen++;
        }
        in(LimitedServer.WINDOW / plan.stolen, this::steal);
    }

    private boolean warm() {
        return now >= START + plan.warmUp * LimitedServer.WINDOW;
    }

    private void in(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }
}
