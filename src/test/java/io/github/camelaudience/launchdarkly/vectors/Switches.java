package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rules that {@link ReferenceModel} can switch on. Those about triggers, time (D22's cool-down, D26, D29), routes (D33),
 * documents (D34), bytes, the user agent (D25), limits (M14) and the Liquid engine (M15) cannot show in a golden vector, or are not modelled.
 */
final class Switches {

    private static final Set<DifferenceRule> MODELLED;

    static {
        EnumSet<DifferenceRule> modelled = EnumSet.range(DifferenceRule.D1, DifferenceRule.D24);
        modelled.add(DifferenceRule.D27);
        modelled.add(DifferenceRule.D28);
        modelled.addAll(EnumSet.range(DifferenceRule.D30, DifferenceRule.D32));
        modelled.addAll(EnumSet.range(DifferenceRule.M1, DifferenceRule.M13));
        modelled.add(DifferenceRule.M16);
        modelled.addAll(EnumSet.range(DifferenceRule.N1, DifferenceRule.S1));
        MODELLED = modelled;
    }

    private Switches() {}

    /** No rule: the reference destination as it is. */
    static Set<DifferenceRule> none() {
        return EnumSet.noneOf(DifferenceRule.class);
    }

    /** All rules: what we do. */
    static Set<DifferenceRule> all() {
        return EnumSet.copyOf(MODELLED);
    }

    /** All rules but one. */
    static Set<DifferenceRule> allBut(DifferenceRule rule) {
        Set<DifferenceRule> others = all();
        others.remove(rule);
        return others;
    }
}
