package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody who sends to a route is told that there is none, because it does not run at the moment. */
class HttpGateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StandIn launchDarkly = StandIn.start();

    @AfterEach
    void stop() {
        launchDarkly.close();
    }

    private static RouteBuilder routes(CountDownLatch start, CountDownLatch slow) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/asked")
                        .routeId("asked")
                        .routePolicy(holds(start))
                        .setBody(constant("here"));
                from("platform-http:/items/{id}").routeId("item").setBody(constant("item"));
                from("platform-http:/below?matchOnUriPrefix=true")
                        .routeId("below")
                        .setBody(constant("below"));
                from("platform-http:/off").routeId("off").autoStartup(false).setBody(constant("off"));
                from("platform-http:/late").routeId("late").process(exchange -> {
                    awaits(slow);
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                });
            }
        };
    }

    /** Keeps the routes from running while the port is bound already. */
    private static RoutePolicy holds(CountDownLatch latch) {
        return new RoutePolicySupport() {
            @Override
            public void onStart(Route route) {
                awaits(latch);
            }
        };
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void answers503FromBindingUntilTheRoutesRunAndFromTheStopOn() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch inFlight = new CountDownLatch(1);
        Running server = Running.with(launchDarkly);
        server.main.configure().addRoutesBuilder(routes(start, inFlight));
        try (Prober prober = Prober.of("http://127.0.0.1:" + server.port + "/asked", null)) {
            Thread starting = new Thread(server::start);
            starting.start();
            await().atMost(PATIENCE).until(() -> prober.count(503) > 3);
            start.countDown();
            starting.join();
            await().atMost(PATIENCE).until(() -> prober.count(200) > 3);
            try (Prober late = Prober.of("http://127.0.0.1:" + server.port + "/late", null)) {
                await().atMost(PATIENCE)
                        .until(() -> server.context().getInflightRepository().size("late") > 0);
                long unavailable = prober.count(503);
                Thread stopping = new Thread(server::close);
                stopping.start();
                await().atMost(PATIENCE).until(() -> prober.count(503) > unavailable + 3);
                inFlight.countDown();
                stopping.join();
                assertThat(late.answers()).first().isEqualTo(new Prober.Answer(200, false));
            }
            assertThat(prober.answers())
                    .allMatch(answer -> answer.status() == 200 || (answer.status() == 503 && answer.retryAfter()));
        } finally {
            start.countDown();
            inFlight.countDown();
            server.close();
        }
    }

    @Test
    void tellsAStoppedRouteFromAnUnknownPath() throws Exception {
        try (Running server = Running.with(launchDarkly)) {
            server.main.configure().addRoutesBuilder(routes(new CountDownLatch(0), new CountDownLatch(0)));
            server.start();
            assertThat(server.get("/asked").body()).isEqualTo("here");
            assertThat(server.get("/items/7").body()).isEqualTo("item");
            assertThat(server.get("/below/a/b").body()).isEqualTo("below");
            assertThat(server.get("/nowhere").statusCode()).isEqualTo(404);
            assertThat(server.get("/items/7/8").statusCode()).isEqualTo(404);
            assertThat(server.get("/off").statusCode()).isEqualTo(404);
            for (String route : new String[] {"asked", "item", "below"}) {
                server.context().getRouteController().stopRoute(route);
            }
            for (String path : new String[] {"/asked", "/items/7", "/below/a/b"}) {
                assertThat(server.get(path).statusCode()).as(path).isEqualTo(503);
                assertThat(server.get(path).headers().firstValue("Retry-After")).isPresent();
            }
            server.context().getRouteController().startRoute("asked");
            assertThat(server.get("/asked").body()).isEqualTo("here");
            server.context().getRouteController().suspendRoute("asked");
            assertThat(server.get("/asked").statusCode()).isEqualTo(503);
            assertThat(server.get("/asked").headers().firstValue("Retry-After")).isPresent();
            server.context().removeRoute("item");
            assertThat(server.get("/items/7").statusCode()).isEqualTo(503);
            assertThat(server.get("/nowhere").statusCode()).isEqualTo(404);
        }
    }
}
