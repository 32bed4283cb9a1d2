package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.observe.TokenLog;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What the log says, how often, and what it never says. */
class TokenLogTest {

    private static final ApiOutcome REFUSED =
            ApiOutcome.answered(403, new ApiError("forbidden", "approval is required", "r-1"), RateFacts.NONE);
    private static final ApiOutcome ACCEPTED = ApiOutcome.answered(204, ApiError.NONE, RateFacts.NONE);

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final TokenLog watch = new TokenLog(60_000, now::get);

    private void answer(ApiOutcome outcome) {
        watch.requested(outcome, 1, 1, false);
    }

    @Test
    void oneLinePerCoolDownAndOneWhenItWorksAgain() {
        try (CapturedLog log = CapturedLog.ofComponent(Level.INFO)) {
            answer(ACCEPTED);
            answer(REFUSED);
            now.addAndGet(59_999);
            answer(REFUSED);
            assertThat(log.lines(Level.WARN))
                    .containsExactly(
                            "LaunchDarkly refuses the access token: status 403, code forbidden, message approval"
                                    + " is required, request id r-1. Nothing is sent for 60000 ms.");
            now.addAndGet(1);
            answer(REFUSED);
            assertThat(log.lines(Level.WARN)).hasSize(2);
            assertThat(log.lines(Level.INFO)).isEmpty();
            answer(ACCEPTED);
            answer(ACCEPTED);
            assertThat(log.lines(Level.INFO)).containsExactly("LaunchDarkly accepts the access token again.");
        }
    }

    @Test
    void nothingWithIdentifiersOrTheTokenAtInfoAndAbove() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(
                Fault.status(401)
                        .withBody("{\"code\":\"un\\nauthorized\",\"message\":\"no\\r\\nWARN \\u001b[31m"
                                + "\\u2028 forged \\u202e line\",\"id\":\"r\\t1\"}"),
                Fault.status(503),
                Fault.none()));
        try (CapturedLog log = CapturedLog.of("", Level.INFO);
                Integration ld = Integration.start(standIn, "unauthorizedCoolDown=0&onRejected=skip&retryDelay=1")) {
            String evil = "jane@example.com\nWARN \u2028forged";
            for (int i = 0; i < 3; i++) {
                ld.send(List.of(
                        SegmentMessage.identify(evil + i).enters("x"),
                        SegmentMessage.identify(evil + i).says("x", 17),
                        "{\"userId\":\"jane@example.com\\nWARN \\u2028forged\""));
            }
            assertThat(log.lines(Level.WARN)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(log.lines(Level.INFO)).contains("LaunchDarkly accepts the access token again.");
            List<String> all = log.lines();
            assertThat(all).noneMatch(line -> line.contains("jane"));
            assertThat(all).noneMatch(line -> line.contains(ld.launchDarkly.token()));
            assertThat(all.stream().filter(line -> line.startsWith("io.github")))
                    .isNotEmpty()
                    .allMatch(line -> line.chars()
                            .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e));
        }
    }
}
