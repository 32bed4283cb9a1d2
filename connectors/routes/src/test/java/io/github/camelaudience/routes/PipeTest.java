package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.StandIn;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The Pipes of kamelets/pipes, without Kubernetes. */
class PipeTest {

    private static final String SECRET = "sesame";

    @Test
    void webhook() throws Exception {
        String json = Sample.of(2).json().get(1);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute pipe = RunningRoute.file(
                                launchDarkly,
                                RunningRoute.REPOSITORY.resolve(
                                        "kamelets/pipes/segment-webhook-to-launchdarkly.pipe.yaml"))
                        .with("camel.kamelet.segment-webhook-source.sharedSecret", SECRET)
                        .with("camel.server.enabled", "true")
                        .with("camel.server.host", "127.0.0.1")
                        .with("camel.server.port", Integer.toString(port))
                        .start()) {
            assertThat(post(port, json, "00")).isEqualTo(401);
            assertThat(launchDarkly.memberships()).isEmpty();
            assertThat(post(port, json, signature(json))).isEqualTo(200);
            assertThat(launchDarkly.memberships()).hasSize(1);
        }
    }

    private static int post(int port, String json, String signature) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/segment/webhook"))
                .header("Content-Type", "application/json")
                .header("X-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String signature(String json) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return HexFormat.of().formatHex(mac.doFinal(json.getBytes(StandardCharsets.UTF_8)));
    }
}
