package io.github.camelaudience.launchdarkly.core.brake;

/**
 * Says how many people may leave an audience without a word: a share of its size, and a number that always may.
 *
 * @param share   the share of the known size, from 0 to 1; 1 lets everybody leave, so that nothing is ever held
 * @param minimum how many may leave in any case, however small the audience is
 */
public record BrakePolicy(double share, long minimum) {

    /** Bounds the removals of one hour: half of an audience, and 1,000 in any case. */
    public static final BrakePolicy LIVE = new BrakePolicy(0.5, 1_000);

    /** Bounds the removals of one plan: a fifth of an audience, and 100 in any case. */
    public static final BrakePolicy PLAN = new BrakePolicy(0.2, 100);

    /** Holds nothing. */
    public static final BrakePolicy OFF = new BrakePolicy(1, 0);

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException when the share is not from 0 to 1, or the minimum negative
     */
    public BrakePolicy {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "brakeShare must be from 0 to 1, such as 0.5 for half of an audience, but was: " + share);
        }
        if (minimum < 0) {
            throw new IllegalArgumentException("brakeMinimum must not be negative but was: " + minimum);
        }
    }

    /** Tells whether nothing is ever held. */
    public boolean isOff() {
        return share == 1;
    }

    /**
     * Gives how many may leave an audience.
     *
     * @param size how many it is known to have; when it may have more, this is the safe side
     */
    public long most(long size) {
        return isOff() ? Long.MAX_VALUE : Math.max(minimum, (long) Math.floor(share * size));
    }

    /** Tells whether so many removals are more than may be without a word. */
    public boolean holds(long removals, long size) {
        return removals > most(size);
    }
}
