package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.StandIn;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the server behind a balancer share one PostgreSQL, are killed and started again while they work, and the database as
 * well. What is in LaunchDarkly, in the ledger and in its sizes is right in the end. Larger by {@code -Dprocesses.events},
 * {@code .kills} and {@code .seed}.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ThreeServersTest {

    private static final int EVENTS = Integer.getInteger("processes.events", 4_000);
    private static final int KILLS = Integer.getInteger("processes.kills", 2);
    private static final long SEED = Long.getLong("processes.seed", 7);

    private static final int SERVERS = 3;
    private static final int PEOPLE = 1_000;
    private static final int AUDIENCES = 5;
    private static final int BODY = 100;
    private static final int POSTS_AT_ONCE = 12;
    private static final double LOST = 0.01;
    private static final Duration SETTLE_AFTER = Duration.ofSeconds(17);
    private static final long FIRST_TIME = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<ServerProcess> servers = new ArrayList<>();
    private final Map<Slot, Boolean> wanted = new HashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private EmbeddedPostgres database;
    private int databasePort;
    private int restarts;

    @Test
    void endRight() throws Exception {
        long start = System.nanoTime();
        databasePort = freePort();
        database = startDatabase();
        try (StandIn launchDarkly = StandIn.builder()
                        .keepRequests(0)
                        .latency(Duration.ofMillis(5))
                        .faults(faults())
                        .start();
                LatePath path = new LatePath(launchDarkly.url(), LOST, SEED)) {
            try {
                startServers(launchDarkly, path);
                work(launchDarkly);
                await().atMost(SETTLE_AFTER.plusSeconds(60)).untilAsserted(() -> assertThat(open(launchDarkly, path))
                        .isEqualTo(List.of(0L, 0L, 0L, 0L)));
                check(launchDarkly, path, start);
            } finally {
                for (ServerProcess server : servers) {
                    server.close();
                }
            }
        } finally {
            database.close();
        }
    }

    /** Requests in the air and under way, flights and claims. */
    private List<Long> open(StandIn launchDarkly, LatePath path) {
        return List.of(
                (long) path.inTheAir(),
                (long) launchDarkly.openRequests(),
                count("SELECT count(*) FROM audience_ledger.flight"),
                count("SELECT count(*) FROM audience_ledger.member WHERE claim IS NOT NULL"));
    }

    private EmbeddedPostgres startDatabase() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("database").toFile())
                .setCleanDataDirectory(false)
                .setPort(databasePort)
                .start();
    }

    private void restartDatabase() throws IOException {
        database.close();
        database = startDatabase();
        restarts++;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** No 429, which slows down the whole account. */
    private static FaultPlan faults() {
        return FaultPlan.random(0.01, SEED)
                .with(Fault.status(500), 1)
                .with(Fault.status(503), 2)
                .with(Fault.status(503).afterApplying(), 2)
                .with(Fault.stallAfterApplying(), 1)
                .with(Fault.reset(Fault.Moment.BEFORE_APPLYING), 1)
                .with(Fault.reset(Fault.Moment.AFTER_APPLYING), 2)
                .with(Fault.truncated(), 1);
    }

    private void startServers(StandIn launchDarkly, LatePath path) throws IOException {
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        Map<String, String> environment = Map.of(
                "LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment(),
                "LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token(),
                "LEDGER_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres",
                "LEDGER_JDBC_USER", "postgres",
                "SERVER_ROUTES", Running.routes("segment-http-to-launchdarkly"));
        for (int i = 0; i < SERVERS; i++) {
            ServerProcess server = new ServerProcess(
                    folder.resolve("server-" + i),
                    freePort(),
                    freePort(),
                    environment,
                    List.of(
                            sink + "baseUrl=" + path.url(),
                            sink + "verifyOnStart=false",
                            sink + "responseTimeout=1s",
                            sink + "settleAfter=" + SETTLE_AFTER.toMillis(),
                            "camel.main.routes-reload-enabled=false"));
            servers.add(server);
            server.start();
        }
        servers.forEach(ServerProcess::awaitReady);
    }

    private void work(StandIn launchDarkly) throws Exception {
        List<String> bodies = bodies(launchDarkly);
        ExecutorService posting = Executors.newFixedThreadPool(POSTS_AT_ONCE);
        Semaphore room = new Semaphore(POSTS_AT_ONCE * 2);
        CountDownLatch done = new CountDownLatch(bodies.size());
        try {
            for (int i = 0; i < bodies.size(); i++) {
                room.acquire();
                if (isTurn(i, bodies.size(), KILLS)) {
                    ServerProcess victim = servers.get(random.nextInt(SERVERS));
                    victim.kill();
                    victim.start();
                }
                if (i == bodies.size() / 2) {
                    restartDatabase();
                }
                if (i % 200 == 199) {
                    System.out.printf("%d of %d bodies are on their way%n", i + 1, bodies.size());
                }
                String body = bodies.get(i);
                posting.execute(() -> {
                    post(body);
                    room.release();
                    done.countDown();
                });
            }
            done.await();
        } finally {
            posting.shutdownNow();
        }
        servers.forEach(ServerProcess::awaitReady);
    }

    /** Whether something that is to happen so often, evenly, happens at this step; the first early. */
    private static boolean isTurn(int step, int steps, int times) {
        return times > 0 && step % Math.max(1, steps / times) == Math.max(1, steps / times) / 4;
    }

    /** Until a server says that all of it is done, of one after the other, as a balancer does. */
    private void post(String body) {
        for (boolean first = true; ; first = false) {
            if (!first) {
                again.incrementAndGet();
            }
            ServerProcess server = servers.get(Math.floorMod(next.getAndIncrement(), SERVERS));
            try {
                int status = client.send(
                                HttpRequest.newBuilder(URI.create(server.url() + "/segment"))
                                        .timeout(Duration.ofSeconds(40))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    accepted.incrementAndGet();
                    return;
                }
                assertThat(status).isEqualTo(503);
            } catch (IOException e) {
                // it was killed; the next one
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<String> bodies(StandIn launchDarkly) {
        List<String> bodies = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        String old = null;
        for (int event = 0; event < EVENTS; event++) {
            String user = "user" + random.nextInt(PEOPLE);
            String audience = "x" + random.nextInt(AUDIENCES);
            boolean in = random.nextBoolean();
            String message = SegmentMessage.identify(user)
                    .messageId("m" + event)
                    .at(Instant.ofEpochMilli(FIRST_TIME + event).toString())
                    .says(audience, in);
            wanted.put(new Slot(launchDarkly.environment(), "user", "aud_" + audience, user), in);
            messages.add(message);
            if (event % 37 == 0) {
                if (old != null) {
                    messages.add(old); // comes once more, late
                }
                old = message;
            }
            if (messages.size() >= BODY || event == EVENTS - 1) {
                bodies.add("[" + String.join(",", messages) + "]");
                messages.clear();
            }
        }
        return bodies;
    }

    private long count(String sql) {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(StandIn launchDarkly, LatePath path, long start) throws SQLException {
        Map<Slot, Boolean> held = launchDarkly.memberships();
        Map<Slot, Boolean> marks = marks(launchDarkly.environment());
        long lost = wanted.keySet().stream()
                .filter(slot -> !marks.containsKey(slot))
                .count();
        long wrong = wanted.entrySet().stream()
                .filter(each -> held.getOrDefault(each.getKey(), false) != each.getValue()
                        || marks.getOrDefault(each.getKey(), each.getValue()) != each.getValue())
                .count();
        long members = wanted.values().stream().filter(in -> in).count();
        long counted = count("SELECT sum(members) FROM audience_ledger.audience");
        System.out.printf(
                "seed=%d events=%d posts=%d again=%d kills=%d databaseRestarts=%d lostAnswers=%d memberships=%d: "
                        + "lost=%d wrong=%d members=%d counted=%d open=0, %d s%n",
                SEED,
                EVENTS,
                accepted.get(),
                again.get(),
                KILLS,
                restarts,
                path.lost(),
                wanted.size(),
                lost,
                wrong,
                members,
                counted,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        assertThat(lost).as("lost, seed %d", SEED).isZero();
        assertThat(wrong).as("wrong, seed %d", SEED).isZero();
        assertThat(counted).as("sizes, seed %d", SEED).isEqualTo(members);
        assertThat(count("SELECT count(*) FROM audience_ledger.audience a WHERE members <> (SELECT count(*)"
                        + " FROM audience_ledger.member m WHERE m.audience = a.no AND m.value)"))
                .isZero();
    }

    private Map<Slot, Boolean> marks(String environment) throws SQLException {
        Map<Slot, Boolean> marks = new HashMap<>();
        try (Connection connection = database.getPostgresDatabase().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT a.kind, a.id, m.key, m.value FROM audience_ledger.member m"
                                + " JOIN audience_ledger.audience a ON a.no = m.audience WHERE m.value IS NOT NULL")) {
            while (row.next()) {
                marks.put(
                        new Slot(environment, row.getString(1), row.getString(2), row.getString(3)), row.getBoolean(4));
            }
        }
        return marks;
    }
}
