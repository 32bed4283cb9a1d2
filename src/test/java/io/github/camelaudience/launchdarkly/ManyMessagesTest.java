package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.bench.SampleMessages;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.StandIn;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred thousand messages, many changes of one slot among them, end in the right memberships. */
class ManyMessagesTest {

    private static final int ARRAYS = 100;
    private static final int ARRAY = 1000;
    private static final int UNDER_WAY = 8;
    private static final long SEED = 20260102;

    @ParameterizedTest
    @EnumSource
    void endInTheRightMemberships(AudiencesPerRequest perRequest) throws Exception {
        System.out.println("seed " + SEED);
        SampleMessages samples = new SampleMessages(SEED, 20, 5_000);
        ObjectMapper json = new ObjectMapper();
        StandIn standIn = StandIn.builder().keepRequests(0).keepHistory(false).start();
        Map<Slot, Boolean> expected = new HashMap<>();
        try (Integration ld = Integration.start(standIn, "brakeShare=1&audiencesPerRequest=" + perRequest)) {
            Deque<Future<Exchange>> underWay = new ArrayDeque<>();
            for (int i = 0; i < ARRAYS; i++) {
                byte[] body = samples.array(ARRAY);
                json.readTree(body).forEach(message -> expect(expected, standIn, message));
                underWay.add(ld.sendAsync(body));
                if (underWay.size() == UNDER_WAY) {
                    assertDone(underWay.poll().get());
                }
            }
            for (Future<Exchange> each : underWay) {
                assertDone(each.get());
            }
            assertThat(standIn.memberships()).isEqualTo(expected);
            assertThat(ld.endpoint().getPending()).isZero();
            assertThat(standIn.counters().overlaps()).isZero();
        }
    }

    private static void assertDone(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(Integration.report(exchange).items()).hasSize(ARRAY);
    }

    /** Each event is later than the one before, so the last one decides. */
    private static void expect(Map<Slot, Boolean> expected, StandIn standIn, JsonNode message) {
        JsonNode personas = message.path("context").path("personas");
        JsonNode flags = message.path(message.path("type").textValue().equals("identify") ? "traits" : "properties");
        expected.put(
                new Slot(
                        standIn.environment(),
                        "user",
                        personas.path("computation_id").textValue(),
                        message.path("userId").textValue()),
                flags.path(personas.path("computation_key").textValue()).booleanValue());
    }
}
