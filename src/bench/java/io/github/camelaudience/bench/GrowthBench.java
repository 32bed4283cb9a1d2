package io.github.camelaudience.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a message costs as the work grows in one direction at a time, by the component and by the grouping route. */
public final class GrowthBench {

    private static final String OURS = "component";
    private static final String RIVAL = "grouping route";

    private final Contest contest;
    private final List<Point> points = new ArrayList<>();

    private GrowthBench(Contest contest) {
        this.contest = contest;
    }

    /**
     * One point of the table.
     *
     * @param direction what grows
     * @param at        how far it has grown
     * @param ours      of the component
     * @param rival     of the grouping route, or {@code null} when it has nothing of the kind
     */
    record Point(String direction, String at, Figures ours, Figures rival) {}

    /**
     * What one message costs.
     *
     * @param micros    of CPU
     * @param perSecond messages on the clock
     */
    record Figures(double micros, double perSecond) {}

    /** Prints the table, and writes it and its picture into the page with {@code -Dbench.write=true}. */
    public static void main(String[] args) throws Exception {
        try (Contest contest = new Contest()) {
            GrowthBench bench = new GrowthBench(contest);
            Comparison.steady(bench.contenders("", 0, 1), Load.Shape.USUAL, 100, 1);
            bench.run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        for (int audiences : new int[] {1, 20, 2000}) {
            compare("audiences", "" + audiences, new Load.Shape(20, 1000, audiences, 900), "", 0, 1, 2);
        }
        for (int perBody : new int[] {1, 10, 100, 1000}) {
            int bodies = perBody == 1 ? 3000 : Math.min(1000, 20_000 / perBody);
            compare("messages in a body", "" + perBody, new Load.Shape(bodies, perBody, 20, 900), "", 0, 1, 2);
        }
        for (int bytes : new int[] {512, 1024, 10_240}) {
            int bodies = bytes > 2000 ? 6 : 20;
            compare("bytes of a message", "" + bytes, new Load.Shape(bodies, 1000, 20, bytes), "", 0, 1, 2);
        }
        for (int senders : new int[] {1, 2, 4, 8}) {
            compare("threads that send", "" + senders, new Load.Shape(40, 500, 20, 900), "", 0, senders, 2);
        }
        for (int latency : new int[] {0, 50, 200}) {
            Load.Shape shape = new Load.Shape(16, 200, 20, 900);
            compare("round trip in ms", "" + latency, shape, "", latency, 8, 1);
        }
        compare("options", "default", Load.Shape.USUAL, "", 0, 1, 2);
        compare(
                "options",
                "trigger",
                Load.Shape.USUAL,
                "&trigger=RAW(type = \"identify\" or type = \"track\")",
                0,
                1,
                2);
        compare("options", "mapping", Load.Shape.USUAL, "&mapping=RAW(" + MAPPING + ")", 0, 1, 2);
    }

    private static final String MAPPING = "{\"segment_user_id\":{\"@if\":{\"exists\":{\"@path\":\"$.userId\"},"
            + "\"then\":{\"@path\":\"$.userId\"},\"else\":{\"@path\":\"$.anonymousId\"}}}}";

    private void compare(
            String direction, String at, Load.Shape shape, String options, int latency, int senders, int warmUp)
            throws Exception {
        List<Contender> contenders = contenders(options, latency, senders);
        Comparison run = Comparison.of(contenders, shape, warmUp, latency > 0 ? 3 : 6);
        Point point = new Point(
                direction, at, figures(run, OURS, shape), contenders.size() > 1 ? figures(run, RIVAL, shape) : null);
        points.add(point);
        Page.block("growth", table(points)); // what was measured is there even if the rest is not
        Page.picture("performance.svg", new Picture(points).svg());
    }

    private List<Contender> contenders(String options, int latency, int senders) throws Exception {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(contest.ours(OURS, options).withLatency(latency).withSenders(senders));
        if (options.isEmpty()) {
            contenders.add(contest.rival(RIVAL, "direct:grouping-one")
                    .withLatency(latency)
                    .withSenders(senders));
        }
        return contenders;
    }

    private static Figures figures(Comparison run, String name, Load.Shape shape) {
        return new Figures(run.micros(name), shape.messages() / run.seconds(name));
    }

    private static String table(List<Point> points) {
        StringBuilder text = new StringBuilder(
                "| what grows | to | component: CPU µs a message | grouping route | component: messages a second | grouping route |\n"
                        + "|---|---|---|---|---|---|\n");
        points.forEach(point -> text.append(line(point)).append('\n'));
        return text.toString();
    }

    private static String line(Point point) {
        Figures rival = point.rival;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %s | %,.0f | %s |",
                point.direction,
                point.at,
                point.ours.micros,
                rival == null ? "" : String.format(Locale.ROOT, "%.1f", rival.micros),
                point.ours.perSecond,
                rival == null ? "" : String.format(Locale.ROOT, "%,.0f", rival.perSecond));
    }
}
