package io.github.camelaudience.launchdarkly.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.HeldException;
import io.github.camelaudience.launchdarkly.Integration;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.launchdarkly.sources.http.HttpAnswer;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests over real HTTP: what goes out, and how long a bad answer can hold it up. */
class CamelHttpTransportTest {

    private static final String MESSAGE = SegmentMessage.identify("u1").enters("x");

    static Stream<Fault> answersThatDoNotEnd() {
        return Stream.of(Fault.stall(), Fault.stalledBody(), Fault.slowDrip(Duration.ofMillis(100)));
    }

    @ParameterizedTest
    @MethodSource("answersThatDoNotEnd")
    void anAnswerThatDoesNotEndIsGivenUp(Fault fault) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(fault));
        try (Integration ld = Integration.start(standIn, "connectTimeout=200&responseTimeout=300&retryDelay=1")) {
            long start = System.nanoTime();
            Exchange done = ld.send(MESSAGE);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(done.getException()).isNull();
            assertThat(Integration.report(done).requests()).isEqualTo(2);
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            assertThat(standIn.members("aud_x")).containsExactly("u1");
        }
    }

    static Stream<Fault> answersThatBreak() {
        return Stream.of(
                Fault.close(),
                Fault.closeAfterApplying(),
                Fault.reset(Fault.Moment.BEFORE_READING),
                Fault.reset(Fault.Moment.DURING_ANSWER),
                Fault.reset(Fault.Moment.AFTER_APPLYING),
                Fault.truncated(),
                Fault.status(503),
                Fault.status(429));
    }

    @ParameterizedTest
    @MethodSource("answersThatBreak")
    void isSentAgainByUsAndByNobodyElse(Fault fault) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(fault));
        try (Integration ld = Integration.start(standIn, "retryDelay=1")) {
            Exchange done = ld.send(MESSAGE);
            assertThat(done.getException()).isNull();
            assertThat(Integration.report(done).requests()).isEqualTo(2);
            assertThat(standIn.counters().received()).isEqualTo(2);
        }
    }

    /** Some proxies call their own error pages gzip, and they are none: what came by HTTP is to be sent again all the same. */
    @Test
    void anAnswerThatIsNotPackedAsItSaysIsNoFaultOfTheMessage() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(
                Fault.status(503).withHeader("Content-Encoding", "gzip").withBody("<html>upstream error</html>")));
        try (Integration ld = Integration.start(standIn, "retryDelay=1&retryTimeout=300")) {
            Exchange done = ld.send(MESSAGE);
            assertThat(done.getException())
                    .isInstanceOf(DeliveryFailedException.class)
                    .hasRootCauseInstanceOf(ZipException.class);
            new HttpAnswer().process(done);
            assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
        }
    }

    @Test
    void aRedirectIsHeldAndNotFollowed() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(307).withHeader("Location", standIn.url() + "/elsewhere")));
        try (Integration ld = Integration.start(standIn, "onRejected=skip")) {
            Exchange done = ld.send(MESSAGE);
            assertThat(Integration.report(done).count(Result.FAILED)).isEqualTo(1);
            assertThat(done.getException()).isInstanceOf(HeldException.class).hasMessageContaining("a redirect");
            assertThat(standIn.requests()).hasSize(1);
        }
    }

    @Test
    void nothingOfTheMessageReachesTheRequest() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.context
                    .createFluentProducerTemplate()
                    .to("direct:in")
                    .withProcessor(e -> {
                        e.getMessage().setBody(MESSAGE);
                        e.getMessage()
                                .setHeaders(new java.util.HashMap<>(Map.of(
                                        Exchange.HTTP_URI,
                                        "http://127.0.0.1:1/steal",
                                        Exchange.HTTP_PATH,
                                        "/steal",
                                        Exchange.HTTP_QUERY,
                                        "steal=1",
                                        Exchange.HTTP_METHOD,
                                        "DELETE",
                                        "Authorization",
                                        "Bearer of-the-webhook",
                                        "X-Custom",
                                        "private")));
                    })
                    .send();
            assertThat(done.getException()).isNull();
            RecordedRequest request = ld.launchDarkly.syncRequests().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/v2/segment-targets/segment-audiences");
            assertThat(request.headers())
                    .containsEntry("authorization", ld.launchDarkly.token())
                    .containsEntry("content-type", "application/json")
                    .containsEntry("ld-api-version", "20240415")
                    .containsEntry("user-agent", "camel-launchdarkly-audience/dev");
            assertThat(request.headers().toString()).doesNotContain("steal").doesNotContain("private");
        }
    }

    @Test
    void theUsersOwnHttpComponentIsUsed() throws Exception {
        HttpComponent http = new HttpComponent();
        StringBuilder configured = new StringBuilder();
        http.setHttpClientConfigurer(builder -> configured.append("by the user"));
        try (Integration ld = Integration.start(
                StandIn.start(), "httpComponent=ld-http", context -> context.addComponent("ld-http", http))) {
            assertThat(ld.send(MESSAGE).getException()).isNull();
            assertThat(configured).hasToString("by the user");
        }
    }

    @Test
    void endpointsOfOneUrlHaveTheirOwnTimeouts() throws Exception {
        StandIn standIn = StandIn.start();
        try (Integration ld = Integration.start(standIn, "responseTimeout=30000")) {
            assertThat(ld.send(MESSAGE).getException()).isNull();
            String impatient =
                    Integration.uri("connectTimeout=200&responseTimeout=300&retryDelay=1&contextKind=device");
            standIn.faults(FaultPlan.script(Fault.stall()));
            long start = System.nanoTime();
            Exchange done = ld.context
                    .createFluentProducerTemplate()
                    .to(impatient)
                    .withBody(MESSAGE)
                    .send();
            assertThat(done.getException()).isNull();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            ld.context.removeEndpoints(ld.context.resolvePropertyPlaceholders(impatient));
            assertThat(ld.send(SegmentMessage.identify("u2").enters("x")).getException())
                    .isNull();
        }
    }
}
