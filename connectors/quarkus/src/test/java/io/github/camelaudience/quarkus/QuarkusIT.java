package io.github.camelaudience.quarkus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of {@code routes/} that needs no broker, with its properties, unchanged, in Quarkus as it is packaged. */
class QuarkusIT {

    private static final List<String> ROUTES = List.of(
            "segment-http-to-launchdarkly",
            "segment-files-to-launchdarkly",
            "segment-webhook-to-launchdarkly",
            "segment-tracking-api-to-launchdarkly",
            "segment-pubsub-to-launchdarkly",
            "segment-audience-explain");
    private static final String SECRET = "sesame";

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();

    @AfterEach
    void stop() {
        launchDarkly.close();
    }

    private Map<String, String> secrets() {
        return Map.of(
                "LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment(),
                "LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token(),
                "SEGMENT_SHARED_SECRET", SECRET,
                "SEGMENT_WRITE_KEYS", "key-1",
                "SEGMENT_PUBSUB_TOKEN", "token-1");
    }

    private static byte[] enters(String person) {
        return SegmentMessage.identify(person).enters("x").getBytes(UTF_8);
    }

    @Test
    void everyRouteWithoutABrokerRunsUnchanged() throws Exception {
        try (QuarkusProcess quarkus = QuarkusProcess.start(
                        launchDarkly,
                        folder,
                        secrets(),
                        ROUTES,
                        "camel.kamelet.segment-webhook-source.maxAge=0") // the message is of one day for ever
                .awaitUp()) {
            HttpResponse<String> answer = quarkus.send(quarkus.post("/segment", enters("by-http")));
            assertThat(answer.body()).isEqualTo("{\"changes\":1,\"skipped\":0,\"requests\":1}");

            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(enters("by-gzip"));
            }
            assertThat(quarkus.send(quarkus.post("/segment", packed.toByteArray()).header("Content-Encoding", "gzip"))
                            .statusCode())
                    .isEqualTo(200);

            byte[] signed = enters("by-webhook");
            assertThat(quarkus.send(quarkus.post("/segment/webhook", signed).header("X-Signature", "00"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(quarkus.send(quarkus.post("/segment/webhook", signed).header("X-Signature", sign(signed)))
                            .statusCode())
                    .isEqualTo(200);

            String basic = Base64.getEncoder().encodeToString("key-1:".getBytes(UTF_8));
            assertThat(quarkus.send(quarkus.post("/v1/identify", enters("by-tracking"))
                                    .header("Authorization", "Basic " + basic))
                            .statusCode())
                    .isEqualTo(200);

            String data = Base64.getEncoder().encodeToString(enters("by-pubsub"));
            String push = "{\"message\":{\"data\":\"" + data + "\",\"messageId\":\"1\"},\"subscription\":\"s\"}";
            assertThat(quarkus.send(quarkus.post("/segment/pubsub?token=token-1", push.getBytes(UTF_8)))
                            .statusCode())
                    .isLessThan(300);

            drop("a.jsonl", new String(enters("by-file"), UTF_8) + "\n");
            drop("b.csv", "user_id,audience_id,audience_key,membership\nby-csv,aud_x,x,true\n");
            await().atMost(QuarkusProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(launchDarkly.members("aud_x"))
                            .containsExactlyInAnyOrder(
                                    "by-http", "by-gzip", "by-webhook", "by-tracking", "by-pubsub", "by-file", "by-csv"));

            int before = launchDarkly.syncRequests().size();
            answer = quarkus.send(quarkus.post("/segment/explain", enters("explained")));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).startsWith("[").contains("explained");
            assertThat(launchDarkly.syncRequests()).hasSize(before);

            assertThat(quarkus.get("/q/metrics").body()).contains("launchdarkly_audience_changes_total{");
            isARowOfTheReadme(quarkus.log());
        }
    }

    /** {@code -Ddocs.write=true} writes the row of the versions that this runs on. */
    private static void isARowOfTheReadme(String log) throws IOException {
        Path row = Path.of("../../docs/hosts/quarkus.md");
        String expected = "| Quarkus, JVM mode | " + found("powered by Quarkus (\\S+)", log).replaceAll("[^0-9.]|\\.$", "")
                + " with Camel " + found("Apache Camel (\\d\\S+)", log)
                + " | every route that needs no broker, Kamelets, meters, health; native untested | `QuarkusIT`, profile `quarkus` |\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(row, expected);
        }
        assertThat(row).content().isEqualTo(expected);
    }

    private static String found(String pattern, String log) {
        Matcher matcher = Pattern.compile(pattern).matcher(log);
        assertThat(matcher.find()).as(pattern + " in " + log).isTrue();
        return matcher.group(1);
    }

    @Test
    void aRefusedTokenIsSeenInHealth() throws Exception {
        Map<String, String> secrets = new HashMap<>(secrets());
        secrets.put("LAUNCHDARKLY_ACCESS_TOKEN", "api-of-nobody");
        try (QuarkusProcess quarkus = QuarkusProcess.start(
                        launchDarkly, folder, secrets, List.of("segment-http-to-launchdarkly"))
                .awaitUp()) {
            assertThat(quarkus.send(quarkus.post("/segment", enters("u1"))).statusCode())
                    .isEqualTo(503);
            HttpResponse<String> health = quarkus.get("/q/health");
            assertThat(health.statusCode()).as(health.body()).isEqualTo(503);
            assertThat(health.body()).contains("camel-producers").doesNotContain("api-of-nobody");
        }
    }

    @Test
    void aMisspeltParameterStopsTheStartInASentence() throws Exception {
        try (QuarkusProcess quarkus = QuarkusProcess.start(
                launchDarkly,
                folder,
                secrets(),
                List.of("segment-http-to-launchdarkly"),
                "camel.kamelet.launchdarkly-audience-sink.contextKye=email_only")) {
            assertThat(quarkus.awaitEnd()).isNotZero();
            assertThat(quarkus.log())
                    .contains("the Kamelet launchdarkly-audience-sink has no parameter contextKye: it is probably contextKey");
        }
    }

    private void drop(String name, String content) throws Exception {
        Path inbox = folder.resolve("inbox");
        Files.move(Files.writeString(folder.resolve(name), content), inbox.resolve(name));
    }

    private static String sign(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA1"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
