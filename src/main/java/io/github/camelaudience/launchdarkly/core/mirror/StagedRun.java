package io.github.camelaudience.launchdarkly.core.mirror;

import java.util.List;

/**
 * Is what is kept on disk of a set, beside its keys. What is applied of it the ledger knows.
 *
 * @param id           names the set
 * @param audienceId   the audience, for who looks at the file
 * @param snapshotTime when it was true, in milliseconds since the epoch
 * @param rows         how many rows it had
 * @param keys         how many different keys were in them
 * @param badRows      how many rows named nobody
 * @param bad          the first of these
 * @param phase        how far it is
 * @param removes      whether members may leave by what was begun
 * @param newestBegun  the time of the newest set of the audience of which something may have been sent, or {@link #NONE}
 */
record StagedRun(
        String id,
        String audienceId,
        long snapshotTime,
        long rows,
        long keys,
        long badRows,
        List<BadRow> bad,
        Phase phase,
        boolean removes,
        long newestBegun) {

    /** Stands for the time of no set. */
    static final long NONE = Long.MIN_VALUE;

    enum Phase {
        /** Nothing of it was sent. */
        STAGED,
        /** Some of it may have been sent. */
        APPLYING,
        /** All of it is settled. */
        DONE
    }

    StagedRun begun(boolean alsoRemoves) {
        return in(Phase.APPLYING, removes || alsoRemoves, Math.max(newestBegun, snapshotTime));
    }

    StagedRun done() {
        return in(Phase.DONE, removes, newestBegun);
    }

    private StagedRun in(Phase next, boolean exits, long begun) {
        return new StagedRun(id, audienceId, snapshotTime, rows, keys, badRows, bad, next, exits, begun);
    }
}
