package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.standin.Fault.Moment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault as a client on a bare socket sees it. */
class FaultsTest {

    private final StandIn launchDarkly = StandIn.start();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 207, 301, 400, 401, 403, 404, 408, 409, 413, 422, 423, 425, 429, 500, 501, 502, 503, 504})
    void any_status_takes_the_place_of_the_answer(int status) throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.status(status)));

        assertThat(exchange(post("u1"))).startsWith("HTTP/1.1 " + status + " ");
        assertThat(launchDarkly.memberships()).isEmpty();
        assertThat(exchange(post("u1"))).startsWith("HTTP/1.1 204 ");
        assertThat(launchDarkly.counters().byFault()).containsOnlyKeys("status " + status);
        assertThat(launchDarkly.counters().answered(status)).isEqualTo(1);
    }

    @Test
    void a_status_may_bring_headers_and_a_body() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.status(503)
                .withHeader("Retry-After", "3")
                .withHeader("Content-Type", "text/html")
                .withBody("<html>busy</html>")));

        assertThat(exchange(post("u1")))
                .contains("\r\nRetry-After: 3\r\n", "\r\nContent-Type: text/html\r\n")
                .endsWith("\r\n\r\n<html>busy</html>");
    }

    @Test
    void a_gateway_may_lose_the_answer_after_it_took_effect() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.status(504).afterApplying()));

        assertThat(exchange(post("u1"))).startsWith("HTTP/1.1 504 ");
        assertThat(launchDarkly.members("aud_1")).containsExactly("u1");
        assertThat(launchDarkly.requests().get(0).applied()).isTrue();
    }

    @Test
    void a_stall_never_answers_and_ends_with_the_client() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.stall(), Fault.stallAfterApplying()));
        for (String user : new String[] {"before", "after"}) {
            try (Socket socket = open(post(user))) {
                socket.setSoTimeout(100);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                assertThat(launchDarkly.openRequests()).isEqualTo(1);
            }
            launchDarkly.await("no open request", () -> launchDarkly.openRequests() == 0, Duration.ofSeconds(5));
        }
        assertThat(launchDarkly.members("aud_1")).containsExactly("after");
        assertThat(launchDarkly.requests()).extracting(RecordedRequest::status).containsExactly(0, 0);
    }

    @Test
    void a_reset_before_applying_has_no_effect() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.reset(Moment.BEFORE_APPLYING)));

        assertThatThrownBy(() -> exchange(post("u1"))).isInstanceOf(SocketException.class);
        assertThat(launchDarkly.memberships()).isEmpty();
        assertThat(launchDarkly.requests().get(0).sync().carries("u1")).isTrue();
    }

    @Test
    void a_reset_before_reading_comes_before_the_body_was_sent() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.reset(Moment.BEFORE_READING)));
        String request = post("u1");

        assertThatThrownBy(() -> exchange(request.substring(0, request.indexOf("\r\n\r\n") + 4)))
                .isInstanceOf(SocketException.class);
        assertThat(launchDarkly.memberships()).isEmpty();
        assertThat(launchDarkly.requests().get(0).body()).isEmpty();
    }

    @Test
    void a_reset_after_applying_has_taken_effect() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.reset(Moment.AFTER_APPLYING)));

        assertThatThrownBy(() -> exchange(post("u1"))).isInstanceOf(SocketException.class);
        assertThat(launchDarkly.members("aud_1")).containsExactly("u1");
        assertThat(launchDarkly.requests().get(0).status()).isZero();
    }

    @Test
    void a_reset_during_the_answer_cuts_it() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.reset(Moment.DURING_ANSWER)));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (Socket socket = open(post("u1"))) {
            assertThatThrownBy(() -> drain(socket.getInputStream(), seen)).isInstanceOf(SocketException.class);
        }
        assertThat(seen.toString(StandardCharsets.UTF_8)).doesNotContain("stand-in\"}");
        assertThat(launchDarkly.members("aud_1")).containsExactly("u1");
    }

    @Test
    void a_close_ends_without_an_answer() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.close(), Fault.closeAfterApplying()));

        assertThat(exchange(post("before"))).isEmpty();
        assertThat(exchange(post("after"))).isEmpty();
        assertThat(launchDarkly.members("aud_1")).containsExactly("after");
    }

    @Test
    void a_truncated_answer_promises_more_than_it_sends() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.truncated()));
        String answer = exchange(post("u1"));

        int promised = Integer.parseInt(answer.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        int sent = answer.length() - answer.indexOf("\r\n\r\n") - 4;
        assertThat(sent).isPositive().isLessThan(promised);
        assertThat(launchDarkly.members("aud_1")).containsExactly("u1");
    }

    @Test
    void a_stalled_body_stops_in_the_middle_and_stays_open() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.stalledBody()));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (Socket socket = open(post("u1"))) {
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> drain(socket.getInputStream(), seen)).isInstanceOf(SocketTimeoutException.class);
            assertThat(launchDarkly.openRequests()).isEqualTo(1);
        }
        assertThat(seen.toString(StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200 OK")
                .contains("\r\n\r\n{");
    }

    @Test
    void a_slow_answer_is_whole_in_the_end() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.slowDrip(Duration.ofMillis(1))));
        long start = System.nanoTime();
        String answer = exchange(post("u1"));

        assertThat(answer).startsWith("HTTP/1.1 204 No Content\r\n").endsWith("\r\n\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(answer.length() - 1));
    }

    @Test
    void a_delayed_answer_has_taken_effect_before() throws IOException {
        launchDarkly.faults(FaultPlan.script(Fault.delay(Duration.ofMillis(150))));
        try (Socket socket = open(post("u1"))) {
            launchDarkly.awaitRequests(1, Duration.ofSeconds(5));
            assertThat(launchDarkly.members("aud_1")).containsExactly("u1");
            assertThat(launchDarkly.requests().get(0).endNanos()).isZero();
            drain(socket.getInputStream(), new ByteArrayOutputStream());
        }
        RecordedRequest request = launchDarkly.requests().get(0);
        assertThat(Duration.ofNanos(request.endNanos() - request.startNanos()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    private String exchange(String request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = open(request)) {
            socket.setSoTimeout(10_000);
            drain(socket.getInputStream(), answer);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private Socket open(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), launchDarkly.port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static void drain(InputStream in, ByteArrayOutputStream out) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            out.write(next);
        }
    }

    private String post(String userId) {
        String body = "{\"environmentId\":\"" + launchDarkly.environment()
                + "\",\"batch\":[{\"cohortId\":\"aud_1\",\"cohortName\":\"One\",\"userId\":\"" + userId
                + "\",\"value\":true}]}";
        return "POST /api/v2/segment-targets/segment-audiences HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: " + launchDarkly.token() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }
}
