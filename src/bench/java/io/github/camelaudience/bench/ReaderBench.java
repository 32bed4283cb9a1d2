package io.github.camelaudience.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.camelaudience.launchdarkly.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.segment.MessageSink;
import io.github.camelaudience.launchdarkly.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.segment.UnreadableMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads arrays of 1,000 messages, in turns with Jackson that only parses them: events per CPU second and bytes
 * allocated per message, five rounds after a warm-up. Each round of the reader counts what it read.
 */
public final class ReaderBench {

    private static final int MESSAGES = 1000;
    private static final int ARRAYS = 20;
    private static final int ROUNDS = 5;
    private static final long SEED = 20260102L;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ReaderBench() {}

    /** Prints one line per round and the medians. The only argument, which is optional, is the repeats per round. */
    public static void main(String[] args) throws IOException {
        int repeats = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        SampleMessages source = new SampleMessages(SEED, 5, 50_000);
        byte[][] arrays = new byte[ARRAYS][];
        long bytes = 0;
        for (int i = 0; i < ARRAYS; i++) {
            arrays[i] = source.array(MESSAGES);
            bytes += arrays[i].length;
        }
        System.out.printf(Locale.ROOT, "seed %d, %d bytes per message%n", SEED, bytes / (ARRAYS * MESSAGES));
        JsonFactory jackson = new JsonFactory();
        AudienceMessageReader reader = new AudienceMessageReader(ReadLimits.DEFAULT);
        Counter counter = new Counter();
        measure(() -> parse(jackson, arrays), repeats);
        measure(() -> read(reader, arrays, counter), repeats);
        double[] ratios = new double[ROUNDS];
        double[] allocated = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double[] parsed = measure(() -> parse(jackson, arrays), repeats);
            counter.messages = 0;
            double[] read = measure(() -> read(reader, arrays, counter), repeats);
            if (counter.messages != (long) repeats * ARRAYS * MESSAGES || counter.unreadable > 0) {
                throw new IllegalStateException("read " + counter.messages + ", unreadable " + counter.unreadable);
            }
            ratios[round] = read[0] / parsed[0];
            allocated[round] = read[1];
            System.out.printf(
                    Locale.ROOT,
                    "parse only %,9.0f/CPU-s %5.0f B/msg | reader %,9.0f/CPU-s %5.0f B/msg | ratio %.2f%n",
                    parsed[0],
                    parsed[1],
                    read[0],
                    read[1],
                    ratios[round]);
        }
        Arrays.sort(ratios);
        Arrays.sort(allocated);
        System.out.printf(
                Locale.ROOT,
                "median ratio %.2f (%.2f to %.2f), %.0f B/msg allocated%n",
                ratios[ROUNDS / 2],
                ratios[0],
                ratios[ROUNDS - 1],
                allocated[ROUNDS / 2]);
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Events per CPU second and bytes allocated per message. */
    private static double[] measure(Work work, int repeats) throws IOException {
        long thread = Thread.currentThread().getId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long cpu = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repeats; i++) {
            work.run();
        }
        cpu = THREADS.getCurrentThreadCpuTime() - cpu;
        allocated = THREADS.getThreadAllocatedBytes(thread) - allocated;
        double events = (double) repeats * ARRAYS * MESSAGES;
        return new double[] {events * 1e9 / cpu, allocated / events};
    }

    private static void parse(JsonFactory jackson, byte[][] arrays) throws IOException {
        for (byte[] array : arrays) {
            try (JsonParser parser = jackson.createParser(array)) {
                while (parser.nextToken() != null) {
                    // only parsing
                }
            }
        }
    }

    private static void read(AudienceMessageReader reader, byte[][] arrays, Counter counter) {
        for (byte[] array : arrays) {
            reader.read(array, counter);
        }
    }

    private static final class Counter implements MessageSink {
        private long messages;
        private long unreadable;

        @Override
        public void message(AudienceMessage message) {
            messages++;
        }

        @Override
        public void unreadable(UnreadableMessage message) {
            unreadable++;
        }
    }
}
