package io.github.camelaudience.launchdarkly.core.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts.Quota;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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
                        new Quota(OptionalLong.of(12), OptionalLong.empty(), OptionalLong.of(NOON + 3_123)),
                        new Quota(OptionalLong.of(3), OptionalLong.empty(), OptionalLong.of(NOON + 3_123)),
                        Quota.NONE,
                        OptionalLong.of(NOON),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
        assertThat(facts.remaining()).hasValue(3);
        assertThat(facts.resetEpochMillis()).hasValue(NOON + 3_123);
    }

    @Property
    void aNumberReadsAsItDoesWithASign(@ForAll @LongRange(min = 0, max = 9_999_999_999_999_999L) long number) {
        assertThat(numbers(Long.toString(number)))
                .isEqualTo(numbers("+" + number))
                .isEqualTo(numbers("00" + number));
    }

    private static RateFacts numbers(String text) {
        return parse(
                "X-Ratelimit-Global-Remaining", text,
                "X-Ratelimit-Route-Limit", text,
                "X-Ratelimit-Reset", text,
                "Retry-After", text);
    }

    @Test
    void readsTheThreeLimitsApartEachWithItsReset() {
        RateFacts facts = parse(
                "X-Ratelimit-Global-Remaining", "12",
                "X-Ratelimit-Global-Limit", "100",
                "X-Ratelimit-Route-Remaining", "3",
                "X-Ratelimit-Route-Limit", "5",
                "X-Ratelimit-Reset", "1790769603123",
                "X-Ratelimit-Auth-Token-Remaining", "0",
                "X-Ratelimit-Auth-Token-Limit", "1000",
                "X-Ratelimit-Auth-Token-Reset", "1790769609999");
        assertThat(facts.account()).isEqualTo(quota(12, 100, NOON + 3_123));
        assertThat(facts.route()).isEqualTo(quota(3, 5, NOON + 3_123));
        assertThat(facts.token()).isEqualTo(quota(0, 1_000, NOON + 9_999));
        assertThat(facts.remaining()).hasValue(0);
        assertThat(facts.token().isUsedUp()).isTrue();
        for (RateScope scope : RateScope.values()) {
            assertThat(facts.of(scope).limit()).isPresent();
        }
    }

    /** One, several or none of them may stand in an answer. */
    @ParameterizedTest
    @CsvSource({"Global,ACCOUNT", "Route,ROUTE", "Auth-Token,TOKEN"})
    void whatIsNotToldOfOneSaysNothingOfIt(String family, RateScope scope) {
        RateFacts facts = parse("X-Ratelimit-" + family + "-Remaining", "7");
        for (RateScope other : RateScope.values()) {
            assertThat(facts.of(other).remaining().isPresent()).isEqualTo(other == scope);
        }
        assertThat(facts.remaining()).hasValue(7);
    }

    @Test
    void aResetOfTheTokenIsNobodyElses() {
        RateFacts token = parse("X-Ratelimit-Auth-Token-Remaining", "0", "X-Ratelimit-Reset", "5");
        assertThat(token.token().resetEpochMillis()).isEmpty();
        RateFacts route = parse("X-Ratelimit-Route-Remaining", "0", "X-Ratelimit-Auth-Token-Reset", "5");
        assertThat(route.route().resetEpochMillis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "many", "0", "-5", "0.9", "NaN", "2,500", "1e3"})
    void aLimitThatMakesNoSenseIsAbsent(String text) {
        RateFacts facts = parse("X-Ratelimit-Route-Limit", text, "X-Ratelimit-Route-Remaining", "3");
        assertThat(facts.route().limit()).isEmpty();
        assertThat(facts.route().remaining()).hasValue(3);
    }

    @Test
    void ofTwoNumbersThatContradictEachOtherTheTighterIsObeyed() {
        RateFacts facts = parse("X-Ratelimit-Route-Limit", "5.7", "X-Ratelimit-Route-Remaining", "99");
        assertThat(facts.route().limit()).hasValue(5);
        assertThat(facts.route().remaining()).hasValue(5);
    }

    /** As one text with commas between, or as Camel prints a list. */
    @ParameterizedTest
    @ValueSource(strings = {"5, 3", "3, 5", "[5, 3]", "3,\t5", "soon, 5, 3"})
    void ofAHeaderThatStandsThereTwiceTheTightestIsRead(String text) {
        RateFacts facts = parse(
                "X-Ratelimit-Route-Remaining", text,
                "X-Ratelimit-Route-Limit", text,
                "X-Ratelimit-Reset", text,
                "Retry-After", text);
        assertThat(facts.route()).isEqualTo(quota(3, 3, 5));
        assertThat(facts.retryAfterMillis()).hasValue(5_000);
    }

    private static Quota quota(long remaining, long limit, long reset) {
        return new Quota(OptionalLong.of(remaining), OptionalLong.of(limit), OptionalLong.of(reset));
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
    @ValueSource(strings = {"", " ", "soon", "-1", "NaN", "Infinity", "0x10", "1,5", "1 5", "--1", "1.", ".5", "٣"})
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
        for (RateScope scope : RateScope.values()) {
            assertThat(facts.of(scope).remaining().orElse(0)).isNotNegative();
            assertThat(facts.of(scope).limit().orElse(1)).isPositive();
            assertThat(facts.of(scope).resetEpochMillis().orElse(0)).isNotNegative();
        }
        assertThat(facts.retryAfterMillis().orElse(0)).isNotNegative();
    }
}
