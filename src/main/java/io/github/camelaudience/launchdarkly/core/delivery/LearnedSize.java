package io.github.camelaudience.launchdarkly.core.delivery;

/**
 * How many members a request may have after LaunchDarkly called one too large. Immutable; forgotten after a while,
 * because nobody publishes the limit.
 *
 * @param maxMembers the most to send
 * @param accepted   the most that were accepted since then: a smaller request that is too large has one member to blame
 * @param until      when to forget it, in milliseconds since the epoch
 */
record LearnedSize(int maxMembers, int accepted, long until) {

    static final LearnedSize UNLIMITED = new LearnedSize(Integer.MAX_VALUE, 0, Long.MIN_VALUE);

    private static final long REMEMBERED_MILLIS = 10 * 60 * 1000L;

    int at(long now) {
        return now < until ? maxMembers : Integer.MAX_VALUE;
    }

    /** A request of that many members was too large. */
    LearnedSize refused(int members, long now) {
        if (members == 1) {
            return this;
        }
        if (now >= until) {
            return new LearnedSize(members / 2, 0, now + REMEMBERED_MILLIS);
        }
        return members <= accepted
                ? this
                : new LearnedSize(
                        Math.max(accepted, Math.min(maxMembers, members / 2)), accepted, now + REMEMBERED_MILLIS);
    }

    /** A request of that many members was accepted. */
    LearnedSize accepted(int members) {
        return members > accepted ? new LearnedSize(Math.max(maxMembers, members), members, until) : this;
    }
}
