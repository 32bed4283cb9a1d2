/**
 * Reads files of any size for a route: as chunks of messages that {@code split} hands on, and goes on where a crash has
 * ended it.
 *
 * <p>Flow: {@code Backfill} opens a file, {@code RowReader} makes rows of it and {@code CsvMessages} messages of those,
 * {@code Chunk} holds what goes out together, and a {@code Checkpoint} is written once that is settled. Routes name
 * these classes. It knows nothing of HTTP, of the mapping, and of how delivery works.
 */
package io.github.camelaudience.launchdarkly.sources.file;
