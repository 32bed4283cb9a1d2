package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.LDClient;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever enters and leaves, in any order and under any name: the SDK says of each what the stand-in holds. */
class RandomMembershipsTest {

    private static final String[] AUDIENCES = {"vip", "beta", "trial_ending"};
    private static final int ROUNDS = 8;
    private static final int MESSAGES = 60;
    private static final int SENDERS = 6;
    private static final List<String> PEOPLE = Stream.concat(
                    Stream.of(
                            "ada",
                            "Ada",
                            "ädä",
                            "a b",
                            "a/b?c=d&e#f",
                            "quo\"te",
                            "back\\slash",
                            "12",
                            "+1 555",
                            "%41",
                            "日本",
                            "😀",
                            "user:ada",
                            "x".repeat(300)),
                    IntStream.range(0, 16).mapToObj(i -> "person-" + i))
            .toList();

    @ParameterizedTest
    @EnumSource
    void theSdkSaysWhatTheStandInHolds(Kind kind) throws Exception {
        long seed = Long.getLong("sdk.seed", System.nanoTime());
        System.out.println("random memberships, " + kind + ": -Dsdk.seed=" + seed);
        Random random = new Random(seed);
        Map<String, Set<String>> expected =
                Arrays.stream(AUDIENCES).collect(Collectors.toMap(each -> each, each -> new TreeSet<>()));
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try (Pipeline pipeline = Pipeline.to(kind, AUDIENCES);
                LDClient sdk = StandInSdk.of(pipeline.standIn()).withoutCache().start()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Message> messages = messages(random);
                sendBesideEachOther(pipeline, threads, messages);
                messages.forEach(message -> message.applyTo(expected));
                if (round % 3 == 2) {
                    pipeline.standIn().dropStreams();
                }
                assertThat(held(pipeline.standIn())).as("seed " + seed).isEqualTo(expected);
                await().atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(
                                () -> assertThat(seen(sdk)).as("seed " + seed).isEqualTo(expected));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What is said of one person and one audience. */
    private record Message(String person, String audience, boolean member) {

        void applyTo(Map<String, Set<String>> expected) {
            if (member) {
                expected.get(audience).add(person);
            } else {
                expected.get(audience).remove(person);
            }
        }
    }

    private static List<Message> messages(Random random) {
        return IntStream.range(0, MESSAGES)
                .mapToObj(i -> new Message(
                        PEOPLE.get(random.nextInt(PEOPLE.size())),
                        AUDIENCES[random.nextInt(AUDIENCES.length)],
                        random.nextBoolean()))
                .toList();
    }

    /** Sends by several threads, so that changes share requests; those of one person by one thread, in order. */
    private static void sendBesideEachOther(Pipeline pipeline, ExecutorService threads, List<Message> messages) {
        Map<Integer, List<Message>> bySender = messages.stream()
                .collect(Collectors.groupingBy(message -> Math.floorMod(message.person.hashCode(), SENDERS)));
        List<CompletableFuture<Void>> senders = bySender.values().stream()
                .map(own -> CompletableFuture.runAsync(
                        () -> own.forEach(message -> pipeline.says(message.person, message.audience, message.member)),
                        threads))
                .toList();
        senders.forEach(CompletableFuture::join);
    }

    private static Map<String, Set<String>> held(StandIn standIn) {
        Map<String, Set<String>> held = new TreeMap<>();
        for (String audience : AUDIENCES) {
            held.put(audience, standIn.members("aud_" + audience));
        }
        return held;
    }

    private static Map<String, Set<String>> seen(LDClient sdk) {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (String audience : AUDIENCES) {
            seen.put(
                    audience,
                    PEOPLE.stream()
                            .filter(person -> sdk.boolVariation(audience, LDContext.create(person), false))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return seen;
    }
}
