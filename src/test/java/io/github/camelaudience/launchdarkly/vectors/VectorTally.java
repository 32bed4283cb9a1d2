package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.VectorJudge.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts findings. */
final class VectorTally {

    private final Map<DifferenceRule, Integer> byRule = new EnumMap<>(DifferenceRule.class);
    private final List<String> skipped = new ArrayList<>();
    private final List<String> unexplained = new ArrayList<>();
    private int equal;
    private int explained;

    void add(VectorCase vector, Finding finding) {
        if (finding instanceof Finding.ByRule differs) {
            explained++;
            differs.rules().forEach(rule -> byRule.merge(rule, 1, Integer::sum));
        } else if (finding instanceof Finding.Skipped skip) {
            skipped.add(vector.id() + ": " + skip.reason());
        } else if (finding instanceof Finding.Unexplained open) {
            unexplained.add(vector.id() + "\n  " + open.detail());
        } else {
            equal++;
        }
    }

    List<String> skipped() {
        return skipped;
    }

    List<String> unexplained() {
        return unexplained;
    }

    /** One line. A case that differs by two rules counts once in {@code byRule} and for both within the parentheses. */
    String summary() {
        int total = equal + explained + skipped.size() + unexplained.size();
        String rules = byRule.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        return "vectors: total=" + total + " equal=" + equal + " byRule=" + explained + " (" + rules + ") skipped="
                + skipped.size() + " unexplained=" + unexplained.size();
    }
}
