package io.github.camelaudience.launchdarkly.core.trigger;

/** What {@link SegmentGrouping} needs to know of each piece of a trigger, left to right. */
sealed interface GroupingItem {

    /** A parenthesis that opens a group. */
    record Open(Token token) implements GroupingItem {}

    /** A parenthesis that closes a group. */
    record Close() implements GroupingItem {}

    /**
     * {@code and} or {@code or}.
     *
     * @param and whether it is {@code and}
     */
    record Join(Token token, boolean and) implements GroupingItem {}

    /**
     * A test.
     *
     * @param function whether it is {@code contains} or {@code match}: its own parenthesis closes an open group
     * @param known    whether the hosted destination evaluates it at all
     */
    record Test(Token token, Condition condition, boolean function, boolean known) implements GroupingItem {}
}
