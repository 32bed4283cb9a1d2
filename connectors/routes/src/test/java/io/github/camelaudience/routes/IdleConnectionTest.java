package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.sources.http.VertxWithIdleTimeout;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import org.junit.jupiter.api.Test;

/** Connections on which nothing moves, as the server that ships closes them. */
class IdleConnectionTest {

    private static final String GOOD = SegmentMessage.identify("u1").enters("x");

    @Test
    void theyAreClosed() throws Exception {
        String head = "POST /segment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        try (StandIn launchDarkly = StandIn.start();
                HttpRoute http = HttpRoute.serve(RunningRoute.of(launchDarkly, "segment-http-to-launchdarkly")
                        .with("camel.beans.vertx", "#class:" + VertxWithIdleTimeout.class.getName())
                        .with("camel.beans.vertx.idleSeconds", "5")
                        .with("camel.management.enabled", "true")
                        .with("camel.management.port", "0"));
                RawHttp silent = new RawHttp(http.port());
                RawHttp partOfAHead = new RawHttp(http.port()).send(head);
                RawHttp partOfABody = new RawHttp(http.port()).send(head + "Content-Length: 100\r\n\r\n{");
                RawHttp done =
                        new RawHttp(http.port()).send(head + "Content-Length: " + GOOD.length() + "\r\n\r\n" + GOOD)) {
            assertThat(silent.untilClosed()).isEmpty();
            assertThat(partOfAHead.untilClosed()).isEmpty();
            assertThat(partOfABody.untilClosed()).isEmpty();
            assertThat(done.untilClosed()).startsWith("HTTP/1.1 200 ");
            assertThat(http.send(http.post("/segment", GOOD)).statusCode()).isEqualTo(200);
        }
    }
}
