package io.github.camelaudience.launchdarkly.core.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateFactsTest {

    private static final long NOON = 1_790_769_600_000L; // Wed, 30 Sep 2026 12:00:00 GMT

    private static RateFacts parse(String... namesAndValues) {
        Map<String, String> headers = new java.util.HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return RateFacts.parse(headers::get);
    }

    @Test
    void readsWhatLaunchDarklySends() {
        RateFacts facts = parse(
                "X-Ratelimit-Global-Remaining", "12",
                "X-Ratelimit-Route-Remaining", "3",
                "X-Ratelimit-Reset", "1790769603123",
                "Date", "Wed, 30 Sep 2026 12:00:00 GMT");
        assertThat(facts)
                .isEqualTo(new RateFacts(
                        OptionalLong.of(3),
                        OptionalLong.of(NOON + 3_123),
                        OptionalLong.of(NOON),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
    }

    @Test
    void saysNothingWhenNothingWasSaid() {
        assertThat(parse()).isEqualTo(RateFacts.NONE);
    }

    @ParameterizedTest
    @CsvSource({"12,3,3", "3,12,3", "7,,7", ",7,7", "garbage,7,7", "-1,7,0", "4.9,,4", "1e3,5,5"})
    void remainingIsTheSmallerOfBoth(String global, String route, long expected) {
        RateFacts facts = parse("X-Ratelimit-Global-Remaining", global, "X-Ratelimit-Route-Remaining", route);
        assertThat(facts.remaining()).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "soon", "-1", "NaN", "Infinity", "0x10", "1,5", "1 5", "5, 5", "--1", "1.", ".5", "٣"})
    void aResetThatMakesNoSenseIsAbsent(String text) {
        assertThat(parse("X-Ratelimit-Reset", text).resetEpochMillis()).isEmpty();
        assertThat(parse("Retry-After", text).retryAfterMillis()).isEmpty();
        assertThat(parse("Retry-After", text).retryAfterEpochMillis()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "7,7000", "' 7 ',7000", "+7,7000", "0.25,250", "1000000000,1000000000000"})
    void retryAfterInSeconds(String text, long expected) {
        RateFacts facts = parse("Retry-After", text);
        assertThat(facts.retryAfterMillis()).hasValue(expected);
        assertThat(facts.retryAfterEpochMillis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wed, 30 Sep 2026 12:00:00 GMT",
                "wed, 30 sep 2026 12:00:00 gmt",
                "Wednesday, 30-Sep-26 12:00:00 GMT",
                "Wed Sep 30 12:00:00 2026"
            })
    void retryAfterAsDate(String text) {
        RateFacts facts = parse("Retry-After", text);
        assertThat(facts.retryAfterEpochMillis()).hasValue(NOON);
        assertThat(facts.retryAfterMillis()).isEmpty();
    }

    @Test
    void theOldestFormPadsTheDayWithASpace() {
        assertThat(parse("Date", "Tue Sep  1 12:00:00 2026").dateEpochMillis()).hasValue(1_788_264_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wed, 31 Sep 2026 12:00:00 GMT x", "Wed, 30 Sep 2026 25:00:00 GMT", "2026-09-30T12:00:00Z"})
    void whatIsNoHttpDateIsAbsent(String text) {
        assertThat(parse("Date", text).dateEpochMillis()).isEmpty();
    }

    @Test
    void hugeNumbersAreTheLargestAndAbsurdOnesAreAbsent() {
        assertThat(parse("X-Ratelimit-Reset", "9".repeat(30)).resetEpochMillis())
                .hasValue(Long.MAX_VALUE);
        assertThat(parse("Retry-After", "9".repeat(19)).retryAfterMillis()).hasValue(Long.MAX_VALUE);
        assertThat(parse("X-Ratelimit-Reset", "9".repeat(1_000_000)).resetEpochMillis())
                .isEmpty();
    }

    @Property
    void neverThrowsAndNeverYieldsANegativeNumber(@ForAll String text) {
        RateFacts facts = RateFacts.parse(name -> text);
        assertThat(facts.remaining().orElse(0)).isNotNegative();
        assertThat(facts.resetEpochMillis().orElse(0)).isNotNegative();
        assertThat(facts.retryAfterMillis().orElse(0)).isNotNegative();
    }
}
