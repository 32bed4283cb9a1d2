package io.github.camelaudience.standin;

import java.util.List;
import java.util.Set;

/**
 * What the parser made of a body.
 *
 * @param body    the memberships in it, as far as they could be read
 * @param edits   of a request to the REST API, what it asks for; {@code null} for other routes
 * @param problem why LaunchDarkly would refuse the whole request, or {@code null}; names the place, never a value
 * @param unknown what of the request the stand-in does not know, or {@code null}
 */
record ParsedBody(SyncBody body, Edits edits, String problem, String unknown) {

    static final ParsedBody NONE = new ParsedBody(SyncBody.EMPTY, "the request has no body");

    ParsedBody(SyncBody body, String problem) {
        this(body, null, problem, null);
    }

    /**
     * Changes a segment.
     *
     * @param targets    its individual targets, one edit after the other
     * @param name       its new name, {@code null} for none
     * @param addTags    tags to add
     * @param removeTags tags to remove
     * @param ofBig      true if an instruction is for larger lists only
     */
    record Edits(List<TargetEdit> targets, String name, Set<String> addTags, Set<String> removeTags, boolean ofBig) {

        /** How many operations on targets these are. */
        int operations() {
            return targets.stream().mapToInt(edit -> edit.keys().size()).sum();
        }
    }
}
