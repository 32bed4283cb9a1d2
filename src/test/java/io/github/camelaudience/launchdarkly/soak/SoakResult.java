package io.github.camelaudience.launchdarkly.soak;

/**
 * What a soak came to.
 *
 * @param plan        what was done
 * @param lost        messages that were not delivered, not called back or called back twice, and memberships that are missing
 * @param wrong       memberships with another value than the last message says
 * @param outOfOrder  memberships that took values which the order of their messages does not explain
 * @param overlapping pairs of requests of one audience that were under way at once
 * @param requests    requests received
 * @param needed      requests that a run without faults would have needed
 * @param seconds     how long it took
 * @param peakHeap    the most bytes in use after a collection
 */
record SoakResult(
        SoakPlan plan,
        long lost,
        long wrong,
        long outOfOrder,
        long overlapping,
        long requests,
        long needed,
        long seconds,
        long peakHeap) {

    boolean isRight() {
        return lost == 0 && wrong == 0 && outOfOrder == 0 && overlapping == 0;
    }

    @Override
    public String toString() {
        return "soak: events=" + plan.events() + " slots=" + plan.slots() + " seed=" + plan.seed() + " lost=" + lost
                + " wrong=" + wrong + " outOfOrder=" + outOfOrder + " overlapping=" + overlapping + " requests="
                + requests + " needed=" + needed + " seconds=" + seconds;
    }
}
