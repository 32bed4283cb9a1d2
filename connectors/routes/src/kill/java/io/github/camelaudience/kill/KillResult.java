package io.github.camelaudience.kill;

/**
 * What a run came to.
 *
 * @param plan       what was done
 * @param kills      members that were killed
 * @param lag        records not committed in the end
 * @param lost       slots that never arrived, and broken messages that are in no dead letter
 * @param wrong      slots with another value than their last event says, or with one that no order of the events explains
 * @param duplicates values that slots were given again, at least
 * @param seconds    how long it took
 */
public record KillResult(KillPlan plan, int kills, long lag, long lost, long wrong, long duplicates, long seconds) {

    /** Whether the promise was kept, and put to the test. */
    public boolean isRight() {
        return lost == 0 && wrong == 0 && lag == 0 && kills == plan.kills();
    }

    @Override
    public String toString() {
        return "kill: events=" + plan.events() + " kills=" + kills + " seed=" + plan.seed() + " lost=" + lost
                + " wrong=" + wrong + " duplicates=" + duplicates + " seconds=" + seconds;
    }
}
