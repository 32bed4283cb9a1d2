package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads memberships back from LaunchDarkly: of a context in all segments, in one big segment, and how many a segment has. Thread-safe. */
public final class ReadBack {

    private final RestApi api;

    /** Asks by this client. */
    public ReadBack(RestApi api) {
        this.api = Objects.requireNonNull(api, "api");
    }

    /**
     * Holds what was read, or why nothing was.
     *
     * @param value   {@code null} when nothing could be read
     * @param outcome of the request
     */
    public record Read<T>(T value, ApiOutcome outcome) {}

    /**
     * Tells of one segment and one context.
     *
     * @param key          the segment's key
     * @param name         its name
     * @param external     who syncs it; blank or {@code null} for nobody
     * @param unbounded    whether it is a big or a synced segment
     * @param member       whether the context is a member, by itself or by a rule
     * @param individually whether it is included by itself
     */
    public record Membership(
            String key,
            String name,
            String external,
            boolean unbounded,
            @JsonProperty("isMember") Boolean member,
            @JsonProperty("isIndividuallyTargeted") boolean individually) {

        /** Tells whether somebody syncs it. */
        public boolean isSynced() {
            return external != null && !external.isBlank();
        }
    }

    /**
     * Tells how many contexts of a kind a segment includes by themselves.
     *
     * @param members how many
     * @param keys    their keys, where LaunchDarkly tells them; else {@code null}
     */
    public record Counted(long members, Set<String> keys) {

        /** Leaves out the keys, which may be e-mail addresses. */
        @Override
        public String toString() {
            return "Counted[" + members + "]";
        }
    }

    private record Memberships(List<Membership> items) {}

    private record Target(Boolean included) {}

    private record Counts(Long includedCount) {}

    private record Size(
            boolean unbounded,
            @JsonProperty("_unboundedMetadata") Counts counts) {}

    /** Asks for a context's memberships in all segments of the environment: one request. */
    public Read<List<Membership>> memberships(EnvironmentKeys keys, String contextKind, String contextKey) {
        byte[] context = JsonNodeFactory.instance
                .objectNode()
                .put("kind", contextKind)
                .put("key", contextKey)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        RestAnswer answer = api.post(keys.environmentPath() + "/segments/evaluate", context);
        Memberships read = answer.isAccepted() ? answer.read(Memberships.class) : null;
        boolean whole = read != null
                && read.items != null
                && read.items.stream().allMatch(each -> each != null && each.key != null && each.member != null);
        return read(answer, whole ? List.copyOf(read.items) : null);
    }

    /** Asks whether a big or synced segment includes a context by itself: one request. */
    public Read<Boolean> isIncluded(EnvironmentKeys keys, String segmentKey, String contextKey) {
        RestAnswer answer = api.get(segment(keys, segmentKey) + "/contexts/" + EnvironmentKeys.encode(contextKey));
        Target target = answer.isAccepted() ? answer.read(Target.class) : null;
        return read(answer, target == null ? null : target.included);
    }

    /** Asks how many contexts of a kind a segment includes by themselves: one request. A big or synced segment has one kind. */
    public Read<Counted> count(EnvironmentKeys keys, String segmentKey, String contextKind) {
        RestAnswer answer = api.get(segment(keys, segmentKey));
        Size size = answer.isAccepted() ? answer.read(Size.class) : null;
        if (size == null || size.unbounded) {
            Long count = size == null || size.counts == null ? null : size.counts.includedCount;
            return read(answer, count == null ? null : new Counted(count, null));
        }
        SegmentDocument document = answer.read(SegmentDocument.class);
        if (document == null) {
            return read(answer, null);
        }
        Set<String> members = document.members().getOrDefault(contextKind, Set.of());
        return read(answer, new Counted(members.size(), members));
    }

    private static String segment(EnvironmentKeys keys, String segmentKey) {
        return keys.segmentsPath() + "/" + EnvironmentKeys.encode(segmentKey);
    }

    private static <T> Read<T> read(RestAnswer answer, T value) {
        return answer.isAccepted() && value == null
                ? new Read<>(
                        null,
                        answer.outcome()
                                .as(Disposition.HELD)
                                .because("the answer is too long, or not as LaunchDarkly documents it"))
                : new Read<>(value, answer.outcome());
    }
}
