package io.github.camelaudience.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs several contenders at the same work in turns, each in every round. A wrong result ends it: a fast wrong answer is none.
 * Only ratios within one run say anything, because a busy machine slows all alike.
 */
final class Comparison {

    private static final int LOOKED_AT = 10;

    /** What a round costs falls no more when it falls by less than this. */
    private static final double STEADY = 0.97;

    /** No load comes twice in a process: what was accepted once is a duplicate when it comes again. */
    private static int loads;

    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    private Comparison() {}

    /**
     * Warms each contender up until the median of ten rounds is no more than 3 % below that of the ten before, and then runs the rounds
     * that count. The compiler needs about 50 rounds of the usual shape.
     *
     * @param most bound of the rounds that do not count
     */
    static Comparison steady(List<? extends Contender> contenders, Load.Shape shape, int most, int rounds)
            throws Exception {
        Comparison warming = new Comparison();
        List<Contender> cooler = new ArrayList<>(contenders);
        int round = 0;
        while (round < most && !cooler.isEmpty()) {
            // all of them: what one makes the compiler forget, another has to bear
            warming.round(contenders, shape, round++);
            cooler.removeIf(each -> isSteady(warming.of(each.name())));
        }
        System.out.printf("warmed up in %d rounds%n", round);
        return of(contenders, shape, 1, rounds);
    }

    private static boolean isSteady(List<Cost> rounds) {
        int last = rounds.size() - LOOKED_AT;
        return last >= LOOKED_AT
                && Cost.median(rounds.subList(last, rounds.size()))
                        >= STEADY * Cost.median(rounds.subList(last - LOOKED_AT, last));
    }

    /** Runs some rounds to warm up and some that count, each with a load of its own. */
    static Comparison of(List<? extends Contender> contenders, Load.Shape shape, int warmUp, int rounds)
            throws Exception {
        Comparison warming = new Comparison();
        for (int round = 0; round < warmUp; round++) {
            warming.round(contenders, shape, round);
        }
        Comparison comparison = new Comparison();
        for (int round = 0; round < rounds; round++) {
            comparison.round(contenders, shape, round);
        }
        return comparison;
    }

    private void round(List<? extends Contender> contenders, Load.Shape shape, int round) throws Exception {
        Load load = Load.of(shape, loads++);
        for (int i = 0; i < contenders.size(); i++) {
            // who goes first is another one in each round
            Contender contender = contenders.get((i + round) % contenders.size());
            Cost cost = contender.run(load);
            Digest result = contender.result(load);
            if (!result.equals(load.membership())) {
                throw new IllegalStateException(
                        contender.name() + " came to " + result + " memberships, not to " + load.membership());
            }
            costs.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(cost);
        }
        if (Boolean.getBoolean("bench.rounds")) {
            costs.forEach((name, all) ->
                    System.out.printf("%8.3f %s", all.get(all.size() - 1).micros(), name));
            System.out.println();
        }
    }

    List<Cost> of(String contender) {
        return costs.get(contender);
    }

    /** Tells how many times as much work the first does in the same CPU time. */
    double ratio(String ours, String other) {
        return micros(other) / micros(ours);
    }

    double micros(String contender) {
        return Cost.typical(of(contender), Cost::micros);
    }

    /** Tells how many such messages a second of CPU is enough for. */
    double perCpuSecond(String contender) {
        return 1e6 / micros(contender);
    }

    double allocated(String contender) {
        return Cost.typical(of(contender), Cost::allocated);
    }

    double seconds(String contender) {
        return Cost.typical(of(contender), Cost::seconds);
    }
}
