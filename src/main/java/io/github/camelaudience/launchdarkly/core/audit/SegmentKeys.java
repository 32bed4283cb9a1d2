package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.ReadBack;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import java.util.Optional;

/**
 * Knows which segment is an audience's.
 *
 * @param kind what audiences are written to
 * @param rule makes the keys of segments that are not synced
 */
public record SegmentKeys(SegmentKind kind, SegmentKeyRule rule) {

    /**
     * Makes the keys that LaunchDarkly's own emulator gives to synced segments of this integration. That LaunchDarkly itself gives the
     * same ones is not documented: a segment counts as the audience's only if it is there and synced.
     */
    private static final String SYNCED = "segment-audiences-";

    /** Gives the key of an audience's segment. */
    String keyOf(String audienceId) {
        return kind == SegmentKind.synced ? SYNCED + audienceId : rule.keyOf(audienceId);
    }

    /** Gives the audience whose segment it is by its key. */
    Optional<String> audienceOf(ReadBack.Membership segment) {
        if (segment.isSynced() != (kind == SegmentKind.synced)) {
            return Optional.empty();
        }
        if (kind != SegmentKind.synced) {
            return rule.audienceOf(segment.key());
        }
        return segment.key().startsWith(SYNCED) && segment.key().length() > SYNCED.length()
                ? Optional.of(segment.key().substring(SYNCED.length()))
                : Optional.empty();
    }

    /** Says that a segment is not there. */
    String absent(String segmentKey, boolean given) {
        String what = "LaunchDarkly shows no segment " + segmentKey + " in this environment";
        return kind == SegmentKind.synced && !given
                ? what
                        + ". How it makes the keys of synced segments is not documented: if the audience's has another key, say so by"
                        + " segmentKey"
                : what;
    }
}
