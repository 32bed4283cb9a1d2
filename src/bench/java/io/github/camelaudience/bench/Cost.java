package io.github.camelaudience.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What some work cost this process.
 *
 * @param micros    of CPU for each message, garbage collection and compilation included
 * @param allocated bytes for each message, on all threads
 * @param seconds   on the clock
 */
record Cost(double micros, double allocated, double seconds) {

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    interface Work {
        void run() throws Exception;
    }

    static Cost of(int messages, Work work) throws Exception {
        long allocated = allocatedByAllThreads();
        CpuClock before = CpuClock.read();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        long cpu = CpuClock.read().since(before);
        allocated = allocatedByAllThreads() - allocated;
        return new Cost(cpu / 1e3 / messages, (double) allocated / messages, seconds);
    }

    static double median(List<Cost> rounds) {
        double[] sorted = sorted(rounds, Cost::micros);
        return sorted[sorted.length / 2];
    }

    /** Takes the mean of the middle half of the rounds: a round in which the compiler or another process was at work is not in it. */
    static double typical(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
        double[] sorted = sorted(rounds, figure);
        int cut = sorted.length / 4;
        return Arrays.stream(sorted, cut, sorted.length - cut).average().orElseThrow();
    }

    private static double[] sorted(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray();
    }

    private static long allocatedByAllThreads() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
