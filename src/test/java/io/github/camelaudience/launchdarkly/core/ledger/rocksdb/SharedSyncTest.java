package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

/** Who waits for the disk at the same time shares one write to it, and its failure. */
class SharedSyncTest {

    private final Disk disk = new Disk();
    private final SharedSync sync = new SharedSync(disk);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Is at work until it is let go on. */
    private static final class Disk implements SharedSync.Log {
        final AtomicInteger syncs = new AtomicInteger();
        final Semaphore begun = new Semaphore(0);
        final Semaphore mayEnd = new Semaphore(0);
        volatile boolean isBroken;

        @Override
        public void sync() throws RocksDBException {
            syncs.incrementAndGet();
            begun.release();
            mayEnd.acquireUninterruptibly();
            if (isBroken) {
                throw new RocksDBException("broken");
            }
        }
    }

    private CompletableFuture<Void> written() {
        sync.wrote();
        long write = sync.unsynced();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        sync.await(write);
                    } catch (RocksDBException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    @Test
    void whatIsWrittenWhileTheDiskIsAtWorkSharesTheNextTime() {
        CompletableFuture<Void> first = written();
        disk.begun.acquireUninterruptibly();
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(written());
        }
        disk.mayEnd.release();
        first.join();
        assertThat(others).noneMatch(CompletableFuture::isDone);
        disk.mayEnd.release();
        others.forEach(CompletableFuture::join);
        assertThat(disk.syncs).hasValue(2);
        assertThat(sync.unsynced()).isZero();
    }

    @Test
    void aFailureIsThatOfAllWhoWaitAndOfAllWhoComeLater() throws RocksDBException {
        disk.mayEnd.release();
        written().join();
        long there = 1;
        CompletableFuture<Void> first = written();
        disk.begun.acquireUninterruptibly(2);
        CompletableFuture<Void> second = written();
        disk.isBroken = true;
        disk.mayEnd.release();
        assertThatThrownBy(first::join).hasRootCauseMessage("broken");
        assertThatThrownBy(second::join).hasRootCauseMessage("broken");
        assertThatThrownBy(written()::join).hasRootCauseMessage("broken");
        assertThat(disk.syncs).hasValue(2);
        assertThat(sync.hasFailed()).isTrue();
        sync.await(there);
    }

    @Test
    void whoClosesWaitsForTheDisk() {
        CompletableFuture<Void> first = written();
        disk.begun.acquireUninterruptibly();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(sync::close, threads);
        assertThat(closed).isNotDone();
        disk.mayEnd.release();
        closed.join();
        first.join();
        assertThatThrownBy(written()::join).hasMessageContaining("the folder was closed before the log was written");
    }
}
