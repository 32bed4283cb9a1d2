package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.RecordedRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** The main job: messages through a route reach LaunchDarkly as the right memberships. */
public class AudienceSyncTest {

    public static String identify(String userId, String audience, boolean member) {
        return """
                {"messageId":"m-%1$s-%2$s-%3$s","type":"identify","userId":"%1$s","timestamp":"2026-01-02T03:04:05.678Z",
                 "context":{"personas":{"computation_class":"audience","computation_id":"aud_%2$s","computation_key":"%2$s"}},
                 "traits":{"%2$s":%3$s}}""".formatted(userId, audience, member);
    }

    @Test
    void oneMessageIsOneRequest() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(identify("u1", "big_spenders", true));
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
                    .mapToObj(i -> identify("u" + i, i % 2 == 0 ? "even" : "odd", true))
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
            String broken = identify("u2", "x", true).replace(":true}", ":17}");
            Exchange done = ld.send(List.of(identify("u1", "x", true), broken, identify("u3", "x", true)));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "u3");
            assertThat(done.getException())
                    .isInstanceOfSatisfying(RejectedMessagesException.class, e -> assertThat(e.getRejected())
                            .extracting(RejectedMessage::path)
                            .containsExactly("$[1].traits"));
        }
    }
}
