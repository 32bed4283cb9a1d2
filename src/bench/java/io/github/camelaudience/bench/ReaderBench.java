package io.github.camelaudience.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads arrays of 1,000 messages, each in turn with Jackson that only parses it, so that a busy machine slows both: events
 * per CPU second and bytes allocated per message, five rounds after a warm-up. Each round counts what was read.
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
        double[] ratios = new double[ROUNDS];
        double[] allocated = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            counter.messages = 0;
            Cost parsed = new Cost();
            Cost read = new Cost();
            for (byte[] array : repeated(arrays, repeats)) {
                parsed.add(() -> parse(jackson, array));
                read.add(() -> reader.read(array, counter));
            }
            if (counter.messages != (long) repeats * ARRAYS * MESSAGES || counter.unreadable > 0) {
                throw new IllegalStateException("read " + counter.messages + ", unreadable " + counter.unreadable);
            }
            if (round < 0) {
                continue;
            }
            ratios[round] = (double) parsed.cpu / read.cpu;
            allocated[round] = (double) read.bytes / counter.messages;
            System.out.printf(
                    Locale.ROOT,
                    "parse only %,9.0f/CPU-s %5.0f B/msg | reader %,9.0f/CPU-s %5.0f B/msg | ratio %.2f%n",
                    counter.messages * 1e9 / parsed.cpu,
                    (double) parsed.bytes / counter.messages,
                    counter.messages * 1e9 / read.cpu,
                    allocated[round],
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

    /** What a kind of work has cost so far. */
    private static final class Cost {
        private long cpu;
        private long bytes;

        void add(Work work) throws IOException {
            long thread = Thread.currentThread().getId();
            long allocated = THREADS.getThreadAllocatedBytes(thread);
            long started = THREADS.getCurrentThreadCpuTime();
            work.run();
            cpu += THREADS.getCurrentThreadCpuTime() - started;
            bytes += THREADS.getThreadAllocatedBytes(thread) - allocated;
        }
    }

    private static List<byte[]> repeated(byte[][] arrays, int times) {
        List<byte[]> all = new ArrayList<>(arrays.length * times);
        for (int i = 0; i < times; i++) {
            all.addAll(List.of(arrays));
        }
        return all;
    }

    private static void parse(JsonFactory jackson, byte[] array) throws IOException {
        try (JsonParser parser = jackson.createParser(array)) {
            while (parser.nextToken() != null) {
                // only parsing
            }
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
