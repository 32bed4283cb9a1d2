package io.github.camelaudience.standin;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One segment of one environment, of whatever kind. Guarded by the {@link Ledger}. */
final class Segment {

    final String clientSideId;
    final String key;
    final SegmentKind kind;
    final String audience;
    final int generation;
    final long created;
    final Map<String, Targets> targets = new LinkedHashMap<>(2);
    final Set<String> tags = new LinkedHashSet<>(2);
    String name;
    String description;

    /** The one context kind of a segment without bound, {@code null} for a standard one. */
    String contextKind;

    int version;
    long modified;

    Segment(
            String clientSideId,
            String key,
            SegmentKind kind,
            String audience,
            String name,
            int generation,
            long created) {
        this.clientSideId = clientSideId;
        this.key = key;
        this.kind = kind;
        this.audience = audience;
        this.name = name;
        this.generation = generation;
        this.created = created;
        this.modified = created;
    }

    Targets targets(String contextKind) {
        return targets.computeIfAbsent(contextKind, of -> new Targets(new Lane(clientSideId, of, audience)));
    }

    boolean includes(String contextKind, String contextKey) {
        Targets of = targets.get(contextKind);
        return of != null && of.includes(contextKey);
    }

    boolean excludes(String contextKind, String contextKey) {
        Targets of = targets.get(contextKind);
        return of != null && of.excluded.contains(contextKey);
    }

    int includedCount() {
        return targets.values().stream().mapToInt(Targets::size).sum();
    }

    int excludedCount() {
        return targets.values().stream().mapToInt(of -> of.excluded.size()).sum();
    }

    long lastChange() {
        return targets.values().stream().mapToLong(of -> of.lastChange).max().orElse(0);
    }

    /** Says why these edits are not possible, one after the other, in a standard segment; {@code null} if they are. */
    String obstacle(List<TargetEdit> edits, int maxTargets) {
        Map<TargetKey, Boolean> included = new HashMap<>();
        Map<TargetKey, Boolean> excluded = new HashMap<>();
        int count = includedCount() + excludedCount();
        for (TargetEdit edit : edits) {
            Map<TargetKey, Boolean> here = edit.included() ? included : excluded;
            Map<TargetKey, Boolean> there = edit.included() ? excluded : included;
            for (String contextKey : edit.keys()) {
                TargetKey target = new TargetKey(edit.contextKind(), contextKey);
                if (edit.add() && isIn(there, target, !edit.included())) {
                    return "A context key would be both included and excluded";
                }
                count += (edit.add() ? 1 : 0) - (isIn(here, target, edit.included()) ? 1 : 0);
                here.put(target, edit.add());
            }
        }
        return count > maxTargets && count > includedCount() + excludedCount()
                ? "The segment would have more than " + maxTargets + " individual targets"
                : null;
    }

    private boolean isIn(Map<TargetKey, Boolean> planned, TargetKey target, boolean ofIncluded) {
        Boolean plan = planned.get(target);
        if (plan != null) {
            return plan;
        }
        return ofIncluded
                ? includes(target.contextKind(), target.contextKey())
                : excludes(target.contextKind(), target.contextKey());
    }

    /** What a dry run plays with: the same targets, without their history. */
    Segment copy() {
        Segment copy = new Segment(clientSideId, key, kind, audience, name, generation, created);
        copy.description = description;
        copy.contextKind = contextKind;
        copy.version = version;
        copy.modified = modified;
        copy.tags.addAll(tags);
        targets.forEach((of, mine) -> copy.targets.put(of, mine.copy()));
        return copy;
    }

    /** One view for each context kind; of a segment without any target, one that is empty. */
    List<SegmentView> views() {
        if (targets.isEmpty()) {
            Lane lane = new Lane(clientSideId, contextKind == null ? "user" : contextKind, audience);
            return List.of(new Targets(lane).view(this));
        }
        return targets.values().stream().map(of -> of.view(this)).toList();
    }

    SegmentSnapshot snapshot() {
        Map<String, List<String>> included = new LinkedHashMap<>();
        Map<String, List<String>> excluded = new LinkedHashMap<>();
        targets.forEach((of, mine) -> {
            included.put(of, mine.included());
            excluded.put(of, List.copyOf(mine.excluded));
        });
        return new SegmentSnapshot(facts(), included, excluded);
    }

    SegmentFacts facts() {
        return new SegmentFacts(clientSideId, key, kind, audience, name, contextKind, version, generation);
    }

    private record TargetKey(String contextKind, String contextKey) {}
}
