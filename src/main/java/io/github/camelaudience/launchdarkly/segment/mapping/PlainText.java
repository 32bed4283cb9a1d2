package io.github.camelaudience.launchdarkly.segment.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.segment.MappingFailedException;
import java.math.BigDecimal;

/** Scalars as text (rule M5): a number keeps all its digits and has no exponent. */
final class PlainText {

    /** Digits before or after the point of the largest and smallest doubles. */
    private static final int MOST_DIGITS = 400;

    private PlainText() {}

    static String of(JsonNode scalar, String path) throws MappingFailedException {
        return scalar.isNumber() ? number(scalar.decimalValue(), path) : scalar.asText();
    }

    private static String number(BigDecimal number, String path) throws MappingFailedException {
        if (number.signum() == 0) {
            return "0";
        }
        if (isHuge(number)) {
            throw new MappingFailedException(path, "a number has more than " + MOST_DIGITS + " digits");
        }
        return number.stripTrailingZeros().toPlainString();
    }

    /** Whether the number would fill memory when it is written without an exponent. */
    static boolean isHuge(BigDecimal number) {
        long before = (long) number.precision() - number.scale();
        return number.signum() != 0 && (number.scale() > MOST_DIGITS || before > MOST_DIGITS);
    }
}
