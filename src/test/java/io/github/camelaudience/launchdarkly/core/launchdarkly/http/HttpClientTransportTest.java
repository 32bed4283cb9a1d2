package io.github.camelaudience.launchdarkly.core.launchdarkly.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The core's own transport over real HTTP: what goes out, how long a bad answer holds it up, and what is left at the end. */
@Timeout(60)
class HttpClientTransportTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] NOTHING = {};

    private final StandIn standIn = StandIn.start();
    private final ExecutorService other = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        other.shutdownNow();
        standIn.close();
    }

    private Transport.Call sync() {
        String body = "{\"environmentId\":\"" + standIn.environment() + "\",\"contextKind\":\"user\",\"batch\":["
                + "{\"userId\":\"u1\",\"cohortName\":\"X\",\"cohortId\":\"aud_x\",\"value\":true}]}";
        return new Transport.Call(
                "POST",
                standIn.url() + "/api/v2/segment-targets/segment-audiences",
                Map.of("Authorization", standIn.token(), "Content-Type", "application/json", "User-Agent", "ours/1"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRequestGoesOutAsItIsAndTheAnswerComesBack() throws Exception {
        try (HttpClientTransport http = new HttpClientTransport()) {
            assertThat(http.exchange(sync()).status()).isEqualTo(204);
            assertThat(standIn.members("aud_x")).containsExactly("u1");
            RecordedRequest request = standIn.syncRequests().get(0);
            assertThat(request.headers())
                    .containsEntry("authorization", standIn.token())
                    .containsEntry("content-type", "application/json")
                    .containsEntry("user-agent", "ours/1")
                    .doesNotContainKeys("cookie", "accept-encoding");
        }
    }

    @Test
    void headersOfAnAnswerAreFoundInAnyCase() throws Exception {
        standIn.faults(FaultPlan.script(Fault.status(429).withHeader("X-Ratelimit-Reset", "17")));
        try (HttpClientTransport http = new HttpClientTransport()) {
            Transport.Reply reply = http.exchange(sync());
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.headers().apply("x-rateLIMIT-reset")).isEqualTo("17");
            assertThat(reply.headers().apply("x-other")).isNull();
        }
    }

    static Stream<Fault> answersThatDoNotEnd() {
        return Stream.of(Fault.stall(), Fault.stalledBody(), Fault.slowDrip(Duration.ofMillis(100)));
    }

    @ParameterizedTest
    @MethodSource("answersThatDoNotEnd")
    void anAnswerThatDoesNotEndIsGivenUp(Fault fault) throws Exception {
        standIn.faults(FaultPlan.script(fault));
        try (HttpClientTransport http = new HttpClientTransport(SHORT, SHORT)) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> http.exchange(sync())).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(http.exchange(sync()).status()).isEqualTo(204);
        }
    }

    static Stream<Fault> answersThatBreak() {
        return Stream.of(
                Fault.close(),
                Fault.closeAfterApplying(),
                Fault.reset(Fault.Moment.BEFORE_READING),
                Fault.reset(Fault.Moment.DURING_ANSWER),
                Fault.truncated());
    }

    @ParameterizedTest
    @MethodSource("answersThatBreak")
    void nothingIsSentTwice(Fault fault) {
        standIn.faults(FaultPlan.script(fault));
        try (HttpClientTransport http = new HttpClientTransport()) {
            assertThatThrownBy(() -> http.exchange(sync())).isInstanceOf(IOException.class);
            assertThat(standIn.counters().received()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("refusalsThatClientsRepeat")
    void aRefusalIsAnAnswer(int status) throws Exception {
        standIn.faults(FaultPlan.script(Fault.status(status).withHeader("Retry-After", "0")));
        try (HttpClientTransport http = new HttpClientTransport()) {
            assertThat(http.exchange(sync()).status()).isEqualTo(status);
            assertThat(standIn.counters().received()).isEqualTo(1);
        }
    }

    static Stream<Integer> refusalsThatClientsRepeat() {
        return Stream.of(429, 503);
    }

    @ParameterizedTest
    @MethodSource("redirects")
    void aRedirectIsAnAnswerAndNotFollowed(int status) throws Exception {
        standIn.faults(FaultPlan.script(Fault.status(status).withHeader("Location", standIn.url() + "/elsewhere")));
        try (HttpClientTransport http = new HttpClientTransport()) {
            assertThat(http.exchange(sync()).status()).isEqualTo(status);
            assertThat(standIn.requests()).hasSize(1);
        }
    }

    static Stream<Integer> redirects() {
        return Stream.of(301, 302, 303, 307, 308);
    }

    @Test
    void aCookieIsNotSentBack() throws Exception {
        standIn.faults(FaultPlan.script(Fault.status(500).withHeader("Set-Cookie", "a=b")));
        try (HttpClientTransport http = new HttpClientTransport()) {
            http.exchange(sync());
            http.exchange(sync());
            assertThat(standIn.syncRequests()).hasSize(2);
            assertThat(standIn.syncRequests().get(1).headers()).doesNotContainKey("cookie");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, 65536", "PATCH, 8388608", "GET, 8388608"})
    void anEndlessAnswerIsReadInPartOnly(String method, int bytes) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClientTransport http = new HttpClientTransport()) {
            Future<?> flood = other.submit(() -> flood(server));
            Transport.Reply reply = http.exchange(
                    new Transport.Call(method, "http://127.0.0.1:" + server.getLocalPort() + "/", Map.of(), NOTHING));
            assertThat(reply.body().length).isEqualTo(bytes);
            flood.get(10, TimeUnit.SECONDS); // the connection is gone, so it ends
        }
    }

    private static void flood(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            byte[] more = new byte[8192];
            while (true) {
                socket.getOutputStream().write(more);
            }
        } catch (IOException e) {
            // whoever reads has had enough
        }
    }

    @Test
    void closingEndsWhatIsUnderWayAndLeavesNoThread() throws Exception {
        standIn.faults(FaultPlan.always(Fault.stall()));
        HttpClientTransport http = new HttpClientTransport(LONG, LONG);
        Future<?> sent = other.submit(() -> http.exchange(sync()));
        await().until(() -> standIn.openRequests() == 1);
        assertThat(threads()).isPositive();
        http.close();
        assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        await().atMost(Duration.ofSeconds(3)).until(() -> threads() == 0);
        assertThatThrownBy(() -> http.exchange(sync())).isInstanceOf(IOException.class);
        http.close();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("launchdarkly-audience-deadline"))
                .count();
    }

    /** Nobody accepts, and what the system accepts in his place is used up: the connection is never made. */
    @Test
    void closingEndsConnecting() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
                Socket second = new Socket(deaf.getInetAddress(), deaf.getLocalPort())) {
            HttpClientTransport http = new HttpClientTransport(LONG, LONG);
            Future<?> sent = other.submit(() -> http.exchange(
                    new Transport.Call("GET", "http://127.0.0.1:" + deaf.getLocalPort() + "/", Map.of(), NOTHING)));
            await().until(() -> threads() == 1);
            http.close();
            assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    @Test
    void aTimeoutOfNothingIsRefused() {
        assertThatThrownBy(() -> new HttpClientTransport(Duration.ZERO, LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 ms");
    }
}
