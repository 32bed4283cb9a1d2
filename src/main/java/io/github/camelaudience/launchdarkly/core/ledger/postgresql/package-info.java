/**
 * Keeps a ledger in PostgreSQL, which several processes share.
 *
 * <p>Flow: {@code PostgresLedger} makes one statement of each step of a claim, {@code Statements} has their text,
 * {@code PostgresSchema} makes and checks the tables, {@code Database} runs a statement and says what went wrong. Hosts make one of
 * a {@code DataSource}; the driver is the user's. It knows nothing of delivery.
 */
package io.github.camelaudience.launchdarkly.core.ledger.postgresql;
