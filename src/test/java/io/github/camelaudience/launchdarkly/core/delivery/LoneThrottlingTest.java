package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One 429 out of the blue, after little traffic, costs what it asks for and no more; whatever comes then. */
class LoneThrottlingTest {

    private static final int BURST = 200;
    private static final OptionalLong ABSENT = OptionalLong.empty();

    private static RateFacts facts(String header) {
        return switch (header) {
            case "nothing" -> RateFacts.NONE;
            case "reset in the past" -> new RateFacts(ABSENT, OptionalLong.of(0), ABSENT, ABSENT, ABSENT);
            default -> retryAfter(Long.parseLong(header));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "1, nothing, 1000",
        "2, nothing, 1000",
        "5, nothing, 1000",
        "1, reset in the past, 1000",
        "5, reset in the past, 1000",
        "1, 1000, 2000",
        "2, 1000, 2000",
        "5, 1000, 2000",
        "1, 5000, 6000",
        "2, 5000, 6000",
        "5, 5000, 6000",
    })
    void costsAPauseAndNoMore(int before, String header, long atMost) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxInFlight = 4)) {
            for (int i = 1; i < before; i++) {
                rig.submit(change("before" + i, "u", true));
                rig.settle();
            }
            rig.targets.script(answer(429, null, facts(header)), accepted());
            long start = rig.time.now();
            for (int i = 0; i < BURST; i++) {
                rig.submit(change("a" + i, "u", true));
            }
            rig.settle();
            long unhindered = BURST / 4 * ScriptedTargets.LATENCY;
            assertThat(rig.time.now() - start).isLessThanOrEqualTo(unhindered + atMost);
            rig.jobs.forEach(job -> assertThat(job.only()).isEqualTo(Settlement.ACCEPTED));
            assertThat(rig.gate.state(rig.time.now()).limit()).isEmpty();
            rig.assertAtRest();
        }
    }
}
