package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds what LaunchDarkly says of a segment, as far as it matters here. It names people, so it is dropped as soon as it is judged.
 *
 * @param key                  the segment's key
 * @param description          what stands there in words, or {@code null}
 * @param deleted              whether it was deleted
 * @param unbounded            whether it is a big segment
 * @param unboundedContextKind the kind of the contexts of a big segment; {@code null} counts as {@code user}
 * @param external             who syncs it, or {@code null}
 * @param included             keys of kind {@code user} that are in it by themselves
 * @param excluded             keys of kind {@code user} that are kept out of it by themselves
 * @param includedContexts     likewise by kind
 * @param excludedContexts     likewise by kind
 */
public record SegmentDocument(
        String key,
        String description,
        boolean deleted,
        boolean unbounded,
        String unboundedContextKind,
        @JsonProperty("_external") String external,
        List<String> included,
        List<String> excluded,
        List<Targets> includedContexts,
        List<Targets> excludedContexts) {

    private static final String USER = "user";

    /**
     * Holds targets of one kind.
     *
     * @param contextKind the kind, or {@code null} for {@code user}
     * @param values      their keys, or {@code null} for none
     */
    public record Targets(String contextKind, List<String> values) {}

    /** Gives the kind of the contexts of a big segment. */
    String contextKind() {
        return unboundedContextKind == null || unboundedContextKind.isBlank() ? USER : unboundedContextKind;
    }

    /** Counts its individual targets, included and excluded; a key of kind user that stands in both forms is one. */
    public int targets() {
        return count(byKind(included, includedContexts)) + count(byKind(excluded, excludedContexts));
    }

    private static int count(Map<String, Set<String>> targets) {
        return targets.values().stream().mapToInt(Set::size).sum();
    }

    /** Tells which contexts are included by themselves: their keys by kind. */
    public Map<String, Set<String>> members() {
        return byKind(included, includedContexts);
    }

    private static Map<String, Set<String>> byKind(List<String> users, List<Targets> contexts) {
        Stream<Targets> all = Stream.concat(
                Stream.of(new Targets(USER, users)), contexts == null ? Stream.empty() : contexts.stream());
        BinaryOperator<Set<String>> union = (one, other) -> {
            one.addAll(other);
            return one;
        };
        return all.filter(targets -> targets != null && targets.values != null)
                .collect(Collectors.toMap(
                        targets -> targets.contextKind == null ? USER : targets.contextKind,
                        targets -> new HashSet<>(targets.values),
                        union));
    }

    /** Tells whether a context is among {@link #members}. */
    public static boolean isIn(Map<String, Set<String>> members, MembershipSlot slot) {
        return members.getOrDefault(slot.contextKind(), Set.of()).contains(slot.contextKey());
    }

    @Override
    public String toString() {
        return "SegmentDocument[" + key + "]";
    }
}
