package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.List;

/**
 * Tells what became of a mirror. The keys that were refused name people: not for logs.
 *
 * @param id           names the set: one with the same audience, snapshot time and keys has the same
 * @param audience     which
 * @param snapshotTime when the set was true, in milliseconds since the epoch
 * @param result       how it ended
 * @param held         whether its plan is held, or would be if it were not only planned
 * @param why          what is remarkable, in sentences; {@code null} for nothing
 * @param rows         how many rows the set had
 * @param keys         how many different keys were in them
 * @param badRows      how many rows named nobody
 * @param bad          the first of these
 * @param plan         what it would change
 * @param sent         what became of the changes
 * @param refused      the first of those that LaunchDarkly refuses
 * @param failure      why some could not be delivered; {@code null} unless it is unfinished
 * @param millis       how long it took
 */
public record MirrorReport(
        String id,
        AudienceKey audience,
        long snapshotTime,
        Result result,
        boolean held,
        String why,
        long rows,
        long keys,
        long badRows,
        List<BadRow> bad,
        MirrorPlan plan,
        Sent sent,
        List<Refused> refused,
        DeliveryFailure failure,
        long millis) {

    /** Says how a mirror ended. */
    public enum Result {
        /** Nothing was sent, because nothing should be. */
        planned,
        /** Nothing was sent, because somebody must look at the plan first. */
        held,
        /** All changes are settled. */
        applied,
        /** Some could not be delivered now: the same mirror once more goes on there. */
        unfinished
    }

    /**
     * Counts what became of the changes.
     *
     * @param accepted how many LaunchDarkly accepted
     * @param skipped  how many were not needed any more, because something newer was accepted meanwhile
     * @param refused  how many LaunchDarkly refuses
     * @param failed   how many could not be delivered now
     */
    public record Sent(long accepted, long skipped, long refused, long failed) {

        /** Counts nothing. */
        public static final Sent NOTHING = new Sent(0, 0, 0, 0);

        Sent plus(Sent more) {
            return new Sent(
                    accepted + more.accepted, skipped + more.skipped, refused + more.refused, failed + more.failed);
        }

        /** Counts those that need not be sent again. */
        long settled() {
            return accepted + skipped + refused;
        }
    }

    /**
     * Tells of a change that LaunchDarkly refuses.
     *
     * @param contextKey whose membership
     * @param why        its answer
     */
    public record Refused(String contextKey, String why) {

        /** Leaves out the key, which may be an e-mail address. */
        @Override
        public String toString() {
            return "Refused[***, " + why + "]";
        }
    }
}
