package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import java.util.AbstractSet;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;

/** Rules that remember which were asked for. A rule that a prediction did not ask for cannot change it. */
final class AskedRules extends AbstractSet<DifferenceRule> {

    private final Set<DifferenceRule> rules;
    private final Set<DifferenceRule> asked = Switches.none();

    AskedRules(Set<DifferenceRule> rules) {
        this.rules = rules;
    }

    Set<DifferenceRule> asked() {
        return asked;
    }

    @Override
    public boolean contains(Object rule) {
        asked.add((DifferenceRule) rule);
        return rules.contains(rule);
    }

    /** Asks for all of them. */
    @Override
    public Iterator<DifferenceRule> iterator() {
        asked.addAll(EnumSet.allOf(DifferenceRule.class));
        return rules.iterator();
    }

    @Override
    public int size() {
        asked.addAll(EnumSet.allOf(DifferenceRule.class));
        return rules.size();
    }
}
