package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may send to the ways by HTTP, and what they get for it. */
@LaunchDarklyStandIn
class HostileRequestTest {

    private static final String GOOD = SegmentMessage.identify("u1").enters("x");

    private static final String HEAD = "POST /segment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private static final String CHUNK = Integer.toHexString(GOOD.length());
    private static final String CHUNKED = CHUNK + "\r\n" + GOOD + "\r\n0\r\n\r\n";

    static StandIn launchDarkly;

    @AutoClose
    static HttpRoute http;

    @BeforeAll
    static void start() throws Exception {
        http = HttpRoute.serve(HttpRoute.all(launchDarkly).with("segment.pubsub.rejected", "target/rejected-hostile"));
    }

    private RawHttp raw() throws IOException {
        return new RawHttp(http.port());
    }

    static Map<String, String> ambiguous() {
        Map<String, String> requests = new LinkedHashMap<>();
        String length = "Content-Length: " + GOOD.length() + "\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n";
        requests.put("both lengths", HEAD + chunked + length + "\r\n" + CHUNKED);
        requests.put("both lengths, the other way round", HEAD + length + chunked + "\r\n" + CHUNKED);
        requests.put("both lengths, the short one", HEAD + chunked + "Content-Length: 4\r\n\r\n" + CHUNKED);
        requests.put(
                "a chunk extension with an open quote",
                HEAD + chunked + "\r\n" + CHUNK + ";x=\"\r\n" + GOOD + "\r\n0\r\n\r\n");
        requests.put(
                "a chunk extension with a line feed",
                HEAD + chunked + "\r\n" + CHUNK + ";x=\n" + GOOD + "\r\n0\r\n\r\n");
        requests.put("a chunk of no number", HEAD + chunked + "\r\n0x" + CHUNKED);
        requests.put("a chunk of a negative number", HEAD + chunked + "\r\n-" + CHUNKED);
        requests.put("a chunk behind a bare line feed", HEAD + chunked + "\r\n" + CHUNKED.replaceFirst("\r\n", "\n"));
        requests.put("a chunk that is longer than it says", HEAD + chunked + "\r\n4\r\n" + GOOD + "\r\n0\r\n\r\n");
        requests.put("two lengths", HEAD + length + "Content-Length: 4\r\n\r\n" + GOOD);
        requests.put("two lengths in one", HEAD + "Content-Length: " + GOOD.length() + ", 4\r\n\r\n" + GOOD);
        requests.put("a length with a sign", HEAD + "Content-Length: +" + GOOD.length() + "\r\n\r\n" + GOOD);
        requests.put("a negative length", HEAD + "Content-Length: -1\r\n\r\n" + GOOD);
        requests.put("a length in hexadecimal", HEAD + "Content-Length: 0x" + CHUNK + "\r\n\r\n" + GOOD);
        requests.put("a folded header", HEAD + "X: 1\r\n Transfer-Encoding: chunked\r\n" + length + "\r\n" + GOOD);
        requests.put("a folded length", HEAD + "Content-Length:\r\n " + GOOD.length() + "\r\n\r\n" + GOOD);
        requests.put("a space before the colon", HEAD + "Content-Length : " + GOOD.length() + "\r\n\r\n" + GOOD);
        requests.put(
                "a space before the colon of chunked", HEAD + length + "Transfer-Encoding : chunked\r\n\r\n" + CHUNKED);
        requests.put("another transfer coding", HEAD + "Transfer-Encoding: xchunked\r\n" + length + "\r\n" + GOOD);
        requests.put("chunked twice", HEAD + chunked + chunked + length + "\r\n" + CHUNKED);
        requests.put("chunked first", HEAD + "Transfer-Encoding: chunked, identity\r\n" + length + "\r\n" + CHUNKED);
        requests.put("a zero byte in a name", HEAD + "X\0: 1\r\n" + length + "\r\n" + GOOD);
        requests.put(
                "a name with a line feed only",
                HEAD + "X: 1\n" + "Transfer-Encoding: chunked\r\n" + length + "\r\n" + GOOD);
        requests.put("a header without colon", HEAD + "X\r\n" + length + "\r\n" + GOOD);
        requests.put("a carriage return in a value", HEAD + "X: 1\r2\r\n" + length + "\r\n" + GOOD);
        requests.put("chunked in HTTP/1.0", HEAD.replace("HTTP/1.1", "HTTP/1.0") + chunked + length + "\r\n" + CHUNKED);
        requests.put("two hosts", HEAD.replace("Host: x\r\n", "Host: x\r\nHost: y\r\n") + length + "\r\n" + GOOD);
        return requests;
    }

    static List<String> namesOfAmbiguous() {
        return List.copyOf(ambiguous().keySet());
    }

    @ParameterizedTest
    @MethodSource("namesOfAmbiguous")
    void whatCanBeReadInTwoWaysIsRefused(String name) throws Exception {
        int before = launchDarkly.syncRequests().size();
        try (RawHttp raw = raw()) {
            String answer = raw.send(ambiguous().get(name)).untilClosed();
            assertThat(answer).as(name).matches("(?s)|HTTP/1\\.[01] 4[0-9][0-9] .*");
            assertThat(answer.split("HTTP/1", -1)).as("answers").hasSizeLessThanOrEqualTo(2);
        }
        assertThat(launchDarkly.syncRequests()).hasSize(before);
    }

    @Test
    void whatCanBeReadInOneWayIsTaken() throws Exception {
        String id = "c";
        for (String request : List.of(
                HEAD + "Content-Length: " + GOOD.length() + "\r\n\r\n" + GOOD,
                HEAD + "content-length:" + GOOD.length() + "\r\n\r\n" + GOOD,
                HEAD + "Transfer-Encoding: chunked\r\n\r\n" + CHUNKED,
                HEAD + "Transfer-Encoding: chunked\r\n\r\n" + CHUNK + ";x=\"y\"\r\n" + GOOD + "\r\n0\r\n\r\n",
                HEAD + "Expect: 100-continue\r\nContent-Length: " + GOOD.length() + "\r\n\r\n" + GOOD)) {
            try (RawHttp raw = raw()) {
                String expected = request.contains("100-continue") ? "HTTP/1.1 100 Continue" : "HTTP/1.1 200 OK";
                assertThat(raw.send(request.replace("u1", id + "1")).statusLine())
                        .as(request)
                        .isEqualTo(expected);
            }
        }
        await().untilAsserted(() -> assertThat(launchDarkly.members("aud_x")).contains("c1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json ; charset=\"UTF-8\"",
                "application/json\t;",
                "application/X-NDJSON"
            })
    void mediaTypesAreComparedAsHttpSays(String type) throws Exception {
        assertThat(http.send(http.post("/segment", GOOD).setHeader("Content-Type", type))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusalsSayWhatAndWhatToDo() throws Exception {
        byte[] large = new byte[(1 << 20) + 1];
        assertThat(http.send(http.post("/segment", GOOD).setHeader("Content-Type", "text/xml")))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(415))
                .satisfies(answer -> assertThat(answer.body())
                        .isEqualTo(
                                "{\"error\":\"expected one Content-Type: application/json or application/x-ndjson\"}"));
        assertThat(http.send(http.post("/segment", large)))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(413))
                .satisfies(answer -> assertThat(answer.body()).contains("1048576 bytes (maxDocumentSize)"));
        assertThat(http.send(http.post("/segment", GOOD).GET()))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(405))
                .satisfies(answer ->
                        assertThat(answer.headers().firstValue("Allow")).hasValue("POST"))
                .satisfies(answer -> assertThat(answer.body()).isEqualTo("{\"error\":\"expected POST\"}"));
        assertThat(http.send(http.post("/v1/delete", GOOD).header("Authorization", "Basic d3JpdGUta2V5Og==")))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains("no such call: expected one of alias, batch,"));
    }

    @Test
    void whatCanNeverBeDecodedIsNotToBeSentAgain() throws Exception {
        byte[] packed = WebhookRouteTest.gzip(GOOD);
        List<byte[]> broken = new ArrayList<>();
        for (int length = 3; length < packed.length; length++) {
            broken.add(Arrays.copyOf(packed, length));
        }
        byte[] damaged = packed.clone();
        damaged[packed.length - 6] ^= 1; // the checksum
        broken.add(damaged);
        for (byte[] each : broken) {
            HttpRequest.Builder request = http.post("/segment", each).header("Content-Encoding", "gzip");
            assertThat(http.send(request).statusCode())
                    .as(each.length + " bytes")
                    .isEqualTo(400);
        }
        byte[] latin = GOOD.replace("u1", "Zo\u00eb").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(http.send(http.post("/segment", latin)).statusCode()).isEqualTo(422);
    }

    @Test
    void aBodyThatIsTooLargeIsNotReadToItsEnd() throws Exception {
        String[] heads = {
            "POST /segment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n",
            "POST /segment/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: x\r\n",
            "POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n",
            "POST /segment/pubsub?token=x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        };
        byte[] blanks = " ".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
        for (String head : heads) {
            try (RawHttp declared = raw();
                    RawHttp chunked = raw()) {
                assertThat(declared.send(head + "Content-Length: 15728640\r\n\r\n")
                                .untilClosed())
                        .as(head)
                        .startsWith("HTTP/1.1 413 ")
                        .containsIgnoringCase("connection: close");
                chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 17; i++) {
                    chunked.send("10000\r\n").send(blanks).send("\r\n");
                }
                assertThat(chunked.untilClosed()).as(head).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    @Test
    void whoShowsNoCredentialIsRefusedBeforeTheBody() throws Exception {
        for (String target : List.of(
                "/segment/webhook",
                "/segment/webhook?X-Signature=x",
                "/segment/webhook?x-signature=x",
                "/segment/pubsub",
                "/segment/pubsub?tokens=x")) {
            try (RawHttp raw = raw()) {
                String head = "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
                assertThat(raw.send(head + "Content-Length: 1000\r\n\r\n").untilClosed())
                        .as(target)
                        .startsWith("HTTP/1.1 401 ")
                        .endsWith("{\"error\":\"unauthenticated\"}");
            }
        }
    }

    @Test
    void credentialsInTheQueryDoNotCount() throws Exception {
        String signature = HttpRouteContract.sign("secret", GOOD.getBytes(StandardCharsets.UTF_8));
        String basic = "Basic%20d3JpdGUta2V5Og==";
        for (HttpRequest.Builder each : List.of(
                http.post("/segment/webhook?X-Signature=" + signature, GOOD),
                http.post("/segment/webhook?x-signature=" + signature, GOOD),
                http.post("/segment/webhook?X%2DSignature=" + signature, GOOD),
                http.post("/segment/webhook?X-Signature=" + signature, GOOD).header("X-Signature", signature),
                http.post("/v1/identify?Authorization=" + basic, GOOD),
                http.post("/v1/identify?authorization=" + basic, GOOD),
                http.post("/segment/pubsub", GOOD).header("token", "token"),
                http.post("/segment/pubsub?token=token&Token=token", GOOD))) {
            HttpResponse<String> answer = http.send(each);
            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    /** The guard goes and comes with its route. */
    @Test
    void aRouteThatIsStartedAgainIsGuardedAgain() throws Exception {
        var routes = http.route().context().getRouteController();
        for (int i = 0; i < 3; i++) {
            routes.stopRoute("segment-http-to-launchdarkly");
            assertThat(http.send(http.post("/segment", GOOD)).statusCode()).isEqualTo(404);
            routes.startRoute("segment-http-to-launchdarkly");
            assertThat(http.send(http.post("/segment", GOOD)).statusCode()).isEqualTo(200);
            assertThat(http.send(http.post("/segment", new byte[(1 << 20) + 1])).body())
                    .contains("maxDocumentSize");
        }
    }

    @Test
    void theTokenMayBeInAHeaderWhereItIsSaid() throws Exception {
        try (StandIn other = StandIn.start();
                HttpRoute header = HttpRoute.serve(RunningRoute.of(other, "segment-pubsub-to-launchdarkly")
                        .with("segment.pubsub.token", "token")
                        .with("segment.pubsub.tokenIn", "header"))) {
            assertThat(header.send(header.post("/segment/pubsub", GOOD).header("token", "token"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(header.send(header.post("/segment/pubsub?token=token", GOOD))
                            .statusCode())
                    .isEqualTo(401);
        }
    }
}
