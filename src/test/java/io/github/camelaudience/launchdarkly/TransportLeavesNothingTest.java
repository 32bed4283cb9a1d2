package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.api.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** No thread, connection or endpoint is held by an answer that is over or by a start that is past. */
class TransportLeavesNothingTest {

    /** The answer breaks at once; what follows would be read to its end, so that the connection can be used again. */
    @Test
    void theRestOfABrokenAnswerIsBoundedInTime() throws Exception {
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DefaultCamelContext context = new DefaultCamelContext()) {
            Future<Socket> accepted = drip.submit(() -> answer(server));
            context.start();
            CamelHttpTransport transport = new CamelHttpTransport(context, "http", 200, 300);
            transport.start();
            drip.scheduleWithFixedDelay(() -> write(accepted, "1\r\nx\r\n"), 10, 50, TimeUnit.MILLISECONDS);
            ScheduledExecutorService end = Executors.newSingleThreadScheduledExecutor();
            end.schedule(
                    () -> {
                        accepted.get().close();
                        return null;
                    },
                    10,
                    TimeUnit.SECONDS);
            long start = System.nanoTime();
            assertThatThrownBy(() -> transport.exchange(new Transport.Call(
                            "GET", "http://127.0.0.1:" + server.getLocalPort() + "/", Map.of(), new byte[0])))
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            transport.stop();
            end.shutdownNow();
        } finally {
            drip.shutdownNow();
        }
    }

    private static Socket answer(ServerSocket server) throws IOException {
        Socket socket = server.accept();
        socket.getInputStream().read();
        write(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n"
                        + "this is not any gzip\r\n");
        return socket;
    }

    private static void write(Future<Socket> accepted, String text) {
        try {
            write(accepted.get(), text);
        } catch (Exception e) {
            throw new IllegalStateException(e); // ends the drip
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Test
    void startsLeaveNoHttpEndpointBehind() throws Exception {
        try (Integration ld = Integration.start("")) {
            for (int i = 0; i < 3; i++) {
                assertThat(ld.send(AudienceSyncTest.identify("u" + i, "x", true))
                                .getException())
                        .isNull();
                assertThat(httpEndpoints(ld)).isZero();
                ld.endpoint().stop();
                assertThat(httpEndpoints(ld)).isZero();
                ld.endpoint().start();
            }
        }
    }

    private static long httpEndpoints(Integration ld) {
        return ld.context.getEndpoints().stream()
                .filter(HttpEndpoint.class::isInstance)
                .count();
    }

    @Test
    void aUrlThatIsNoneIsNotShown() {
        assertThatThrownBy(() -> ServiceUrl.check("baseUrl", "https://user:pass word@host"))
                .hasMessageStartingWith("baseUrl is not a URL")
                .hasMessageNotContaining("pass")
                .hasNoCause();
    }
}
