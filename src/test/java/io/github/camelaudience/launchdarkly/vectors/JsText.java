package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Fn;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.Collectors;

/** JavaScript's conversions: to text, to a truth value, and the loose comparison with the empty text. */
final class JsText {

    private JsText() {}

    /** {@code String(value)}. */
    static String of(Js value) {
        if (value instanceof Str text) {
            return text.text();
        } else if (value instanceof Num number) {
            return ofNumber(number.value());
        } else if (value instanceof Bool bool) {
            return String.valueOf(bool.value());
        } else if (value instanceof Arr array) {
            return array.items().stream()
                    .map(item -> item instanceof Js.Nothing ? "" : of(item))
                    .collect(Collectors.joining(","));
        } else if (value instanceof Fn function) {
            return "function " + function.name() + "() { [native code] }";
        } else if (value instanceof Obj object) {
            if (!(JsMembers.get(object, "toString") instanceof Fn)) {
                throw new ReferenceCrash("Cannot convert object to primitive value");
            }
            return "[object Object]";
        }
        return value == Js.NULL ? "null" : "undefined";
    }

    /** The shortest decimal that reads back as the same double, in JavaScript's notation. */
    static String ofNumber(double value) {
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            return value > 0 ? "Infinity" : value < 0 ? "-Infinity" : "NaN";
        } else if (value == 0) {
            return "0";
        } else if (value < 0) {
            return "-" + ofNumber(-value);
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        if (point > 21 || point <= -6) {
            int exponent = point - 1;
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            return digits.charAt(0) + fraction + "e" + (exponent > 0 ? "+" : "-") + Math.abs(exponent);
        } else if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        } else if (point >= digits.length()) {
            return digits + "0".repeat(point - digits.length());
        }
        return digits.substring(0, point) + "." + digits.substring(point);
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int precision = 1; precision < 17; precision++) {
            BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    /** {@code Boolean(value)}. */
    static boolean isTruthy(Js value) {
        if (value instanceof Bool bool) {
            return bool.value();
        } else if (value instanceof Num number) {
            return number.value() != 0;
        } else if (value instanceof Str text) {
            return !text.text().isEmpty();
        }
        return !(value instanceof Js.Nothing);
    }

    /** {@code value == ''}, which holds for zero, false and an array without text, too. */
    static boolean looselyEmpty(Js value) {
        if (value instanceof Bool bool) {
            return !bool.value();
        } else if (value instanceof Num number) {
            return number.value() == 0;
        }
        return !(value instanceof Js.Nothing) && of(value).isEmpty();
    }

    /** {@code text.trim()}, whose white space is Unicode's, line ends and the byte order mark. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r')
                || c == '\u2028'
                || c == '\u2029'
                || c == '\uFEFF'
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}
