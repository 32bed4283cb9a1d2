package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs what comes after exchanges, in the order in which they are settled and only so many at a time. What comes after an
 * exchange that was sent by the continuation of another, which has not ended yet, is a storey above it and has threads of its
 * own there: the other may wait for it. Thread-safe.
 */
public final class Continuations {

    /** Bounds how many run at a time on one storey. */
    public static final int MOST = 32;
    /** Who nests deeper than this shares the last storey. */
    private static final int STOREYS = 8;

    private final Executor threads;
    private final ThreadLocal<Running> current = new ThreadLocal<>();
    private final List<Storey> storeys = new ArrayList<>();
    private volatile boolean interrupting;

    /**
     * Takes threads from a pool.
     *
     * @param threads has a thread for every task, as a cached pool does
     */
    public Continuations(Executor threads) {
        this.threads = Objects.requireNonNull(threads, "threads");
        for (int i = 0; i < STOREYS; i++) {
            storeys.add(new Storey(i));
        }
    }

    /** Stands for a continuation from its beginning to its end. */
    public static final class Running {
        private final int storey;
        private volatile boolean over;

        private Running(int storey) {
            this.storey = storey;
        }
    }

    /** Gives the continuation that this thread runs, or {@code null}. */
    public Running current() {
        return current.get();
    }

    /**
     * Runs a continuation, once, later. Never throws.
     *
     * @param sentBy the continuation that sent the exchange, or {@code null}
     */
    public void run(Running sentBy, Runnable continuation) {
        int storey = sentBy == null ? 0 : sentBy.storey + (sentBy.over ? 0 : 1);
        storeys.get(Math.min(storey, STOREYS - 1)).add(continuation);
    }

    /** Runs every continuation on an interrupted thread from now on: those that wait would wait for nothing. */
    public void interrupt() {
        interrupting = true;
    }

    private final class Storey {
        private final int number;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int running;

        Storey(int number) {
            this.number = number;
        }

        void add(Runnable continuation) {
            synchronized (this) {
                waiting.addLast(continuation);
                if (running == MOST) {
                    return;
                }
                running++;
            }
            AtomicBoolean begun = new AtomicBoolean();
            try {
                threads.execute(() -> {
                    if (begun.compareAndSet(false, true)) {
                        runAll(true);
                    }
                });
            } catch (Throwable e) {
                // A pool may keep a task for which it has no thread, and run it later.
                if (begun.compareAndSet(false, true)) {
                    withoutThread();
                }
            }
        }

        /** None is to be had. Those that run take what waits; if there are none, this thread does it. */
        private void withoutThread() {
            synchronized (this) {
                if (running > 1) {
                    running--;
                    return;
                }
            }
            runAll(false);
        }

        private void runAll(boolean onOwnThread) {
            for (Runnable next = next(); next != null; next = next()) {
                if (interrupting && onOwnThread) {
                    Thread.currentThread().interrupt();
                }
                run(next);
            }
        }

        private synchronized Runnable next() {
            Runnable next = waiting.pollFirst();
            if (next == null) {
                running--;
            }
            return next;
        }

        private void run(Runnable continuation) {
            Running before = current.get();
            Running now = new Running(number);
            current.set(now);
            try {
                continuation.run();
            } catch (Throwable e) {
                LastResort.report(e);
            } finally {
                now.over = true;
                if (before == null) {
                    current.remove();
                } else {
                    current.set(before);
                }
            }
        }
    }
}
