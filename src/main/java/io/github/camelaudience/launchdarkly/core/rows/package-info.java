/**
 * Cuts what is as long as it likes into rows, one of them in memory at a time.
 *
 * <p>Flow: a {@code RowReader} finds where each line or CSV record ends, whatever is wrong with the one before, and a {@code CsvRecord} has
 * its fields. The reading of files and the mirror call it. It knows nothing of what a row means.
 */
package io.github.camelaudience.launchdarkly.core.rows;
