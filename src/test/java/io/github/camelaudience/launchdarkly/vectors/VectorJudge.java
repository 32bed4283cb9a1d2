package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares what was really delivered with the recording and with the model.
 *
 * <p>A rule matters for a case when the prediction with all rules changes once that rule is taken out. Where two rules
 * make the same difference neither does, and then every rule counts that changes the reference's behaviour by itself.
 */
final class VectorJudge {

    private VectorJudge() {}

    /** What became of one case. */
    sealed interface Finding {

        /** The component did what the reference did, and that is what our rules ask for. */
        record Equal() implements Finding {}

        /** It differs from the reference by exactly these rules. */
        record ByRule(Set<DifferenceRule> rules) implements Finding {}

        /** The model does not know the case. */
        record Skipped(String reason) implements Finding {}

        /** A difference without a rule, or a rule that did not show. */
        record Unexplained(String detail) implements Finding {}
    }

    static Finding judge(VectorCase vector, Delivery actual) {
        Prediction reference;
        Prediction ours;
        try {
            reference = ReferenceModel.run(vector, Switches.none());
            ours = ReferenceModel.run(vector, Switches.all());
        } catch (NotModelledException e) {
            return unknown(vector, actual, e.getMessage());
        } catch (ClassCastException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return unknown(vector, actual, "the model fails: " + e);
        }
        if (!ours.allows(actual)) {
            return new Finding.Unexplained(
                    "expected " + ours + "\n  by " + rulesThatMatter(vector) + "\n  but was " + actual);
        } else if (actual.isLike(vector.recorded())) {
            return new Finding.Equal();
        } else if (!reference.isExactly(vector.recorded())) {
            return new Finding.Unexplained(
                    "the model expects " + reference + "\n  of the reference, which did " + vector.recorded());
        }
        Set<DifferenceRule> rules = rulesThatMatter(vector);
        return rules.isEmpty()
                ? new Finding.Unexplained("no rule matters, but the component did " + actual)
                : new Finding.ByRule(rules);
    }

    private static Finding unknown(VectorCase vector, Delivery actual, String reason) {
        return actual.isLike(vector.recorded()) ? new Finding.Equal() : new Finding.Skipped(reason);
    }

    /** The rules by which our behaviour differs from the reference's in this case. */
    static Set<DifferenceRule> rulesThatMatter(VectorCase vector) {
        AskedRules all = new AskedRules(Switches.all());
        Prediction ours = predict(vector, all);
        Set<DifferenceRule> matter =
                among(all, rule -> !predict(vector, Switches.allBut(rule)).equals(ours));
        AskedRules none = new AskedRules(Switches.none());
        Prediction reference = predict(vector, none);
        return matter.isEmpty() && !ours.equals(reference)
                ? among(none, rule -> !predict(vector, EnumSet.of(rule)).equals(reference))
                : matter;
    }

    private static Set<DifferenceRule> among(AskedRules rules, Predicate<DifferenceRule> condition) {
        return Switches.all().stream()
                .filter(rules.asked()::contains)
                .filter(condition)
                .collect(Collectors.toCollection(Switches::none));
    }

    private static Prediction predict(VectorCase vector, Set<DifferenceRule> rules) {
        return ReferenceModel.run(vector, rules).withoutStatus();
    }
}
