package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.SegmentMessage;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** The main job: messages through a route reach LaunchDarkly as the right memberships. */
public class AudienceSyncTest {

    /** Is what tests called before there was {@link SegmentMessage}, which new ones use. */
    public static String identify(String userId, String audience, boolean member) {
        return SegmentMessage.identify(userId).says(audience, member);
    }

    @Test
    void oneMessageIsOneRequest() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(SegmentMessage.identify("u1").enters("big_spenders"));
            assertThat(done.getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_big_spenders")).containsExactly("u1");
            assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.CHANGES))
                    .isEqualTo(1);
            assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.REQUESTS))
                    .isEqualTo(1);
            RecordedRequest request = ld.launchDarkly.syncRequests().get(0);
            assertThat(request.toString()).doesNotContain("null");
        }
    }

    @Test
    void anArrayIsOneRequestPerAudience() throws Exception {
        try (Integration ld = Integration.start("")) {
            String body = IntStream.range(0, 1000)
                    .mapToObj(i -> SegmentMessage.identify("u" + i).enters(i % 2 == 0 ? "even" : "odd"))
                    .collect(Collectors.joining(",", "[", "]"));
            Exchange done = ld.send(body);
            assertThat(done.getException()).isNull();
            assertThat(ld.launchDarkly.syncRequests()).hasSize(2);
            assertThat(ld.launchDarkly.members("aud_even")).hasSize(500);
            assertThat(ld.launchDarkly.members("aud_odd")).hasSize(500);
            assertThat(Integration.report(done).items())
                    .hasSize(1000)
                    .allMatch(item -> item.result() == Result.ACCEPTED);
        }
    }

    @Test
    void aBrokenMessageFailsItsExchangeAfterTheOthersAreDelivered() throws Exception {
        try (Integration ld = Integration.start("")) {
            String broken = SegmentMessage.identify("u2").says("x", 17);
            Exchange done = ld.send(List.of(
                    SegmentMessage.identify("u1").enters("x"),
                    broken,
                    SegmentMessage.identify("u3").enters("x")));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "u3");
            assertThat(done.getException())
                    .isInstanceOfSatisfying(RejectedMessagesException.class, e -> assertThat(e.getRejected())
                            .extracting(RejectedMessage::path)
                            .containsExactly("$[1].traits"));
        }
    }
}
