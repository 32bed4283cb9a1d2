package io.github.camelaudience.launchdarkly.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.Integration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that another process may be given next are not remembered before their exchange has completed. */
class ForgetOnFailureTest {

    private static final String HEADER = LaunchDarklyAudienceConstants.FORGET_ON_FAILURE;
    private static final String ENTERS =
            SegmentMessage.identify("u1").at("2026-01-02T03:04:05Z").enters("x");
    private static final String LEAVES =
            SegmentMessage.identify("u1").at("2026-01-02T03:04:06Z").leaves("x");
    private static final String OLD_ENTERS =
            SegmentMessage.identify("u1").at("2026-01-02T03:04:01Z").enters("x");

    private static Integration process(StandIn launchDarkly, String options) throws Exception {
        return Integration.start(
                launchDarkly, options, context -> context.getRegistry().bind("marks", new MemoryStateRepository()));
    }

    private static void failNext(Integration process) {
        MockEndpoint later = process.context.getEndpoint("mock:done", MockEndpoint.class);
        later.whenExchangeReceived(
                later.getReceivedCounter() + 1,
                exchange -> exchange.setException(new IllegalStateException("the offsets cannot be committed")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stateRepository=#marks"})
    void aProcessThatWasOvertakenByItsOwnMessagesAppliesThemAgain(String options) throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Integration first = process(launchDarkly, options);
                Integration second = process(launchDarkly, options)) {
            failNext(first);
            assertThat(first.send(List.of(ENTERS, LEAVES), HEADER, true).getException())
                    .isNotNull();
            assertThat(launchDarkly.members("aud_x")).isEmpty();
            // the other is given the same, and dies before it comes to the second message
            second.send(List.of(ENTERS), HEADER, true);
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");

            assertThat(first.send(List.of(ENTERS, LEAVES), HEADER, true).getException())
                    .isNull();
            assertThat(launchDarkly.members("aud_x")).isEmpty();
        }
    }

    @Test
    void withoutTheHeaderWhatWasAcceptedIsNotSentTwice() throws Exception {
        try (Integration ld = Integration.start("")) {
            failNext(ld);
            assertThat(ld.send(LEAVES).getException()).isNotNull();
            assertThat(Integration.report(ld.send(LEAVES)).requests()).isZero();
        }
    }

    @Test
    void whatOtherExchangesBroughtIsKept() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(LEAVES, HEADER, true);
            failNext(ld);
            assertThat(ld.send(OLD_ENTERS, HEADER, true).getException()).isNotNull();
            assertThat(Integration.report(ld.send(OLD_ENTERS, HEADER, true)).count(SyncReport.Result.SKIPPED))
                    .isEqualTo(1);
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
        }
    }

    @Test
    void somethingNewerOfAnotherExchangeIsKept() throws Exception {
        try (Integration ld = Integration.start("")) {
            MockEndpoint later = ld.context.getEndpoint("mock:done", MockEndpoint.class);
            later.whenExchangeReceived(1, exchange -> {
                ld.context.createProducerTemplate().sendBody(Integration.uri(""), LEAVES);
                exchange.setException(new IllegalStateException("the offsets cannot be committed"));
            });
            assertThat(ld.send(ENTERS, HEADER, true).getException()).isNotNull();
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
            assertThat(ld.send(ENTERS, HEADER, true).getException()).isNull(); // comes again
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "", "1", "yes"})
    void aWrongHeaderIsRefusedBeforeAnythingIsSent(String wrong) throws Exception {
        try (Integration ld = Integration.start("")) {
            assertThat(ld.send(LEAVES, HEADER, wrong).getException())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("header " + HEADER + " must be true or false");
            assertThat(ld.launchDarkly.requests()).isEmpty();
            assertThat(ld.send(LEAVES, HEADER, "TRUE").getException()).isNull();
        }
    }
}
