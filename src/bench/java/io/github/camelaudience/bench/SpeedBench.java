package io.github.camelaudience.bench;

import java.util.List;
import java.util.Locale;

/**
 * Compares the component with what else does its work, in one interleaved run, and prints a table and the ratios. Arguments,
 * which are optional: rounds, rounds to warm up, bodies a round.
 */
public final class SpeedBench {

    private SpeedBench() {}

    /** Fails when any contender comes to other memberships than the work has. */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
        int warmUp = args.length > 1 ? Integer.parseInt(args[1]) : 6;
        int bodies = args.length > 2 ? Integer.parseInt(args[2]) : Load.Shape.USUAL.bodies();
        Load.Shape usual = Load.Shape.USUAL;
        Load.Shape shape = new Load.Shape(bodies, usual.perBody(), usual.audiences(), usual.bytes());
        try (Contest contest = new Contest()) {
            List<Contender> contenders = contest.all();
            contest.reference().ifPresent(contenders::add);
            System.out.println(shape + ", " + rounds + " rounds after " + warmUp);
            Comparison comparison = Comparison.of(contenders, shape, warmUp, rounds);
            for (Contender each : contenders) {
                System.out.printf(
                        Locale.ROOT,
                        "%-45s %,9.0f messages/CPU-s %6.0f B/message%n",
                        each.name(),
                        comparison.perCpuSecond(each.name()),
                        comparison.allocated(each.name()));
            }
            if (comparison.of(Contest.REFERENCE) != null) {
                print(comparison, "R1, to the reference", Contest.ONE, Contest.REFERENCE);
            }
            print(comparison, "R2 one, to the grouping route", Contest.ONE, Contest.GROUPING_ONE);
            print(comparison, "R2 one, to the aggregate route", Contest.ONE, Contest.AGGREGATE_ONE);
            print(comparison, "R2 many, to the grouping route", Contest.MANY, Contest.GROUPING_MANY);
            print(comparison, "R2 many, to the aggregate route", Contest.MANY, Contest.AGGREGATE_MANY);
            print(comparison, "R3, to parse only", Contest.ONE, Contest.PARSE);
            print(comparison, "R3, reader and mapper", Contest.MAPPER, Contest.PARSE);
        }
        System.exit(0);
    }

    private static void print(Comparison comparison, String what, String ours, String other) {
        System.out.printf(Locale.ROOT, "%-35s %.2f%n", what, comparison.ratio(ours, other));
    }
}
