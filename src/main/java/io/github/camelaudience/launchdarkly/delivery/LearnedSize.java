package io.github.camelaudience.launchdarkly.delivery;

/**
 * How many members a request may have after LaunchDarkly called one too large. Immutable; forgotten after a while,
 * because nobody publishes the limit.
 *
 * @param maxMembers the most to send
 * @param until      when to forget it, in milliseconds since the epoch
 */
record LearnedSize(int maxMembers, long until) {

    static final LearnedSize UNLIMITED = new LearnedSize(Integer.MAX_VALUE, Long.MIN_VALUE);

    private static final long REMEMBERED_MILLIS = 10 * 60 * 1000L;

    int at(long now) {
        return now < until ? maxMembers : Integer.MAX_VALUE;
    }

    /** A request of that many members was too large. */
    LearnedSize refused(int members, long now) {
        return new LearnedSize(Math.max(1, Math.min(at(now), members / 2)), now + REMEMBERED_MILLIS);
    }
}
