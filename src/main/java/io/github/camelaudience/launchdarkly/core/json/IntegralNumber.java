package io.github.camelaudience.launchdarkly.core.json;

import java.math.BigDecimal;

/** Writes JSON numbers that are integers as their plain decimal digits: {@code 1e21} is 1 and 21 zeros (rule D8). */
public final class IntegralNumber {

    /** No identifier has more digits; guards against {@code 1e999999999}. */
    private static final int MAX_DIGITS = 1000;

    private IntegralNumber() {}

    /** Returns the digits of a JSON number, or {@code null} when it is no integer or has more than 1,000 digits. */
    public static String digits(String number) {
        if (number.isEmpty()) {
            return null;
        }
        if (isPlain(number)) {
            return number;
        }
        try {
            BigDecimal value = new BigDecimal(number);
            if (value.signum() == 0) {
                return "0";
            }
            long digits = (long) value.precision() - value.scale();
            if (digits < 1 || digits > MAX_DIGITS) {
                return null;
            }
            return value.toBigIntegerExact().toString();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    /** A JSON integer without sign of zero, fraction and exponent is its own canonical form. */
    private static boolean isPlain(String number) {
        for (int i = number.charAt(0) == '-' ? 1 : 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return number.length() <= MAX_DIGITS && !"-0".equals(number);
    }
}
