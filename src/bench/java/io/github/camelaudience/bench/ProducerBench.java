package io.github.camelaudience.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The whole component on arrays of 1,000 messages, over HTTP to a stand-in in a process of its own; in turns with
 * reading and mapping alone, and with Jackson that only parses. Events per CPU second of this process, garbage
 * collection and compilation included. The final memberships are checked: a fast wrong answer is a failure.
 */
public final class ProducerBench {

    private static final int MESSAGES = 1000;
    private static final int ARRAYS = 150;
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;
    private static final int AUDIENCES = 5;
    private static final long SEED = 20260102L;

    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ProducerBench() {}

    /** Events per CPU second, and bytes allocated by all threads per event. */
    private record Figures(double perCpuSecond, double allocated) {}

    private interface Work {
        void on(byte[] array) throws Exception;
    }

    /** Prints a line per round, the medians, and as its last line the ratios. */
    public static void main(String[] args) throws Exception {
        SampleMessages source = new SampleMessages(SEED, AUDIENCES, 50_000);
        JsonFactory jackson = new JsonFactory();
        FinalState expected = new FinalState();
        try (StandInProcess standIn = StandInProcess.start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(route(standIn));
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            Figures[] parsed = new Figures[ROUNDS];
            Figures[] mapped = new Figures[ROUNDS];
            Figures[] produced = new Figures[ROUNDS];
            long bytes = 0;
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                byte[][] arrays = new byte[ARRAYS][];
                bytes = 0;
                for (int i = 0; i < ARRAYS; i++) {
                    arrays[i] = source.array(MESSAGES);
                    bytes += arrays[i].length;
                }
                Figures parse = measure(arrays, array -> parse(jackson, array));
                Figures map = measure(arrays, expected::read);
                Figures produce = measure(arrays, array -> send(template, array));
                if (round >= 0) {
                    parsed[round] = parse;
                    mapped[round] = map;
                    produced[round] = produce;
                    print("round " + (round + 1), parse, map, produce);
                }
            }
            context.stop();
            int differences = expected.differences(standIn);
            print("median", median(parsed), median(mapped), median(produced));
            System.out.printf(
                    Locale.ROOT,
                    "bench: messages=%d bytesPerMessage=%d mapper/parse=%.2f producer/parse=%.2f allocation/message=%.2f"
                            + " standInCpuSeconds=%.1f wrongMemberships=%d%n",
                    (long) ROUNDS * ARRAYS * MESSAGES,
                    bytes / (ARRAYS * MESSAGES),
                    ratio(mapped, parsed),
                    ratio(produced, parsed),
                    median(produced).allocated / ((double) bytes / (ARRAYS * MESSAGES)),
                    standIn.cpuSeconds(),
                    differences);
            if (differences > 0) {
                System.exit(1);
            }
        }
    }

    private static RouteBuilder route(StandInProcess standIn) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to("launchdarkly-audience:" + standIn.environment() + "?accessToken=" + standIn.token()
                                + "&baseUrl=" + standIn.url());
            }
        };
    }

    private static void send(ProducerTemplate template, byte[] array) {
        Exchange done =
                template.send("direct:in", exchange -> exchange.getMessage().setBody(array));
        int changes = done.getMessage().getHeader(LaunchDarklyAudienceConstants.CHANGES, Integer.class);
        if (done.getException() != null || changes != MESSAGES) {
            throw new IllegalStateException("only " + changes + " changes", done.getException());
        }
    }

    private static void parse(JsonFactory jackson, byte[] array) throws Exception {
        try (JsonParser parser = jackson.createParser(array)) {
            while (parser.nextToken() != null) {
                // only parsing
            }
        }
    }

    private static Figures measure(byte[][] arrays, Work work) throws Exception {
        long allocated = allocatedByAllThreads();
        long cpu = PROCESS.getProcessCpuTime();
        for (byte[] array : arrays) {
            work.on(array);
        }
        cpu = PROCESS.getProcessCpuTime() - cpu;
        allocated = allocatedByAllThreads() - allocated;
        double events = (double) arrays.length * MESSAGES;
        return new Figures(events * 1e9 / cpu, allocated / events);
    }

    private static long allocatedByAllThreads() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static void print(String what, Figures parse, Figures map, Figures produce) {
        System.out.printf(
                Locale.ROOT,
                "%-8s parse only %,9.0f/CPU-s | reader+mapper %,9.0f/CPU-s %5.0f B | producer %,9.0f/CPU-s %5.0f B%n",
                what,
                parse.perCpuSecond,
                map.perCpuSecond,
                map.allocated,
                produce.perCpuSecond,
                produce.allocated);
    }

    private static Figures median(Figures[] rounds) {
        return new Figures(median(rounds, Figures::perCpuSecond), median(rounds, Figures::allocated));
    }

    private static double median(Figures[] rounds, ToDoubleFunction<Figures> figure) {
        return Arrays.stream(rounds).mapToDouble(figure).sorted().toArray()[rounds.length / 2];
    }

    private static double ratio(Figures[] ours, Figures[] base) {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i].perCpuSecond / base[i].perCpuSecond;
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }

    /** Reader and mapper alone; what they find last for each person is what LaunchDarkly must hold in the end. */
    private static final class FinalState implements MessageSink {
        private final AudienceMessageReader reader = new AudienceMessageReader(ReadLimits.DEFAULT);
        private final ChangeMapper mapper = new ChangeMapper(
                new MappingSettings(
                        "environment",
                        "user",
                        ContextKeyPriority.USER_ID_ONLY,
                        MissingMembership.reject,
                        AudienceIdFallback.none),
                Trigger.IDENTIFY_OR_TRACK,
                DefaultMapping.INSTANCE);
        private final Map<String, Map<String, Boolean>> byAudience = new HashMap<>();

        void read(byte[] array) {
            reader.read(array, this);
        }

        @Override
        public void message(AudienceMessage message) {
            if (!(mapper.map(message, MessageOverrides.NONE) instanceof Verdict.Change change)) {
                throw new IllegalStateException("not a change: " + message);
            }
            MembershipChange value = change.change();
            byAudience
                    .computeIfAbsent(value.slot().audienceId(), id -> new HashMap<>())
                    .put(value.slot().contextKey(), value.included());
        }

        @Override
        public void unreadable(UnreadableMessage message) {
            throw new IllegalStateException(message.toString());
        }

        int differences(StandInProcess standIn) throws Exception {
            int differences = 0;
            for (Map.Entry<String, Map<String, Boolean>> audience : byAudience.entrySet()) {
                long members = audience.getValue().values().stream()
                        .filter(Boolean::booleanValue)
                        .count();
                if (members != standIn.size(audience.getKey())) {
                    differences++;
                }
            }
            return differences;
        }
    }
}
