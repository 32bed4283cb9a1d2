package io.github.camelaudience.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several contenders at the same work in turns, each in every round. A wrong result ends it: a fast wrong answer is none.
 * Only ratios within one run say anything, because a busy machine slows all alike.
 */
final class Comparison {

    /** No load comes twice in a process: what was accepted once is a duplicate when it comes again. */
    private static int loads;

    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    private Comparison() {}

    /** Runs some rounds to warm up and some that count, each with a load of its own. */
    static Comparison of(List<? extends Contender> contenders, Load.Shape shape, int warmUp, int rounds)
            throws Exception {
        Comparison comparison = new Comparison();
        contenders.forEach(each -> comparison.costs.put(each.name(), new ArrayList<>()));
        for (int round = 0; round < warmUp + rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                // who goes first is another one in each round
                Contender contender = contenders.get((i + round) % contenders.size());
                Load load = Load.of(shape, loads++);
                Cost cost = contender.run(load);
                Digest result = contender.result(load);
                if (!result.equals(load.membership())) {
                    throw new IllegalStateException(
                            contender.name() + " came to " + result + " memberships, not to " + load.membership());
                }
                if (round >= warmUp) {
                    comparison.costs.get(contender.name()).add(cost);
                }
            }
        }
        return comparison;
    }

    List<Cost> of(String contender) {
        return costs.get(contender);
    }

    double ratio(String ours, String other) {
        return Cost.ratio(of(ours), of(other));
    }

    double perCpuSecond(String contender) {
        return Cost.median(of(contender), Cost::perCpuSecond);
    }

    double allocated(String contender) {
        return Cost.median(of(contender), Cost::allocated);
    }

    double seconds(String contender) {
        return Cost.median(of(contender), Cost::seconds);
    }
}
