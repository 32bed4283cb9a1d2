package io.github.camelaudience.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the CPU time of all threads of this process, those of the JVM included. The JDK counts it in ticks of 10 ms, which is several
 * percent of a round. Linux keeps it in nanoseconds for each thread that lives, and the ticks tell only whether threads have ended with
 * more than that. Elsewhere the ticks are all there is.
 */
final class CpuClock {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Linux keeps user and system time apart, each rounded down to a tick. */
    private static final long ROUNDING = TimeUnit.MILLISECONDS.toNanos(20);

    /** A thread's time is written down when it gives up its CPU, and at ticks of the scheduler, which are no longer than this. */
    private static final long SCHEDULER_TICK = TimeUnit.MILLISECONDS.toNanos(10);

    private final Map<String, Long> threads = threads();
    private final long ticks = PROCESS.getProcessCpuTime();

    private CpuClock() {}

    /** Reads it now, after the calling thread has given up its CPU for a moment. */
    static CpuClock read() {
        LockSupport.parkNanos(SCHEDULER_TICK);
        return new CpuClock();
    }

    /** Tells how many nanoseconds of CPU have been used since an earlier reading. */
    long since(CpuClock earlier) {
        long ticked = ticks - earlier.ticks;
        if (threads.isEmpty()) {
            return ticked;
        }
        long used = 0;
        for (Map.Entry<String, Long> thread : threads.entrySet()) {
            used += thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L);
        }
        return Math.max(used, ticked - ROUNDING);
    }

    private static Map<String, Long> threads() {
        Map<String, Long> threads = new HashMap<>();
        if (Files.isReadable(TASKS.resolve("../schedstat"))) {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
                for (Path task : tasks) {
                    read(task, threads);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return threads;
    }

    private static void read(Path task, Map<String, Long> threads) throws IOException {
        try {
            String line = Files.readString(task.resolve("schedstat"));
            threads.put(task.getFileName().toString(), Long.parseLong(line.substring(0, line.indexOf(' '))));
        } catch (NoSuchFileException e) {
            // the thread ended meanwhile
        }
    }
}
