package io.github.camelaudience.launchdarkly.core.mirror;

import java.util.Locale;

/**
 * Tells how far a mirror is. Names nobody.
 *
 * @param phase      what it does
 * @param audienceId the audience
 * @param rows       rows read, bad ones included
 * @param planned    changes that the plan has
 * @param settled    of them, those that need not be sent again
 * @param perSecond  rows or changes a second of this run, as the phase has them
 */
public record MirrorProgress(Phase phase, String audienceId, long rows, long planned, long settled, long perSecond) {

    /** Says what a mirror does. */
    public enum Phase {
        /** Nothing. */
        idle,
        /** It reads the set. */
        staging,
        /** It compares the set with the ledger. */
        planning,
        /** It sends changes. */
        applying
    }

    static final MirrorProgress IDLE = new MirrorProgress(Phase.idle, "", 0, 0, 0, 0);

    /** Gives how long it takes from here, in seconds; -1 where that is not known. */
    public long etaSeconds() {
        return phase == Phase.applying && perSecond > 0 ? (planned - settled) / perSecond : -1;
    }

    /** Says it in a line. */
    public String words() {
        return switch (phase) {
            case idle -> "no mirror is under way";
            case staging ->
                String.format(Locale.ROOT, "%s: %,d rows staged, %,d a second", audienceId, rows, perSecond);
            case planning -> String.format(Locale.ROOT, "%s: comparing with the ledger", audienceId);
            case applying ->
                String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d changes settled, %,d a second%s",
                        audienceId,
                        settled,
                        planned,
                        perSecond,
                        etaSeconds() < 0 ? "" : ", " + etaSeconds() + " s to go");
        };
    }
}
