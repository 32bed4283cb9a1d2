package io.github.camelaudience.launchdarkly.vectors;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code text.replace(/literal/gi, replacement)} with JavaScript's patterns in the replacement. */
final class JsReplace {

    private JsReplace() {}

    static String literal(String text, String pattern, String replacement, boolean global, boolean ignoreCase) {
        int flags = Pattern.LITERAL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        Matcher matcher = Pattern.compile(pattern, flags).matcher(text);
        StringBuilder result = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            result.append(text, end, matcher.start()).append(expand(replacement, text, matcher));
            end = matcher.end();
            if (!global) {
                break;
            }
        }
        return result.append(text.substring(end)).toString();
    }

    private static String expand(String replacement, String text, Matcher match) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char next = i + 1 < replacement.length() ? replacement.charAt(i + 1) : 0;
            if (replacement.charAt(i) != '$' || "$&`'".indexOf(next) < 0) {
                result.append(replacement.charAt(i));
                continue;
            }
            i++;
            switch (next) {
                case '$' -> result.append('$');
                case '&' -> result.append(match.group());
                case '`' -> result.append(text, 0, match.start());
                default -> result.append(text, match.end(), text.length());
            }
        }
        return result.toString();
    }
}
