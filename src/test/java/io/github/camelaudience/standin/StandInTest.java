package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Life and records of the server as a whole, seen from bare sockets. */
class StandInTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @Test
    void close_ends_connections_and_threads() throws IOException {
        StandIn launchDarkly = StandIn.start();
        launchDarkly.faults(FaultPlan.always(Fault.stall()));
        try (Socket client = open(launchDarkly, post(launchDarkly, "u1"))) {
            launchDarkly.awaitRequests(1, SOON);
            launchDarkly.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        Awaitility.await().atMost(SOON).until(() -> threads("standin-launchdarkly") == 0);
        // netty's own clean-up thread ends by itself after a second of quiet
        Awaitility.await().atMost(SOON).until(() -> threads("globalEventExecutor") == 0);
        assertThatThrownBy(() -> open(launchDarkly, "")).isInstanceOf(ConnectException.class);
        assertThat(launchDarkly.requests()).hasSize(1);
        launchDarkly.close();
    }

    @Test
    void two_requests_at_once_for_one_membership_are_noticed() throws IOException {
        try (StandIn launchDarkly =
                StandIn.builder().latency(Duration.ofMillis(200)).start()) {
            Lane lane = new Lane(launchDarkly.environment(), "user", "aud_1");
            try (Socket one = open(launchDarkly, post(launchDarkly, "u1"));
                    Socket two = open(launchDarkly, post(launchDarkly, "u2"))) {
                assertThat(one.getInputStream().read()).isPositive();
                assertThat(two.getInputStream().read()).isPositive();
            }
            assertThat(launchDarkly.counters().overlaps()).isZero();
            try (Socket one = open(launchDarkly, post(launchDarkly, "u1"));
                    Socket two = open(launchDarkly, post(launchDarkly, "u1"))) {
                assertThat(one.getInputStream().read()).isPositive();
                assertThat(two.getInputStream().read()).isPositive();
            }
            assertThat(launchDarkly.counters().overlaps()).isEqualTo(1);
            assertThat(launchDarkly.counters().maxOpenPerLane()).isEqualTo(2);
            assertThat(launchDarkly.maxOpen(lane)).isEqualTo(2);
        }
    }

    @Test
    void a_retry_after_giving_up_on_a_stall_is_no_overlap() throws IOException {
        try (StandIn launchDarkly = StandIn.start()) {
            for (int round = 1; round <= 50; round++) {
                launchDarkly.faults(FaultPlan.script(Fault.stall()));
                Socket givenUp = open(launchDarkly, post(launchDarkly, "u1"));
                launchDarkly.awaitRequests(2L * round - 1, SOON);
                givenUp.close();
                try (Socket retry = open(launchDarkly, post(launchDarkly, "u1"))) {
                    assertThat(retry.getInputStream().read()).isEqualTo('H');
                }
            }
            launchDarkly.await("no open request", () -> launchDarkly.openRequests() == 0, SOON);
            assertThat(launchDarkly.counters().overlaps()).isZero();
            assertThat(launchDarkly.counters().maxOpenPerLane()).isEqualTo(1);
        }
    }

    @Test
    void answers_reset_by_the_server_are_no_overlap_with_the_retry() throws IOException {
        try (StandIn launchDarkly = StandIn.start()) {
            launchDarkly.faults(FaultPlan.always(Fault.reset(Fault.Moment.AFTER_APPLYING)));
            for (int round = 0; round < 20; round++) {
                try (Socket client = open(launchDarkly, post(launchDarkly, "u1"))) {
                    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
                }
            }
            assertThat(launchDarkly.counters().overlaps()).isZero();
            assertThat(launchDarkly.history("aud_1", "u1")).hasToString("1".repeat(20));
        }
    }

    @Test
    void memory_of_requests_is_bounded_and_history_can_be_off() throws IOException {
        try (StandIn launchDarkly =
                StandIn.builder().keepRequests(3).keepHistory(false).start()) {
            for (int i = 1; i <= 5; i++) {
                try (Socket client = open(launchDarkly, post(launchDarkly, "u" + i))) {
                    assertThat(client.getInputStream().read()).isPositive();
                }
            }
            assertThat(launchDarkly.requests())
                    .extracting(RecordedRequest::number)
                    .containsExactly(3L, 4L, 5L);
            assertThat(launchDarkly.lastRequests(1)).hasSize(1);
            assertThat(launchDarkly.counters().received()).isEqualTo(5);
            assertThat(launchDarkly.members("aud_1")).hasSize(5);
            assertThat(launchDarkly.history("aud_1", "u1").size()).isZero();
        }
    }

    @Test
    void waiting_in_vain_says_what_was_seen() throws IOException {
        try (StandIn launchDarkly = StandIn.start()) {
            assertThatThrownBy(() -> launchDarkly.awaitRequests(1, Duration.ofMillis(20)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "expected 1 requests within PT0.02S but received 0 requests, of which 0 are open; there is nobody");
            try (Socket socket = open(launchDarkly, post(launchDarkly, "u1"))) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            assertThatThrownBy(() -> launchDarkly.await("u2 in aud_1", () -> false, Duration.ofMillis(20)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("expected u2 in aud_1 within PT0.02S but received 1 requests")
                    .hasMessageEndingWith("there are u1 in aud_1");
        }
    }

    @Test
    void expect_continue_and_garbage() throws IOException {
        try (StandIn launchDarkly = StandIn.start()) {
            String request = post(launchDarkly, "u1").replace("Host:", "Expect: 100-continue\r\nHost:");
            int bodyStart = request.indexOf("\r\n\r\n") + 4;
            try (Socket client = open(launchDarkly, request.substring(0, bodyStart))) {
                assertThat(new String(client.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                client.getOutputStream().write(request.substring(bodyStart).getBytes(StandardCharsets.UTF_8));
                assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 204");
            }
            try (Socket client = open(launchDarkly, "nonsense\r\n\r\n")) {
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 400");
            }
        }
    }

    @Test
    void a_taken_port_is_told_at_start() {
        try (StandIn first = StandIn.start()) {
            assertThatThrownBy(() -> StandIn.builder().port(first.port()).start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + first.port());
        }
        Awaitility.await().atMost(SOON).until(() -> threads("standin-launchdarkly") == 0);
    }

    /** Threads of this name that were not there before the test. */
    private long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.isAlive() && thread.getName().startsWith(name))
                .count();
    }

    private static Socket open(StandIn launchDarkly, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), launchDarkly.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String post(StandIn launchDarkly, String userId) {
        String body = "{\"environmentId\":\"" + launchDarkly.environment()
                + "\",\"batch\":[{\"cohortId\":\"aud_1\",\"cohortName\":\"One\",\"userId\":\"" + userId
                + "\",\"value\":true}]}";
        return "POST /api/v2/segment-targets/segment-audiences HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + launchDarkly.token() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
