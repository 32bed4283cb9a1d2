package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {

    /** 2026-11-23T10:00:03.500Z: six and a half seconds before the end of its window. */
    private static final long NOW = Instant.parse("2026-11-23T10:00:03.500Z").toEpochMilli();

    private static final long RESET = NOW + 6_500;

    private final HttpClient client = HttpClient.newHttpClient();
    private final SettableClock clock = new SettableClock();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // style              | allowed                                    | refused
                "ROUTE_AND_GLOBAL     | global=1 reset=1795428010000 route=2       | global=0 reset=1795428010000 route=1",
                "GLOBAL_ONLY          | global=1 reset=1795428010000               | global=0 reset=1795428010000",
                "RESET_MISSING        | global=1 route=2                           | global=0 route=1",
                "RESET_IN_PAST        | global=1 reset=1795427943500 route=2       | global=0 reset=1795427943500 route=1",
                "RESET_GARBAGE        | global=1 reset=soon route=2                | global=0 reset=soon route=1",
                "RESET_HUGE           | global=1 reset=2795428003500 route=2       | global=0 reset=2795428003500 route=1",
                "RETRY_AFTER_SECONDS  | ''                                         | retry-after=7",
                "RETRY_AFTER_DATE     | ''                                         | retry-after=Mon, 23 Nov 2026 10:00:10 GMT",
                "RETRY_AFTER_GARBAGE  | ''                                         | retry-after=in a while",
                "RETRY_AFTER_HUGE     | ''                                         | retry-after=1000000000",
                "NONE                 | ''                                         | ''"
            })
    void each_style_of_headers(RateLimitStyle style, String allowed, String refused) throws Exception {
        assertThat(RESET).isEqualTo(1_795_428_010_000L);
        try (StandIn launchDarkly = limited(RateLimit.global(2).withPerRoute(3).withStyle(style))) {
            HttpResponse<String> first = get(launchDarkly);
            get(launchDarkly);
            HttpResponse<String> third = get(launchDarkly);

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(headers(first)).isEqualTo(allowed);
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(headers(third)).isEqualTo(refused);
            assertThat(third.body())
                    .isEqualTo("{\"code\":\"rate_limited\","
                            + "\"message\":\"You've exceeded the API rate limit. Try again later.\"}");
            assertThat(launchDarkly.counters().allowed()).isEqualTo(2);
            assertThat(launchDarkly.counters().throttled()).isEqualTo(1);
        }
    }

    /** Account 10, route 7, token 4; the windows of the token start three seconds later, so its reset is 3 s off. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // style          | told              | with limits | headers of the first answer
                "ROUTE_AND_GLOBAL | GLOBAL,ROUTE,TOKEN | false | auth-token=3 auth-token-reset=1795428013000 global=9 reset=1795428010000 route=6",
                "ROUTE_AND_GLOBAL | GLOBAL,ROUTE,TOKEN | true | auth-token=3 auth-token-limit=4 auth-token-reset=1795428013000 global=9 global-limit=10 reset=1795428010000 route=6 route-limit=7",
                "ROUTE_AND_GLOBAL | TOKEN              | true  | auth-token=3 auth-token-limit=4 auth-token-reset=1795428013000",
                "ROUTE_AND_GLOBAL | ROUTE              | false | reset=1795428010000 route=6",
                "ROUTE_AND_GLOBAL | ROUTE,TOKEN        | false | auth-token=3 auth-token-reset=1795428013000 reset=1795428010000 route=6",
                "GLOBAL_ONLY      | GLOBAL,ROUTE,TOKEN | true  | global=9 global-limit=10 reset=1795428010000",
                "RESET_MISSING    | GLOBAL,TOKEN       | false | auth-token=3 global=9",
                "RESET_IN_PAST    | TOKEN              | false | auth-token=3 auth-token-reset=1795427943500",
                "RESET_IN_SECONDS | ROUTE,TOKEN        | false | auth-token=3 auth-token-reset=1795428013 reset=1795428010 route=6",
                "RESET_GARBAGE    | TOKEN              | false | auth-token=3 auth-token-reset=soon",
                "NONE             | GLOBAL,ROUTE,TOKEN | true  | ''"
            })
    void each_family_has_its_own_limit_and_window(RateLimitStyle style, String told, boolean limits, String expected)
            throws Exception {
        RateLimit limit = RateLimit.global(10)
                .withPerRoute(7)
                .withPerToken(4)
                .withPhase(RateFamily.TOKEN, Duration.ofSeconds(3))
                .withStyle(style)
                .telling(Arrays.stream(told.split(",")).map(RateFamily::valueOf).toArray(RateFamily[]::new));
        try (StandIn launchDarkly = limited(limits ? limit.tellingLimits() : limit)) {
            assertThat(headers(get(launchDarkly))).isEqualTo(expected);
        }
    }

    @Test
    void tokens_have_limits_and_windows_of_their_own() throws Exception {
        try (StandIn launchDarkly = StandIn.builder()
                .clock(clock)
                .token("one")
                .token("other")
                .rateLimit(RateLimit.perToken(1).withPhase(RateFamily.TOKEN, Duration.ofSeconds(5)))
                .start()) {
            assertThat(get(launchDarkly, "/api/v2/versions", "one").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = get(launchDarkly, "/api/v2/caller-identity", "one");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(headers(refused)).isEqualTo("auth-token=0 auth-token-reset=1795428005000");
            assertThat(get(launchDarkly, "/api/v2/versions", "other").statusCode())
                    .isEqualTo(200);
            clock.millis = 1_795_428_005_000L;
            assertThat(get(launchDarkly, "/api/v2/versions", "one").statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"TIGHTEST,1795428004000", "GLOBAL,1795428010000", "ROUTE,1795428004000", "LATER,1795428010000"})
    void the_reset_that_two_families_share_is_of_one_of_them(RateLimit.SharedReset whose, String reset)
            throws Exception {
        RateLimit limit = RateLimit.global(9)
                .withPerRoute(5)
                .withPhase(RateFamily.ROUTE, Duration.ofSeconds(4))
                .withSharedReset(whose);
        try (StandIn launchDarkly = limited(limit)) {
            assertThat(headers(get(launchDarkly))).isEqualTo("global=8 reset=" + reset + " route=4");
        }
    }

    @Test
    void in_turns_each_answer_tells_of_one_family() throws Exception {
        RateLimit limit = RateLimit.global(9).withPerRoute(8).withPerToken(7).inTurns();
        try (StandIn launchDarkly = limited(limit)) {
            assertThat(headers(get(launchDarkly))).isEqualTo("reset=1795428010000 route=7");
            assertThat(headers(get(launchDarkly))).isEqualTo("auth-token=5 auth-token-reset=1795428010000");
            assertThat(headers(get(launchDarkly))).isEqualTo("global=6 reset=1795428010000");
        }
    }

    @Test
    void a_new_window_starts_at_the_reset() throws Exception {
        try (StandIn launchDarkly = limited(RateLimit.global(1))) {
            get(launchDarkly);
            clock.millis = RESET - 1;
            assertThat(get(launchDarkly).statusCode()).isEqualTo(429);
            clock.millis = RESET;
            assertThat(get(launchDarkly).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void routes_have_limits_of_their_own() throws Exception {
        try (StandIn launchDarkly = limited(RateLimit.perRoute(1))) {
            assertThat(get(launchDarkly, "/api/v2/versions", launchDarkly.token())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(launchDarkly).statusCode()).isEqualTo(200);
            assertThat(get(launchDarkly).statusCode()).isEqualTo(429);
        }
    }

    @Test
    void strangers_use_nothing_up_and_meet_no_limit() throws Exception {
        try (StandIn launchDarkly = limited(RateLimit.global(1))) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> stranger = get(launchDarkly, "/api/v2/versions", "unknown");
                assertThat(stranger.statusCode()).isEqualTo(401);
                assertThat(headers(stranger)).isEmpty();
            }
            assertThat(get(launchDarkly).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_skewed_server_is_wrong_in_date_and_reset_alike() throws Exception {
        try (StandIn launchDarkly = StandIn.builder()
                .clock(clock)
                .clockSkew(Duration.ofMinutes(-5))
                .rateLimit(RateLimit.global(5))
                .start()) {
            HttpResponse<String> answer = get(launchDarkly);

            assertThat(answer.headers().firstValue("date")).contains("Mon, 23 Nov 2026 09:55:03 GMT");
            assertThat(answer.headers().firstValueAsLong("x-ratelimit-reset")).hasValue(RESET - 300_000);
        }
    }

    @Test
    void a_refused_request_takes_no_fault_from_the_script() throws Exception {
        try (StandIn launchDarkly = limited(RateLimit.global(1))) {
            launchDarkly.faults(
                    FaultPlan.script(Fault.none(), Fault.status(503)).on(Route.CALLER_IDENTITY));
            get(launchDarkly);
            assertThat(get(launchDarkly).statusCode()).isEqualTo(429);
            launchDarkly.rateLimit(RateLimit.none());
            assertThat(get(launchDarkly).statusCode()).isEqualTo(503);
        }
    }

    private StandIn limited(RateLimit limit) {
        return StandIn.builder().clock(clock).rateLimit(limit).start();
    }

    private HttpResponse<String> get(StandIn launchDarkly) throws IOException, InterruptedException {
        return get(launchDarkly, "/api/v2/caller-identity", launchDarkly.token());
    }

    private HttpResponse<String> get(StandIn launchDarkly, String path, String token)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(launchDarkly.url() + path))
                .header("Authorization", token)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String headers(HttpResponse<String> answer) {
        Map<String, String> told = new TreeMap<>();
        answer.headers().map().forEach((name, values) -> {
            if (name.startsWith("x-ratelimit-") || name.equals("retry-after")) {
                told.put(name.replace("x-ratelimit-", "").replace("-remaining", ""), values.get(0));
            }
        });
        return told.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .reduce((one, two) -> one + " " + two)
                .orElse("");
    }

    private static final class SettableClock extends Clock {
        volatile long millis = NOW;

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
