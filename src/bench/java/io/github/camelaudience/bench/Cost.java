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

    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    interface Work {
        void run() throws Exception;
    }

    static Cost of(int messages, Work work) throws Exception {
        long allocated = allocatedByAllThreads();
        long cpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = PROCESS.getProcessCpuTime() - cpu;
        allocated = allocatedByAllThreads() - allocated;
        return new Cost(cpu / 1e3 / messages, (double) allocated / messages, seconds);
    }

    /** How many such messages a second of CPU is enough for. */
    double perCpuSecond() {
        return 1e6 / micros;
    }

    static double median(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
    }

    /** How many times as much work the first does in the same CPU time: the median over the rounds. */
    static double ratio(List<Cost> ours, List<Cost> other) {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = other.get(i).micros / ours.get(i).micros;
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }

    private static long allocatedByAllThreads() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
