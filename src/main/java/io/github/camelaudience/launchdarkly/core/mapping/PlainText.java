package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;

/** Scalars as text (rule M5): a number keeps all its digits and has no exponent. */
final class PlainText {

    /** Digits before or after the point of the largest and smallest doubles. */
    private static final int MOST_DIGITS = 400;

    private PlainText() {}

    static String of(JsonNode scalar, String path) throws MappingFailedException {
        if (!scalar.isNumber()) {
            return scalar.asText();
        }
        if (isHuge(scalar)) {
            throw new MappingFailedException(path, "a number has more than " + MOST_DIGITS + " digits");
        }
        BigDecimal number = scalar.decimalValue();
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Whether the number would fill memory when it is written without an exponent; the infinite one has no digits. */
    static boolean isHuge(JsonNode scalar) {
        if (scalar instanceof NumericNode infinite && infinite.isNaN()) {
            return true;
        }
        BigDecimal number = scalar.decimalValue();
        long before = (long) number.precision() - number.scale();
        return number.signum() != 0 && (number.scale() > MOST_DIGITS || before > MOST_DIGITS);
    }
}
