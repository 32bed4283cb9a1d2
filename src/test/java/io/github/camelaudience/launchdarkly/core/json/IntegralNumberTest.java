package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule D8. */
class IntegralNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.0, 0",
        "0e999999999, 0",
        "42, 42",
        "-42, -42",
        "1.0, 1",
        "1e3, 1000",
        "1E+3, 1000",
        "1500e-2, 15",
        "1e21, 1000000000000000000000",
        "12345678901234567890, 12345678901234567890",
    })
    void integersHaveDigits(String number, String digits) {
        assertThat(IntegralNumber.digits(number)).isEqualTo(digits);
    }

    @ParameterizedTest
    @CsvSource({"1.5", "-0.1", "1e-1", "1e1000", "1e999999999", "1e99999999999", "1e-999999999"})
    void othersHaveNone(String number) {
        assertThat(IntegralNumber.digits(number)).isNull();
    }

    /** Where a value should be and is none, as in <code>{"timestamp":}</code>. */
    @Test
    void nothingIsNoNumber() {
        assertThat(IntegralNumber.digits("")).isNull();
    }

    @Test
    void atMostAThousandDigits() {
        assertThat(IntegralNumber.digits("1e999")).hasSize(1000);
        assertThat(IntegralNumber.digits("9".repeat(1000))).hasSize(1000);
        assertThat(IntegralNumber.digits("9".repeat(1001))).isNull();
    }
}
