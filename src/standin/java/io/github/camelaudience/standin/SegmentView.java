package io.github.camelaudience.standin;

import java.util.List;

/**
 * A segment as it is now, as far as contexts of one kind go.
 *
 * @param lane    environment, context kind and audience
 * @param key     the segment's key
 * @param kind    standard, big or synced
 * @param name    the display name; of a synced segment the last cohort name that was sent
 * @param size    how many contexts are in
 * @param applied how many elements were applied, changing or not
 * @param recent  the last contexts that entered or left, newest first
 */
public record SegmentView(
        Lane lane, String key, SegmentKind kind, String name, int size, long applied, List<Move> recent) {

    /**
     * A membership that changed.
     *
     * @param userId   the key of the context
     * @param entered  true if it entered
     * @param atMillis when, by the server's clock
     */
    public record Move(String userId, boolean entered, long atMillis) {}
}
