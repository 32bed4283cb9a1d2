package io.github.camelaudience.bench;

import java.util.List;
import java.util.Locale;

/**
 * Compares the component with what else does its work, in one interleaved run. The argument {@code quick} leaves out what takes
 * long.
 */
public final class SpeedBench {

    /** Of the page, and of {@link Page#stated}. */
    public static final String QUICK = "quick";

    public static final String TO_GROUPING = "component / grouping route";
    public static final String TO_PARSING = "component / parse only";

    private final Contest contest;

    private SpeedBench(Contest contest) {
        this.contest = contest;
    }

    /** Fails when any contender comes to other memberships than the work has. */
    public static void main(String[] args) throws Exception {
        try (Contest contest = new Contest()) {
            SpeedBench bench = new SpeedBench(contest);
            if (args.length > 0 && args[0].equals(QUICK)) {
                bench.quick();
            } else {
                bench.compare();
            }
        }
        System.exit(0);
    }

    private void quick() throws Exception {
        List<Contender> contenders = List.of(
                new ParsedWork(),
                contest.ours(Contest.ONE, ""),
                contest.rival(Contest.GROUPING_ONE, "direct:grouping-one"));
        Comparison run = Comparison.steady(contenders, Load.Shape.USUAL, 40, 10);
        StringBuilder text = new StringBuilder("| ratio, short run | times |\n|---|---|\n");
        row(text, TO_GROUPING, run.ratio(Contest.ONE, Contest.GROUPING_ONE));
        row(text, TO_PARSING, run.ratio(Contest.ONE, Contest.PARSE));
        Page.block(QUICK, text.toString());
    }

    private void compare() throws Exception {
        List<Contender> contenders = contest.all();
        contest.reference().ifPresent(contenders::add);
        Comparison run = Comparison.steady(contenders, Load.Shape.USUAL, 100, 12);
        StringBuilder text = new StringBuilder("| " + Load.Shape.USUAL
                + " | messages per CPU-second | bytes allocated per message |\n|---|---|---|\n");
        for (Contender each : contenders) {
            double allocated = run.allocated(each.name());
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %s |%n",
                    each.name(),
                    run.perCpuSecond(each.name()),
                    Double.isNaN(allocated) ? "not known" : String.format(Locale.ROOT, "%,.0f", allocated)));
        }
        text.append("\n| ratio | times |\n|---|---|\n");
        if (run.of(Contest.REFERENCE) != null) {
            row(text, "component / reference destination", run.ratio(Contest.ONE, Contest.REFERENCE));
        }
        row(text, TO_GROUPING, run.ratio(Contest.ONE, Contest.GROUPING_ONE));
        row(text, "component / aggregate route", run.ratio(Contest.ONE, Contest.AGGREGATE_ONE));
        row(text, "the same, many audiences a request, grouping", run.ratio(Contest.MANY, Contest.GROUPING_MANY));
        row(text, "the same, many audiences a request, aggregate", run.ratio(Contest.MANY, Contest.AGGREGATE_MANY));
        row(text, "component with many / grouping route with one", run.ratio(Contest.MANY, Contest.GROUPING_ONE));
        row(text, "component with many / aggregate route with one", run.ratio(Contest.MANY, Contest.AGGREGATE_ONE));
        row(text, TO_PARSING, run.ratio(Contest.ONE, Contest.PARSE));
        row(text, "reader and mapper / parse only", run.ratio(Contest.MAPPER, Contest.PARSE));
        row(text, "bytes allocated / bytes of the message", run.allocated(Contest.ONE) / Load.Shape.USUAL.bytes());
        Page.block("compare", text.toString());
    }

    private static void row(StringBuilder text, String what, double times) {
        text.append(String.format(Locale.ROOT, "| %s | %.2f |%n", what, times));
    }
}
