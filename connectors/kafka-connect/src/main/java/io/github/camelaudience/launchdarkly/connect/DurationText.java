package io.github.camelaudience.launchdarkly.connect;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as the component does: milliseconds, or numbers with their units, such as {@code 500ms}, {@code 4m}, {@code 1h30m}. */
final class DurationText {

    private static final Pattern PART = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}|(?:\\d{1,18}(?:ms|s|m|h|d))+");
    private static final Map<String, Long> UNITS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private DurationText() {}

    /**
     * Gives the milliseconds.
     *
     * @throws IllegalArgumentException when it is no duration
     */
    static long millis(String name, String text) {
        String compact = text.replace(" ", "");
        if (!WHOLE.matcher(compact).matches()) {
            throw new IllegalArgumentException(name
                    + " must be a duration, such as 500ms, 30s or 4m, or a number of milliseconds, but was: " + text);
        }
        try {
            if (Character.isDigit(compact.charAt(compact.length() - 1))) {
                return Long.parseLong(compact);
            }
            long millis = 0;
            Matcher part = PART.matcher(compact);
            while (part.find()) {
                millis = Math.addExact(
                        millis, Math.multiplyExact(Long.parseLong(part.group(1)), UNITS.get(part.group(2))));
            }
            return millis;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + " is longer than can be counted: " + text, e);
        }
    }
}
