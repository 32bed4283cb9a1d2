package io.github.camelaudience.launchdarkly.sources.file;

/**
 * What became of rows.
 *
 * @param rows     all that were dealt with, blank lines not counted
 * @param changes  changes that LaunchDarkly accepted, those superseded by newer ones included
 * @param skipped  messages that needed nothing
 * @param rejected messages and rows that someone must look at
 */
record RowCounts(long rows, long changes, long skipped, long rejected) {

    static final RowCounts NONE = new RowCounts(0, 0, 0, 0);

    RowCounts plus(RowCounts more) {
        return new RowCounts(
                rows + more.rows, changes + more.changes, skipped + more.skipped, rejected + more.rejected);
    }
}
