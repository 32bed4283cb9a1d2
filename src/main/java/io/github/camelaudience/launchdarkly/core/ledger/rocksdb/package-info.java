/**
 * Keeps marks and flights in a folder, in RocksDB, for one process.
 *
 * <p>Flow: {@code RocksStore} reads and writes what {@code OneProcessLedger} asks for in an {@code OpenFolder}; {@code SharedSync}
 * brings what was written to the disk, {@code Records} has the form of each record, {@code BatchBytes} hands
 * many over and {@code MultiGets} reads many in one call, {@code RocksFailure} says what went wrong, {@code FolderHolder} who has the folder. It is loaded only where RocksDB is
 * on the class path. It knows nothing of claims and of delivery.
 */
package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;
