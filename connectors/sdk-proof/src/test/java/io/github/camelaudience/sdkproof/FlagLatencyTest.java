package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.LDClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How long after a message is handed to the route the SDK sees the flag flip, all on this machine. The figures are printed;
 * what is asserted holds on a loaded machine, too. {@code -Dflag.samples} for more than the usual few.
 */
@Isolated
class FlagLatencyTest {

    private static final int SAMPLES = Integer.getInteger("flag.samples", 300);
    private static final int WARM_UP = 100;
    private static final long PATIENCE_MILLIS = 20_000;

    /** Nanoseconds, sorted. */
    private record Latencies(long[] nanos) {

        static Latencies of(long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Latencies(sorted);
        }

        double millis(double share) {
            return nanos[(int) Math.ceil(share * nanos.length) - 1] / 1e6;
        }

        void print(String what) {
            System.out.printf(
                    Locale.ROOT,
                    "event to flag, %s: flips=%d p50=%.1f ms p99=%.1f ms max=%.1f ms%n",
                    what,
                    nanos.length,
                    millis(0.5),
                    millis(0.99),
                    millis(1));
        }
    }

    /** Evaluates without reporting it, so that thousands of questions are not thousands of reports. */
    private static boolean isOn(LDClient sdk, LDContext person) {
        return sdk.allFlagsState(person).getFlagValue("vip").booleanValue();
    }

    @ParameterizedTest
    @EnumSource
    void withTheCacheOff(Kind kind) throws Exception {
        try (Pipeline pipeline = Pipeline.to(kind, "vip");
                LDClient sdk = StandInSdk.of(pipeline.standIn()).withoutCache().start()) {
            long[] nanos = new long[SAMPLES];
            for (int i = -WARM_UP; i < SAMPLES; i++) {
                // of each two flips one turns it on and one off
                LDContext person = LDContext.create("person-" + Math.floorDiv(i, 2));
                boolean enters = Math.floorMod(i, 2) == 0;
                long start = System.nanoTime();
                pipeline.says(person.getKey(), "vip", enters);
                while (isOn(sdk, person) != enters) {
                    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
                    Thread.onSpinWait();
                }
                long end = System.nanoTime();
                assertThat(sdk.boolVariation("vip", person, !enters)).isEqualTo(enters);
                if (i >= 0) {
                    nanos[i] = end - start;
                }
            }
            Latencies latencies = Latencies.of(nanos);
            latencies.print(kind + ", cache off");
            assertThat(latencies.millis(0.5)).isLessThan(1_000);
        }
    }

    /** The SDK believes its cache for 5 s: of people whom it asked about just before, it hears when that time is over. */
    @Test
    void withTheCacheOn() throws Exception {
        int people = 100;
        long seed = Long.getLong("sdk.seed", System.nanoTime());
        System.out.println("event to flag, cache on: -Dsdk.seed=" + seed);
        Random random = new Random(seed);
        AtomicLongArray starts = new AtomicLongArray(people);
        long[] nanos = new long[people];
        CountDownLatch flipped = new CountDownLatch(people);
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        try (Pipeline pipeline = Pipeline.to(Kind.SYNCED, "vip");
                LDClient sdk = StandInSdk.of(pipeline.standIn()).start()) {
            pipeline.enters("somebody", "vip");
            for (int i = 0; i < people; i++) {
                String person = "person-" + i;
                int number = i;
                assertThat(sdk.boolVariation("vip", LDContext.create(person), true))
                        .isFalse();
                clock.schedule(
                        () -> {
                            starts.set(number, System.nanoTime());
                            pipeline.enters(person, "vip");
                        },
                        random.nextInt(4_000),
                        TimeUnit.MILLISECONDS);
            }
            clock.scheduleWithFixedDelay(
                    () -> {
                        for (int i = 0; i < people; i++) {
                            if (nanos[i] == 0 && isOn(sdk, LDContext.create("person-" + i))) {
                                nanos[i] = System.nanoTime() - starts.get(i);
                                flipped.countDown();
                            }
                        }
                    },
                    0,
                    5,
                    TimeUnit.MILLISECONDS);
            assertThat(flipped.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            Latencies latencies = Latencies.of(nanos);
            latencies.print(Kind.SYNCED + ", cache on (" + Duration.ofSeconds(5).toSeconds() + " s)");
            assertThat(latencies.millis(1)).as("later than with the cache off").isGreaterThan(500);
        } finally {
            clock.shutdownNow();
        }
    }
}
