package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A small process to which strangers send more than it has memory, and never to the end. */
class HttpFloodTest {

    private static final int CONNECTIONS = 40;
    private static final int MEGABYTES = 256;
    private static final byte[] BLANKS = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    private static final String GOOD = SegmentMessage.identify("u1").enters("x");

    private final StandIn launchDarkly = StandIn.start();
    private final List<RawHttp> open = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (RawHttp each : open) {
            each.close();
        }
        launchDarkly.close();
    }

    private static String head(String path, String length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: x\r\n" + length
                + "\r\n\r\n";
    }

    private RawHttp connect(HttpProcess server) throws IOException {
        RawHttp raw = new RawHttp(server.port());
        open.add(raw);
        return raw;
    }

    private static int good(HttpProcess server) throws IOException, InterruptedException {
        byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/segment/webhook"))
                                .timeout(Duration.ofSeconds(20))
                                .header("Content-Type", "application/json")
                                .header("X-Signature", HttpRouteContract.sign("secret", body))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void unfinishedBodiesDoNotFillTheMemory() throws Exception {
        try (HttpProcess server = HttpProcess.start(MEGABYTES, launchDarkly.url())) {
            for (String path : List.of("/segment", "/segment/webhook")) {
                for (int i = 0; i < CONNECTIONS / 2; i++) {
                    boolean chunked = i % 2 == 0; // 15 MiB, or of a length that nobody knows
                    RawHttp raw = connect(server);
                    raw.send(head(path, chunked ? "Transfer-Encoding: chunked" : "Content-Length: 15728641"));
                    if (chunked) {
                        raw.send("f00001\r\n");
                    }
                    raw.sendAsFarAsTaken(BLANKS, 15 * 16);
                }
            }
            assertThat(good(server)).isEqualTo(200);
            assertThat(server.isAlive()).isTrue();
        }
    }

    /** Each within its limit, and all together more than an eighth of the heap. */
    @Test
    void whatStandsStillGivesWay() throws Exception {
        try (HttpProcess server = HttpProcess.start(MEGABYTES, launchDarkly.url())) {
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                RawHttp raw = connect(server);
                raw.send(head("/segment", "Content-Length: 1048576"));
                raw.sendAsFarAsTaken(BLANKS, 15);
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(good(server)).isEqualTo(200));
            int refused = 0;
            for (RawHttp each : open.subList(0, CONNECTIONS)) {
                // answered at once or, when there was room for it, never: its body is still awaited
                refused += each.isAnswered() && each.statusLine().startsWith("HTTP/1.1 503 ") ? 1 : 0;
            }
            assertThat(refused).isPositive();
            assertThat(server.isAlive()).isTrue();
        }
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }
}
