package io.github.camelaudience.launchdarkly.delivery;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many changes are under way, and who waits for them to become fewer. Guarded by the lock it is made with, which is that
 * of {@link BatchSender}: all methods are called with it held.
 */
final class Backlog {

    private final int maxPending;
    private final Condition changed;

    private int pending;
    /** Settlements that are decided, and whose tickets are being told. */
    private int telling;

    private int waiting;

    Backlog(int maxPending, ReentrantLock lock) {
        this.maxPending = maxPending;
        this.changed = lock.newCondition();
    }

    int pending() {
        return pending;
    }

    boolean isFull() {
        return pending >= maxPending;
    }

    /** Whether anyone waits for room, or will as soon as this thread does. */
    boolean isWaitedFor() {
        return waiting > 0;
    }

    void add() {
        pending++;
    }

    /** Someone is about to wait for room, until {@link #doneWaiting}. */
    void waiting() {
        waiting++;
    }

    void doneWaiting() {
        waiting--;
    }

    void await() throws InterruptedException {
        changed.await();
    }

    /** Those who wait look again. */
    void wakeAll() {
        changed.signalAll();
    }

    /** These are decided; {@link #told} follows when their tickets are told. */
    void decided(Settlements settled) {
        if (settled.changes() > 0) {
            pending -= settled.changes();
            telling++;
            changed.signalAll();
        }
    }

    void told() {
        telling--;
        if (telling == 0) {
            changed.signalAll();
        }
    }

    /** Waits until every change is settled and every ticket told; says whether that is so. */
    boolean awaitEmpty(long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        while ((pending > 0 || telling > 0) && left > 0) {
            left = changed.awaitNanos(left);
        }
        return pending == 0 && telling == 0;
    }
}
