package io.github.camelaudience.launchdarkly.core.sync;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names the threads that an engine runs on, and ends when it stops.
 *
 * @param senders       carry requests, each of which blocks its thread until it is answered: one for each request in flight;
 *                      has a thread for every task, as a cached pool does
 * @param continuations run what comes after sessions; has a thread for every task, as a cached pool does
 * @param alarm         wakes what waits for a retry, a permit or a deadline: one thread
 */
public record SyncThreads(ExecutorService senders, ExecutorService continuations, ScheduledExecutorService alarm) {

    /** Makes threads for an engine whose host has no pools to lend; they do not keep the JVM alive. */
    public static SyncThreads own() {
        ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(1, named("alarm"));
        alarm.setRemoveOnCancelPolicy(true);
        return new SyncThreads(
                Executors.newCachedThreadPool(named("sender")),
                Executors.newCachedThreadPool(named("completion")),
                alarm);
    }

    private static ThreadFactory named(String role) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "launchdarkly-audience-" + role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
