package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandInMainTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void prints_where_it_is_and_takes_options_from_both_sides() {
        Map<String, String> environment = Map.of(
                "STANDIN_PORT", "1", "STANDIN_ENVIRONMENT", "5f0000000000000000000abc", "STANDIN_RATE_LIMIT", "50");
        try (StandIn standIn = run(
                environment, "--port=0", "--fault-rate=0.2", "--seed=-3", "--rate-limit-style=retry-after-seconds")) {
            assertThat(out())
                    .contains(standIn.url() + "/standin/state", "5f0000000000000000000abc", StandIn.DEFAULT_TOKEN);
            assertThat(standIn.environment()).isEqualTo("5f0000000000000000000abc");
            assertThat(standIn.rateLimit())
                    .isEqualTo(RateLimit.global(50).withStyle(RateLimitStyle.RETRY_AFTER_SECONDS));
            assertThat(standIn.faults()).isEqualTo(FaultPlan.mixed(0.2, -3));
        }
    }

    @Test
    void flags_are_served_to_who_shows_the_sdk_key() {
        try (StandIn standIn = run(Map.of(), "--port=0", "--flags=editor:aud_1, checkout:aud_2+aud_3")) {
            assertThat(standIn.flags())
                    .extracting(FlagView::key, FlagView::rule)
                    .containsExactly(
                            tuple("editor", FlagRule.onFor("aud_1")),
                            tuple("checkout", FlagRule.onFor("aud_2", "aud_3")));
            assertThat(out()).contains(standIn.sdkKey());
        }
    }

    @Test
    void account_route_and_token_are_limited_each_by_itself() {
        try (StandIn standIn = run(
                Map.of("STANDIN_RATE_LIMIT_LIMITS", "true"),
                "--port=0",
                "--rate-limit-route=5",
                "--rate-limit-token=1000",
                "--rate-limit-told=route,token")) {
            assertThat(standIn.rateLimit())
                    .isEqualTo(RateLimit.perRoute(5)
                            .withPerToken(1_000)
                            .telling(RateFamily.ROUTE, RateFamily.TOKEN)
                            .tellingLimits());
        }
    }

    @Test
    void a_token_that_was_given_is_not_printed() {
        try (StandIn standIn = run(Map.of(), "--port=0", "--token=api-canary")) {
            assertThat(standIn.token()).isEqualTo("api-canary");
            assertThat(out()).doesNotContain("canary");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--prot=1, unknown option --prot",
        "port, unknown option port",
        "--port=x, --port must be a whole number",
        "--rate-limit-token=-5, --rate-limit-token must not be negative",
        "--port=-1, --port must not be negative",
        "--flags=editor, '--flags must be like editor:aud_1,checkout:aud_2+aud_3'",
        "--flags=:aud_1, '--flags must be like editor:aud_1,checkout:aud_2+aud_3'",
        "--flags=editor:a+, '--flags must be like editor:aud_1,checkout:aud_2+aud_3'",
        "--fault-rate=2, --fault-rate must be a number from 0 to 1",
        "--fault-rate=NaN, --fault-rate must be a number from 0 to 1"
    })
    void mistakes_are_told(String arg, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StandInOptions.of(new String[] {arg}, Map.of()))
                .withMessage(message);
    }

    @Test
    void an_unknown_style_names_the_known_ones() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> StandInOptions.of(new String[] {"--rate-limit=1", "--rate-limit-style=loud"}, Map.of()))
                .withMessageContaining("RETRY_AFTER_DATE");
    }

    private StandIn run(Map<String, String> environment, String... args) {
        return StandInMain.run(args, environment, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
