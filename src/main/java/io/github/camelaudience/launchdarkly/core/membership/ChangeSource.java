package io.github.camelaudience.launchdarkly.core.membership;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells where a change came from, and what in its message decided it. A ledger keeps it as one text, such as {@code kafka segment-3@1234
 * by $.traits.vip (D1), key $.userId}.
 *
 * @param place    where the message came from; {@code null} if that is not known
 * @param field    where in the message the flag stands, as a JSON path; {@code null} if that is not known
 * @param rule     the rule that made the value of the flag, such as {@code D1}; {@code null} if it was there as it should be
 * @param keyField where in the message the context key stands, as a JSON path; {@code null} if that is not known
 */
public record ChangeSource(String place, String field, String rule, String keyField) {

    private static final Pattern TEXT =
            Pattern.compile("(?:(.*) )?by (\\$.*?)(?: \\((D\\d+)\\))?, key (\\$.*)", Pattern.DOTALL);

    /** Writes what in the message decided. */
    public static String decidedBy(String field, String rule, String keyField) {
        return "by " + field + (rule == null ? "" : " (" + rule + ")") + ", key " + keyField;
    }

    /** Reads the text; what is none of ours is a place. */
    public static ChangeSource of(String text) {
        if (text == null) {
            return new ChangeSource(null, null, null, null);
        }
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? new ChangeSource(parts.group(1), parts.group(2), parts.group(3), parts.group(4))
                : new ChangeSource(text, null, null, null);
    }
}
