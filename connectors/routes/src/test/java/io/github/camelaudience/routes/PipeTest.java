package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The Pipe of kamelets/pipes, without Kubernetes: the route that it stands for is made of it and run. Its schema is
 * checked with the other custom resources.
 */
class PipeTest {

    private static final Path PIPE =
            RunningRoute.REPOSITORY.resolve("kamelets/pipes/segment-webhook-to-launchdarkly.pipe.yaml");
    private static final String SECRET = "sesame";

    @TempDir
    Path folder;

    @Test
    void webhook() throws Exception {
        String json = Sample.of(2).json().get(1);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute pipe = RunningRoute.file(launchDarkly, equalRoute())
                        .with("camel.kamelet.segment-webhook-source.sharedSecret", SECRET)
                        .with("camel.server.enabled", "true")
                        .with("camel.server.host", "127.0.0.1")
                        .with("camel.server.port", Integer.toString(port))
                        .start()) {
            assertThat(post(port, json, "00")).isEqualTo(401);
            assertThat(launchDarkly.memberships()).isEmpty();
            assertThat(post(port, json, signature(json))).isEqualTo(200);
            assertThat(launchDarkly.memberships()).hasSize(1);
            assertThat(post(port, "[" + json + ",7]", signature(json))).isEqualTo(401);
            String broken = json.replace("computation_id", "computation_ix");
            assertThat(post(port, broken, signature(broken))).isEqualTo(422);
        }
    }

    /** The route that an operator makes of a Pipe: from the source's Kamelet to the sink's, with their properties. */
    private Path equalRoute() throws IOException {
        Map<?, ?> spec = (Map<?, ?>)
                ((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(PIPE)))
                        .get("spec");
        assertThat(spec.keySet()).as("what else would have to be made").isEqualTo(Set.of("source", "sink"));
        Map<String, Object> from = kamelet(spec.get("source"));
        from.put("steps", List.of(Map.of("to", kamelet(spec.get("sink")))));
        Map<String, Object> route = Map.of("route", Map.of("id", "pipe", "from", from));
        return Files.writeString(
                folder.resolve("pipe.camel.yaml"),
                new Dump(DumpSettings.builder().build()).dumpToString(List.of(route)));
    }

    private static Map<String, Object> kamelet(Object end) {
        Map<?, ?> ref = (Map<?, ?>) ((Map<?, ?>) end).get("ref");
        assertThat(ref.get("kind")).isEqualTo("Kamelet");
        Map<String, Object> endpoint = new LinkedHashMap<>();
        endpoint.put("uri", "kamelet:" + ref.get("name"));
        endpoint.put("parameters", ((Map<?, ?>) end).get("properties"));
        return endpoint;
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
