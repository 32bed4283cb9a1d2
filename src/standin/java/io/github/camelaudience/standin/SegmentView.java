package io.github.camelaudience.standin;

import java.util.List;

/**
 * A synced segment as it is now.
 *
 * @param lane    environment, kind and audience
 * @param name    the last cohort name that was sent
 * @param size    how many contexts are in
 * @param applied how many elements were applied, changing or not
 * @param recent  the last contexts that entered or left, newest first
 */
public record SegmentView(Lane lane, String name, int size, long applied, List<Move> recent) {

    /**
     * A membership that changed.
     *
     * @param userId   the key of the context
     * @param entered  true if it entered
     * @param atMillis when, by the server's clock
     */
    public record Move(String userId, boolean entered, long atMillis) {}
}
