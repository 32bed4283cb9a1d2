package io.github.camelaudience.launchdarkly.core.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.DeliverySettings;
import io.github.camelaudience.launchdarkly.core.delivery.ForwardingBackend;
import io.github.camelaudience.launchdarkly.core.delivery.HazardousLedger;
import io.github.camelaudience.launchdarkly.core.delivery.RetryPolicy;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.PooledSource;
import io.github.camelaudience.launchdarkly.core.ledger.PostgresServer;
import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Engines that share a ledger end right, though answers are lost, requests take effect after nobody waits for them any more, and engines
 * die with requests under way. Longer: {@code -Dledger.engines.messages=20000 -Dledger.seed=7}.
 */
@Timeout(600)
class SharedLedgerTest {

    private static final LedgerTimes TIMES =
            new LedgerTimes(Duration.ofMillis(600), Duration.ofMillis(300), Duration.ofMillis(2_000));
    private static final int LATEST_EFFECT = 1_200;

    private static final LongSupplier CLOCK = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    private static final int MESSAGES = Integer.getInteger("ledger.engines.messages", 400);
    private static final long SEED = Long.getLong("ledger.seed", System.nanoTime());
    private static final int AUDIENCES = 3;
    private static final int PEOPLE = 12;
    private static final int MOST_OPEN = 40;

    @Test
    void inMemory() throws Exception {
        MembershipLedger ledger = new OneProcessLedger(new MemoryStore(10_000), TIMES, CLOCK);
        new Run(() -> ledger, 0).go("memory");
    }

    @Test
    void inPostgres() throws Exception {
        try (PooledSource pool = new PooledSource(PostgresServer.newDatabase())) {
            PostgresLedger.open(pool, TIMES, CLOCK).close(); // the tables are made by one
            new Run(() -> PostgresLedger.open(pool, TIMES, CLOCK), 1).go("PostgreSQL");
        }
    }

    /** What the messages want, and how many there were. */
    private static final class Run {
        private final Random random = new Random(SEED);
        private final Supplier<MembershipLedger> ledgers;
        private final MembershipLedger reading;
        private final int kind;
        private final ScheduledExecutorService net = Executors.newScheduledThreadPool(4);
        private final AtomicInteger inTheAir = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final AtomicInteger redelivered = new AtomicInteger();
        private final Map<Slot, Boolean> wanted = new HashMap<>();
        private final Engine[] engines = new Engine[2];
        private final StandIn launchDarkly = StandIn.start();
        private int messages;
        private int deaths;

        Run(Supplier<MembershipLedger> ledgers, int kind) {
            this.ledgers = ledgers;
            this.reading = ledgers.get();
            this.kind = kind;
        }

        void go(String name) throws Exception {
            try {
                for (int i = 0; i < engines.length; i++) {
                    engines[i] = new Engine(this, random.nextLong());
                }
                while (messages < MESSAGES) {
                    say();
                    if (messages == MESSAGES / 2 || random.nextInt(150) == 0) {
                        die(random.nextInt(engines.length));
                    }
                    if (random.nextInt(4) == 0) {
                        await().pollDelay(Duration.ZERO)
                                .pollInterval(Duration.ofMillis(2))
                                .atMost(Duration.ofSeconds(60))
                                .until(() -> open.get() < MOST_OPEN);
                    }
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> open.get() == 0);
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                inTheAir.get() == 0 && wanted.keySet().stream().noneMatch(this::isOpen));
                System.out.printf(
                        "%s: seed %d, %d messages, %d answers lost, %d engines died, %d messages delivered again%n",
                        name, SEED + kind, messages, lost.get(), deaths, redelivered.get());
                assertRight();
            } finally {
                for (Engine engine : engines) {
                    engine.close();
                }
                net.shutdownNow();
                launchDarkly.close();
            }
        }

        private void say() {
            String user = "u" + random.nextInt(PEOPLE);
            String audience = "x" + random.nextInt(AUDIENCES);
            boolean in = random.nextBoolean();
            Instant time = Instant.ofEpochMilli(System.currentTimeMillis() - 3_600_000 + ++messages);
            byte[] message = SegmentMessage.identify(user)
                    .messageId("m" + messages)
                    .at(time.toString())
                    .says(audience, in)
                    .getBytes(UTF_8);
            wanted.put(new Slot(launchDarkly.environment(), "user", "aud_" + audience, user), in);
            open.incrementAndGet();
            deliver(message);
        }

        /** As a broker does: until somebody says that it is done. */
        private void deliver(byte[] message) {
            Engine engine = engines[Math.floorMod(Arrays.hashCode(message), engines.length)];
            try (SyncSession<Integer> session = engine.engine.open()) {
                session.read(message, 1);
                session.end().whenComplete((result, thrown) -> {
                    if (thrown == null && result.isComplete() && !engine.dead) {
                        open.decrementAndGet();
                    } else {
                        redelivered.incrementAndGet();
                        net.schedule(() -> deliver(message), 20, TimeUnit.MILLISECONDS);
                    }
                });
            } catch (RuntimeException e) {
                net.schedule(() -> deliver(message), 20, TimeUnit.MILLISECONDS);
            }
        }

        private void die(int number) {
            deaths++;
            Engine dying = engines[number];
            dying.dead = true;
            engines[number] = new Engine(this, random.nextLong());
            net.execute(dying::close);
        }

        private boolean isOpen(Slot slot) {
            return reading.state(slotOf(slot))
                    .map(state -> state.claimed() || !state.open().isEmpty())
                    .orElse(false);
        }

        private static MembershipSlot slotOf(Slot slot) {
            return new MembershipSlot(slot.environment(), slot.contextKind(), slot.cohortId(), slot.userId());
        }

        private void assertRight() {
            Map<Slot, Boolean> members = new HashMap<>(launchDarkly.memberships());
            assertThat(members).as("in LaunchDarkly, seed %d", SEED).containsAllEntriesOf(wanted);
            wanted.forEach((slot, in) -> assertThat(reading.state(slotOf(slot))
                            .orElseThrow()
                            .mark()
                            .orElseThrow()
                            .included())
                    .as("mark, seed %d", SEED)
                    .isEqualTo(in));
            assertThat(reading.audiences().stream()
                            .mapToLong(AudienceState::members)
                            .sum())
                    .as("sizes, seed %d", SEED)
                    .isEqualTo(wanted.values().stream().filter(in -> in).count());
            assertThat(lost).hasPositiveValue();
        }
    }

    /** One process: when it is dead its requests go nowhere any more, and its ledger hears nothing of it. */
    private static final class Engine {
        final SyncEngine engine;
        volatile boolean dead;

        private final HttpClientTransport http = new HttpClientTransport(Duration.ofSeconds(1), Duration.ofMillis(250));

        Engine(Run run, long seed) {
            SegmentBackend backend = new Unreliable(
                    new SyncedSegments(
                            http,
                            run.launchDarkly.url(),
                            run.launchDarkly.url(),
                            new AccessToken(run.launchDarkly.token()),
                            "test"),
                    this,
                    run,
                    new Random(seed));
            engine = SyncEngine.of(run.launchDarkly.environment(), backend)
                    .delivery(new DeliverySettings(20, 1 << 20, 0, 8, 1_000, 3_000, 100))
                    .retryPolicy(new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200)))
                    .ledger(new HazardousLedger(run.ledgers.get(), call -> {
                        if (dead) {
                            throw new LedgerUnavailableException("this process is dead", null);
                        }
                    }))
                    .lookForLost(Duration.ofMillis(100))
                    .start();
        }

        void close() {
            try {
                engine.stop(dead ? 0 : 5_000, 0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                http.close();
            }
        }
    }

    /** Answers some requests, loses the answers of others, and has some take effect after nobody waits for them any more. */
    private static final class Unreliable extends ForwardingBackend {
        private final Engine engine;
        private final Run run;
        private final Random random;

        Unreliable(SegmentBackend backend, Engine engine, Run run, Random random) {
            super(backend);
            this.engine = engine;
            this.run = run;
            this.random = random;
        }

        @Override
        public ApiOutcome send(SegmentUpdate update) {
            int chance;
            int delay;
            synchronized (random) {
                chance = random.nextInt(100);
                delay = random.nextInt(LATEST_EFFECT);
            }
            if (engine.dead) {
                return ApiOutcome.unanswered(new IOException("this process is dead"));
            }
            if (chance >= 12) {
                return super.send(update);
            }
            run.lost.incrementAndGet();
            if (chance < 3) {
                super.send(update);
            } else if (chance < 9) {
                run.inTheAir.incrementAndGet();
                run.net.schedule(
                        () -> {
                            try {
                                late(update);
                            } finally {
                                run.inTheAir.decrementAndGet();
                            }
                        },
                        delay,
                        TimeUnit.MILLISECONDS);
            }
            return ApiOutcome.unanswered(new IOException("the answer is lost"));
        }

        /** Over a connection of its own: that of its process may be closed. */
        private void late(SegmentUpdate update) {
            try (HttpClientTransport http = new HttpClientTransport()) {
                new SyncedSegments(
                                http,
                                run.launchDarkly.url(),
                                run.launchDarkly.url(),
                                new AccessToken(run.launchDarkly.token()),
                                "test")
                        .send(update);
            }
        }
    }
}
