package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.observe.RejectedLog;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Item;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What an exchange gets back, as {@code docs/reference/rules.md} says. */
class AnswersTest {

    private static final String GOOD = SegmentMessage.identify("u1").enters("x");
    private static final String BROKEN = SegmentMessage.identify("u2").says("x", 17);
    private static final String OTHER = SegmentMessage.identify("u3").enters("y");
    private static final Fault REFUSAL = Fault.status(400)
            .withBody("{\"code\":\"invalid_request\",\"message\":\"jane@example.com is no key\",\"id\":\"r-7\"}");
    private static final Fault OUTAGE =
            Fault.status(503).withBody("{\"code\":\"down\",\"message\":\"jane@example.com waits\",\"id\":\"r-8\"}");

    private static Integration refusing(String options) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.none().whenCohort("aud_x", REFUSAL));
        return Integration.start(standIn, options);
    }

    @Test
    void headersAndReport() throws Exception {
        try (Integration ld = Integration.start("onRejected=skip")) {
            Exchange done = ld.send(BodyShapesTest.MESSAGES, LaunchDarklyAudienceConstants.REQUEST_ID, "old");
            assertThat(done.getException()).isNull();
            assertThat(done.getMessage().getHeaders())
                    .containsEntry(LaunchDarklyAudienceConstants.CHANGES, 2)
                    .containsEntry(LaunchDarklyAudienceConstants.SKIPPED, 1)
                    .containsEntry(LaunchDarklyAudienceConstants.REJECTED, 1)
                    .containsEntry(LaunchDarklyAudienceConstants.REQUESTS, 1)
                    .doesNotContainKey(LaunchDarklyAudienceConstants.REQUEST_ID);
            SyncReport report = Integration.report(done);
            assertThat(report.items())
                    .extracting(Item::reason)
                    .containsExactly(null, null, "NOT_SUBSCRIBED", "MEMBERSHIP_UNDETERMINED");
            assertThat(report.plannedRequests()).isEmpty();
        }
    }

    @Test
    void refusedItemsSayWhatLaunchDarklySaidButNotInTheException() throws Exception {
        try (Integration ld = refusing("")) {
            Exchange done = ld.send(List.of(GOOD, OTHER));
            String detail = "status 400, code invalid_request, message jane@example.com is no key, request id r-7";
            assertThat(Integration.report(done).items())
                    .containsExactly(
                            new Item("$[0]", Result.REJECTED, "REFUSED_BY_LAUNCHDARKLY", detail),
                            new Item("$[1]", Result.ACCEPTED, null, null));
            assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.REQUEST_ID))
                    .isEqualTo("r-7");
            assertThat(done.getException())
                    .isInstanceOfSatisfying(RejectedMessagesException.class, e -> {
                        assertThat(e.isRetryable()).isFalse();
                        assertThat(e.getRejected()).singleElement().satisfies(rejected -> {
                            assertThat(rejected.reason()).isEqualTo(RejectReason.REFUSED_BY_LAUNCHDARKLY);
                            assertThat(rejected.detail()).isEqualTo(detail);
                            assertThat(rejected.rawJson())
                                    .asString(StandardCharsets.UTF_8)
                                    .isEqualTo(GOOD);
                            assertThat(rejected.toString()).doesNotContain("jane");
                        });
                    })
                    .hasMessageContaining("status 400, code invalid_request, request id r-7")
                    .hasMessageNotContaining("jane");
        }
    }

    @Test
    void whatIsLoggedLeavesLaunchDarklysMessageOut() throws Exception {
        try (CapturedLog log = CapturedLog.of("", Level.INFO);
                Integration ld = refusing("onRejected=skip&retryTimeout=50&retryDelay=1")) {
            ld.send(OTHER);
            ld.send(GOOD);
            ld.launchDarkly.faults(FaultPlan.always(OUTAGE));
            Exchange done = ld.send(SegmentMessage.identify("u5").enters("x"));
            assertThat(done.getException())
                    .isInstanceOf(DeliveryFailedException.class)
                    .hasMessageContaining("status 503, code down, request id r-8")
                    .hasMessageNotContaining("jane");
            assertThat(log.lines(Level.WARN)).anyMatch(line -> line.contains("code invalid_request, request id r-7"));
            assertThat(log.lines()).noneMatch(line -> line.contains("jane"));
        }
    }

    @Test
    void loggedOncePerReasonAndMinute() {
        AtomicLong now = new AtomicLong(1_000);
        RejectedLog rejected = new RejectedLog(now::get);
        RejectedMessage one = new RejectedMessage(RejectReason.NOT_JSON, "$[1]", "d", "s", new byte[0]);
        RejectedMessage other = new RejectedMessage(RejectReason.TOO_DEEP, "$[2]", "d", "s", new byte[0]);
        try (CapturedLog log = CapturedLog.ofComponent(Level.WARN)) {
            rejected.skipped(one);
            rejected.skipped(other);
            now.addAndGet(59_999);
            rejected.skipped(one);
            rejected.skipped(one);
            assertThat(log.lines(Level.WARN)).hasSize(2);
            now.addAndGet(1);
            rejected.skipped(one);
            assertThat(log.lines(Level.WARN).get(2))
                    .isEqualTo("Rejected a message and skipped it: NOT_JSON at $[1]: s"
                            + " (and 2 more for this reason since the last line)");
        }
    }

    @Test
    void failuresComeBeforeRejections() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.none().whenCohort("aud_y", OUTAGE));
        try (Integration ld = Integration.start(standIn, "retryDelay=10&unauthorizedCoolDown=0")) {
            Exchange first = BodyShape.exchange(ld.context, GOOD);
            Exchange second = BodyShape.exchange(ld.context, "[" + BROKEN + ",{}," + BROKEN + "]");
            Exchange third = BodyShape.exchange(ld.context, "[" + OTHER + "," + BROKEN + "]");
            List<Exchange> body = List.of(first, second, third);
            Future<Exchange> sent = ld.sendAsync(body);
            await().until(() -> standIn.members("aud_x").contains("u1"));
            standIn.faults(FaultPlan.none().whenCohort("aud_y", Fault.status(404))); // is not tried again
            Exchange done = sent.get();
            assertThat(Integration.report(done).items())
                    .extracting(Item::result)
                    .startsWith(Result.ACCEPTED, Result.REJECTED)
                    .endsWith(Result.FAILED, Result.REJECTED);
            assertThat(done.getException()).isInstanceOf(DeliveryFailedException.class);
            assertThat(done.getException().getSuppressed())
                    .singleElement()
                    .isInstanceOf(RejectedMessagesException.class);
            assertThat(first.getException()).isNull();
            assertThat(second.getException())
                    .isInstanceOfSatisfying(RejectedMessagesException.class, e -> assertThat(e.getRejected())
                            .extracting(RejectedMessage::path)
                            .contains("$[1][0].traits", "$[1][2].traits"));
            assertThat(third.getException()).isInstanceOf(DeliveryFailedException.class);

            standIn.faults(FaultPlan.none());
            ld.send(body);
            assertThat(third.getException()).isInstanceOf(RejectedMessagesException.class);
        }
    }

    @Test
    void rejectedMessagesGoToTheirEndpoint() throws Exception {
        try (Integration ld = refusing("rejectedUri=mock:rejected")) {
            ld.send(OTHER);
            Exchange source = BodyShape.exchange(ld.context, BodyShape.gzip(BodyShape.array(List.of(BROKEN, GOOD))));
            source.getMessage()
                    .setHeaders(new java.util.HashMap<>(Map.of(
                            "kafka.TOPIC",
                            "segment",
                            "kafka.OFFSET",
                            17L,
                            Exchange.HTTP_URI,
                            "http://127.0.0.1:1/steal",
                            "Authorization",
                            "Bearer of-the-webhook",
                            Exchange.CONTENT_ENCODING,
                            "gzip")));
            Exchange done = ld.send(List.of(source));
            assertThat(done.getException()).isNull();
            assertThat(source.getException()).isNull();
            MockEndpoint mock = ld.context.getEndpoint("mock:rejected", MockEndpoint.class);
            assertThat(mock.getExchanges()).hasSize(2);
            Message first = mock.getExchanges().get(0).getMessage();
            assertThat(first.getBody(String.class)).isEqualTo(BROKEN);
            assertThat(first.getHeaders())
                    .containsEntry("kafka.TOPIC", "segment")
                    .containsEntry("kafka.OFFSET", 17L)
                    .containsEntry(LaunchDarklyAudienceConstants.REJECT_REASON, "MEMBERSHIP_UNDETERMINED")
                    .containsEntry(LaunchDarklyAudienceConstants.REJECT_PATH, "$[0][0].traits")
                    .containsKey(LaunchDarklyAudienceConstants.REJECT_DETAIL)
                    .doesNotContainKeys(Exchange.HTTP_URI, "Authorization", Exchange.CONTENT_ENCODING);
            assertThat(mock.getExchanges().get(1).getMessage().getHeader(LaunchDarklyAudienceConstants.REJECT_DETAIL))
                    .asString()
                    .contains("message jane@example.com is no key");
        }
    }

    @Test
    void anEndpointForRejectedMessagesThatFailsFailsTheExchange() throws Exception {
        try (Integration ld = Integration.start(
                StandIn.start(), "rejectedUri=direct:rejected", AnswersTest::rejectedEndpointThatFails)) {
            Exchange first = BodyShape.exchange(ld.context, BROKEN);
            Exchange second = BodyShape.exchange(ld.context, GOOD);
            Exchange done = ld.send(List.of(first, second));
            assertThat(done.getException()).hasMessage("no room");
            assertThat(first.getException()).hasMessage("no room");
            assertThat(second.getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    private static void rejectedEndpointThatFails(DefaultCamelContext context) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:rejected").throwException(new IllegalStateException("no room"));
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
