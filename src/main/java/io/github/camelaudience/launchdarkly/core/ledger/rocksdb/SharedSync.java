package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;

/**
 * Has the log of a folder written to the disk, once for all who wait when that begins: one of them does it, and who comes meanwhile waits
 * for the next time. When it fails, it has failed for all whose writes are not on the disk, now and later.
 */
final class SharedSync implements AutoCloseable {

    /** Is what brings all that was written to the disk. */
    interface Log {
        void sync() throws RocksDBException;
    }

    private final Log log;
    private final AtomicLong writes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    /** What ends with this round, and with the next: who waits is woken once, when it is over for it. */
    private final Condition[] over = {lock.newCondition(), lock.newCondition()};

    /** So many writes are on the disk. Written under the lock, as all below is. */
    private volatile long synced;

    private volatile RocksDBException failure;
    private boolean isSyncing;
    private int round;
    /** The round brings the writes up to this one to the disk. */
    private long last;

    SharedSync(Log log) {
        this.log = log;
    }

    /** Takes note that something was written; one call at a time. */
    void wrote() {
        writes.incrementAndGet();
    }

    /** Gives the number of the last write; 0 when all are on the disk. */
    long unsynced() {
        long write = writes.get();
        return write == synced ? 0 : write;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Waits until this write and those before it are on the disk. */
    void await(long write) throws RocksDBException {
        lock.lock();
        try {
            while (synced < write) {
                if (failure != null) {
                    throw failure;
                }
                if (isSyncing) {
                    end(write <= last ? round : round + 1).awaitUninterruptibly();
                } else {
                    sync();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Condition end(int round) {
        return over[round & 1];
    }

    /** Called with the lock, which others can have while the disk is at work. */
    private void sync() {
        isSyncing = true;
        round++;
        last = writes.get();
        lock.unlock();
        boolean isDone = false;
        try {
            log.sync();
            isDone = true;
        } catch (RocksDBException e) {
            failure = e;
        } finally {
            lock.lock();
            isSyncing = false;
            if (isDone) {
                synced = last;
            } else if (failure == null) {
                failure = new RocksDBException("the log was not written");
            }
            end(round).signalAll();
            // one of those who came meanwhile goes on; all of them when there is nothing to go on with
            if (failure == null) {
                end(round + 1).signal();
            } else {
                end(round + 1).signalAll();
            }
        }
    }

    /** Waits while the disk is at work; what is not on it then has failed. */
    @Override
    public void close() {
        lock.lock();
        try {
            while (isSyncing) {
                end(round).awaitUninterruptibly();
            }
            if (failure == null) {
                failure = new RocksDBException("the folder was closed before the log was written");
            }
            end(round + 1).signalAll();
        } finally {
            lock.unlock();
        }
    }
}
