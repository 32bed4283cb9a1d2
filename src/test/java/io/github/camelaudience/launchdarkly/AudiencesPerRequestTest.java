package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.SegmentMessage;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/server/operate.md} says of many audiences in one request, step by step. */
class AudiencesPerRequestTest {

    private static final String ONE_FOR_EACH =
            "[" + SegmentMessage.identify("proof-1").enters("first_proof") + ","
                    + SegmentMessage.identify("proof-2").enters("second_proof") + "]";

    @ParameterizedTest
    @CsvSource({"many, 1", "one, 2"})
    void theProofOfALiveAccount(String perRequest, int requests) throws Exception {
        try (Integration ld = Integration.start("linger=1s&audiencesPerRequest=" + perRequest)) {
            Exchange done = ld.send(ONE_FOR_EACH);
            assertThat(Integration.report(done).requests()).isEqualTo(requests);
            assertThat(ld.launchDarkly.syncRequests()).hasSize(requests);
            assertThat(ld.launchDarkly.members("aud_first_proof")).containsExactly("proof-1");
            assertThat(ld.launchDarkly.members("aud_second_proof")).containsExactly("proof-2");
            assertThat(ld.launchDarkly.syncRequests().toString())
                    .contains("First proof")
                    .contains("Second proof");
        }
    }

    @Test
    void environmentsAndKindsAreRequestsOfTheirOwn() throws Exception {
        try (Integration ld = Integration.start("audiencesPerRequest=many")) {
            Exchange other =
                    BodyShape.exchange(ld.context, SegmentMessage.identify("u1").enters("x"));
            other.setProperty(LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            Exchange same =
                    BodyShape.exchange(ld.context, SegmentMessage.identify("u2").enters("y"));
            Exchange done = ld.send(List.of(other, same));
            assertThat(Integration.report(done).requests()).isEqualTo(2);
        }
    }
}
