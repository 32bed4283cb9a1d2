package io.github.camelaudience.launchdarkly.core.delivery;

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
    /** Of settlements that are decided, and whose tickets are being told. */
    private int telling;
    /** Of exchanges that were called back, and whose continuation has not run to its end. */
    private int continuing;

    private int waiting;

    Backlog(int maxPending, ReentrantLock lock) {
        this.maxPending = maxPending;
        this.changed = lock.newCondition();
    }

    int pending() {
        return pending;
    }

    int continuing() {
        return continuing;
    }

    /**
     * Whether no more changes are taken.
     *
     * @param withinContinuation for one who is in a continuation: he does not wait for any to end, because it may be his own
     */
    boolean isFull(boolean withinContinuation) {
        long others = withinContinuation ? 0 : (long) telling + continuing;
        return pending + others >= maxPending;
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
            telling += settled.changes();
            changed.signalAll();
        }
    }

    void told(Settlements settled) {
        telling -= settled.changes();
        changed.signalAll();
    }

    /** So many changes are of an exchange that goes on its way, until {@link #continued}. */
    void continuing(int changes) {
        continuing += changes;
    }

    void continued(int changes) {
        continuing -= changes;
        changed.signalAll();
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
