package io.github.camelaudience.launchdarkly.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What camel-http does with a request, and with an answer, is done without its producer, too. */
class RawAnswersTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        threads.shutdownNow();
        context.stop();
    }

    private ServerSocket server(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                threads.submit(() -> {
                    byte[] buffer = new byte[65536];
                    while (true) {
                        int n = socket.getInputStream().read(buffer);
                        if (n < 0) {
                            return null;
                        }
                        requests.add(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                        if (answer != null) {
                            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                        }
                    }
                });
            }
        });
        return server;
    }

    private static Transport.Call get(ServerSocket server, String path) {
        return new Transport.Call("GET", "http://127.0.0.1:" + server.getLocalPort() + path, Map.of(), new byte[0]);
    }

    /** D21: of a header that stands there several times the tightest is read. */
    @Test
    void ofARepeatedHeaderTheTightestCounts() throws Exception {
        try (ServerSocket server = server("HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nRetry-After: 30\r\n"
                + "X-Ratelimit-Global-Remaining: 9\r\nX-Ratelimit-Global-Remaining: 0\r\nContent-Length: 0\r\n\r\n")) {
            context.start();
            CamelHttpTransport transport = new CamelHttpTransport(context, "http", 10_000, 10_000, 4);
            transport.start();
            Transport.Reply reply = transport.exchange(get(server, "/x"));
            RateFacts facts = RateFacts.parse(reply.headers()::apply);
            transport.stop();
            assertThat(facts.retryAfterMillis()).hasValue(30_000);
            assertThat(facts.remaining()).hasValue(0);
        }
    }

    /** Whoever waits for a connection when the transport stops is broken off, and sends nothing any more. */
    @Test
    void aStopEndsWhoWaitsForAConnection() throws Exception {
        try (PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
                ServerSocket server = server(null)) {
            pool.setMaxTotal(1);
            HttpComponent http = new HttpComponent();
            http.setClientConnectionManager(pool);
            context.addComponent("pooled", http);
            context.start();
            CamelHttpTransport transport = new CamelHttpTransport(context, "pooled", 20_000, 20_000, 4);
            transport.start();
            Future<?> first = threads.submit(() -> transport.exchange(get(server, "/first")));
            await().dontCatchUncaughtExceptions().until(() -> requests.size() == 1);
            List<Future<?>> waiting = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 8; i++) {
                String path = "/waiting" + i;
                waiting.add(threads.submit(() -> transport.exchange(get(server, path))));
            }
            await().dontCatchUncaughtExceptions()
                    .until(() -> pool.getTotalStats().getPending() == 8);
            transport.stop();
            await().dontCatchUncaughtExceptions().untilAsserted(() -> {
                assertThat(first.isDone()).isTrue();
                assertThat(waiting).allMatch(Future::isDone);
            });
            assertThat(requests).as("those that were sent").hasSize(1);
        }
    }

    /** A fault of the network in a part of the user's client is one. */
    @Test
    void aWrappedFaultOfTheNetworkIsOne() throws Exception {
        try (ServerSocket server = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            HttpComponent http = new HttpComponent();
            http.setHttpClientConfigurer(builder -> builder.addRequestInterceptorLast((request, entity, ctx) -> {
                throw new UncheckedIOException(new IOException("the token service does not answer"));
            }));
            context.addComponent("own", http);
            context.start();
            CamelHttpTransport transport = new CamelHttpTransport(context, "own", 10_000, 10_000, 4);
            transport.start();
            assertThatThrownBy(() -> transport.exchange(get(server, "/x")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the token service");
            transport.stop();
        }
    }
}
