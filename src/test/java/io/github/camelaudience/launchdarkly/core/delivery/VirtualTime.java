package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * A clock that only tests move, and everything that delivery runs on. Events happen one after the other, in order of time
 * and then of their making, so a run repeats exactly. A worker may {@link #pause} in the middle of its task: it sits on a
 * thread of its own, but only one of all threads ever runs.
 */
final class VirtualTime implements AutoCloseable {

    /** Where virtual time begins. */
    static final long START = 1_767_323_045_000L;

    private static final int MAX_EVENTS = 5_000_000;

    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final SplittableRandom random;
    private final Deque<Fiber> idle = new ArrayDeque<>();
    private final Deque<Fiber> all = new ArrayDeque<>();
    private long now = START;
    private long eventCount;
    private Fiber running;
    private int alarms;
    /** What workers were given so far. */
    int tasks;
    /** What workers reported to their thread's handler. */
    final List<Throwable> uncaught = new ArrayList<>();

    private volatile boolean closed;

    VirtualTime(long seed) {
        random = new SplittableRandom(seed);
    }

    DeliveryRuntime runtime() {
        return new DeliveryRuntime(
                this::now,
                task -> {
                    tasks++;
                    at(now, () -> resume(fiberFor(task)));
                },
                (millis, task) -> {
                    alarms++;
                    at(now + millis, () -> {
                        alarms--;
                        task.run();
                    });
                },
                random::nextDouble);
    }

    synchronized long now() {
        return now;
    }

    /** Alarms that are set and have not rung. */
    int alarms() {
        return alarms;
    }

    /** Runs a task at a time, at once if that is over. */
    synchronized void at(long millis, Runnable task) {
        events.add(new Event(Math.max(now, millis), eventCount++, task));
    }

    void in(long millis, Runnable task) {
        at(now + millis, task);
    }

    /** Called by a worker: others run until so much time has passed. */
    void pause(long millis) {
        Fiber fiber = running;
        at(now + millis, () -> resume(fiber));
        fiber.yield();
    }

    /** Everything that happens in the next so many milliseconds. */
    void advance(long millis) {
        long end = now + millis;
        while (!events.isEmpty() && events.peek().at <= end) {
            step();
        }
        setNow(end);
    }

    /** Runs until the condition holds or nothing is left to happen. */
    boolean runUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (events.isEmpty()) {
                return false;
            }
            step();
        }
        return true;
    }

    private void step() {
        if (eventCount > MAX_EVENTS) {
            throw new AssertionError("this does not come to an end");
        }
        Event event;
        synchronized (this) {
            event = events.poll();
        }
        setNow(event.at);
        event.task.run();
    }

    private synchronized void setNow(long millis) {
        now = millis;
    }

    private Fiber fiberFor(Runnable task) {
        Fiber fiber = idle.pollFirst();
        if (fiber == null) {
            fiber = new Fiber();
            all.add(fiber);
        }
        fiber.task = task;
        return fiber;
    }

    private void resume(Fiber fiber) {
        running = fiber;
        fiber.go.release();
        fiber.back.acquireUninterruptibly();
        running = null;
        if (fiber.task == null) {
            idle.addFirst(fiber);
        }
        if (fiber.failure != null) {
            throw new AssertionError("a worker threw", fiber.failure);
        }
    }

    /** Ends the threads; tasks that pause are left where they are. */
    @Override
    public void close() {
        closed = true;
        all.forEach(fiber -> fiber.thread.interrupt());
    }

    private final class Fiber {
        final Semaphore go = new Semaphore(0);
        final Semaphore back = new Semaphore(0);
        final Thread thread = new Thread(this::loop, "virtual-worker");
        Runnable task;
        Throwable failure;

        Fiber() {
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((self, failed) -> uncaught.add(failed));
            thread.start();
        }

        private void loop() {
            try {
                while (!closed) {
                    go.acquire();
                    try {
                        task.run();
                    } catch (Ended e) {
                        return;
                    } catch (Throwable e) {
                        failure = e;
                    }
                    task = null;
                    back.release();
                }
            } catch (InterruptedException e) {
                back.release();
            }
        }

        void yield() {
            back.release();
            if (closed) {
                throw new Ended();
            }
            try {
                go.acquire();
            } catch (InterruptedException e) {
                throw new Ended();
            }
        }
    }

    /** Leaves a task whose test is over. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super(null, null, false, false);
        }
    }
}
