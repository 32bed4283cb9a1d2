package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the routes that messages come to by HTTP have in common. The server, its limits and the properties are those that
 * ship, and some tests are about a start that fails, so each test runs its route in a Camel Main of its own: {@link RunningRoute}.
 */
@LaunchDarklyStandIn
abstract class HttpRouteContract {

    static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";
    static final String ENTERS = SegmentMessage.identify("u1").enters("x");
    static final String BROKEN = SegmentMessage.identify("u1").says("x", 17);

    StandIn launchDarkly;

    HttpRoute http;

    @AfterEach
    void stop() throws IOException {
        if (http != null) {
            http.close();
        }
    }

    /** The route with what it needs to be called; not started yet. */
    abstract RunningRoute route();

    /** A request, as whoever may send makes it, that {@code u1} enters {@code x}. */
    abstract HttpRequest.Builder entering();

    void start(RunningRoute route) throws Exception {
        http = HttpRoute.serve(route);
    }

    @Test
    void aFailureIsToBeSentAgain() throws Exception {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        start(route().with(SINK + "retryTimeout", "300ms"));
        HttpResponse<String> answer = http.send(entering());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(answer.body()).contains("\"result\":\"FAILED\",\"reason\":\"TIMED_OUT\"");
        launchDarkly.faults(FaultPlan.none());
        await().atMost(Duration.ofSeconds(60)).until(() -> http.send(entering()).statusCode() == 200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    static String sign(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
