package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ServiceUrl;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.http.CamelHttpTransport;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
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
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
            CamelHttpTransport transport = new CamelHttpTransport(context, "http", 200, 300, 4);
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
                assertThat(ld.send(SegmentMessage.identify("u" + i).enters("x")).getException())
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

    static Stream<Fault> answersThatDoNotEnd() {
        return Stream.of(Fault.stall(), Fault.stalledBody(), Fault.slowDrip(Duration.ofMillis(100)));
    }

    /** The context goes on, and so does its http component. */
    @ParameterizedTest
    @MethodSource("answersThatDoNotEnd")
    void anEndpointThatStopsEndsItsRequests(Fault fault) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(fault));
        try (Integration ld = Integration.start(standIn, "connectTimeout=60s&responseTimeout=60s")) {
            ld.context.getShutdownStrategy().setTimeout(1);
            Future<Exchange> sent = ld.sendAsync(SegmentMessage.identify("u").enters("x"));
            await().until(() -> standIn.openRequests() == 1);
            assertStopsAtOnce(ld);
            assertThat(sent.get(5, TimeUnit.SECONDS).getException()).isInstanceOf(DeliveryFailedException.class);
            assertThat(ld.context.isStarted()).isTrue();
        }
    }

    /** Two requests and one connection: one request waits for its answer, the other for the connection. */
    @Test
    void anEndpointThatStopsEndsItsRequestsInAPoolThatOthersShare() throws Exception {
        StandIn standIn = StandIn.start();
        try (PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
                Integration ld = Integration.start(
                        standIn, "connectTimeout=60s&responseTimeout=60s&httpComponent=pooled", context -> {
                            pool.setMaxTotal(1);
                            HttpComponent http = new HttpComponent();
                            http.setClientConnectionManager(pool);
                            context.addComponent("pooled", http);
                        })) {
            ld.context.getShutdownStrategy().setTimeout(1);
            assertThat(ld.send(SegmentMessage.identify("first").enters("x")).getException())
                    .isNull();
            standIn.faults(FaultPlan.always(Fault.stall()));
            Future<Exchange> sent = ld.sendAsync(SegmentMessage.identify("u").enters("x"));
            Future<Exchange> other = ld.sendAsync(SegmentMessage.identify("u").enters("y"));
            await().until(() -> standIn.openRequests() == 1
                    && pool.getTotalStats().getPending() == 1
                    && ld.endpoint().getInFlight() == 2);
            assertStopsAtOnce(ld);
            assertThat(sent.get(5, TimeUnit.SECONDS).getException()).isInstanceOf(DeliveryFailedException.class);
            assertThat(other.get(5, TimeUnit.SECONDS).getException()).isInstanceOf(DeliveryFailedException.class);
            assertThat(pool.getTotalStats().getLeased()).isZero();
            standIn.faults(FaultPlan.none());
            ld.endpoint().start();
            assertThat(ld.send(SegmentMessage.identify("u").enters("x")).getException())
                    .isNull();
        }
    }

    /** Nobody accepts, and what the system accepts in his place is used up: the connection is never made. */
    @Test
    void anEndpointThatStopsEndsItsConnecting() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
                Socket second = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
                Integration ld = Integration.start("linger=0")) {
            String options =
                    "launchdarkly-audience:deaf?accessToken=api-x&connectTimeout=60s&responseTimeout=60s&baseUrl="
                            + "http://127.0.0.1:" + deaf.getLocalPort();
            ld.context.getShutdownStrategy().setTimeout(1);
            Future<Exchange> sent = ld.context
                    .createFluentProducerTemplate()
                    .to(options)
                    .withBody(SegmentMessage.identify("u").enters("x"))
                    .asyncSend();
            await().until(() -> ld.context.hasEndpoint(options) != null);
            LaunchDarklyAudienceEndpoint endpoint = ld.context.getEndpoint(options, LaunchDarklyAudienceEndpoint.class);
            await().until(() -> endpoint.getInFlight() == 1);
            ld.endpoint().stop();
            assertStopsAtOnce(ld, endpoint);
            assertThat(sent.get(5, TimeUnit.SECONDS).getException()).isInstanceOf(DeliveryFailedException.class);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    private static void assertStopsAtOnce(Integration ld) {
        assertStopsAtOnce(ld, ld.endpoint());
    }

    private static void assertStopsAtOnce(Integration ld, LaunchDarklyAudienceEndpoint endpoint) {
        long start = System.nanoTime();
        endpoint.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(ThreadsOfOurs.of(ld.context)).isEmpty());
    }

    @Test
    void aUrlThatIsNoneIsNotShown() {
        assertThatThrownBy(() -> ServiceUrl.check("baseUrl", "https://user:pass word@host"))
                .hasMessageStartingWith("baseUrl is not a URL")
                .hasMessageNotContaining("pass")
                .hasNoCause();
    }
}
