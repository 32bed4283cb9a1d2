package io.github.camelaudience.launchdarkly.vectors;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code text.replace(/literal/gi, replacement)} with JavaScript's patterns in the replacement. */
final class JsReplace {

    private static final List<String> KNOWN = List.of("$$", "$&", "$`", "$'");

    private JsReplace() {}

    static String literal(String text, String pattern, String replacement, boolean global, boolean ignoreCase) {
        int flags = Pattern.LITERAL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        Matcher matcher = Pattern.compile(pattern, flags).matcher(text);
        StringBuilder result = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            result.append(text.substring(end, matcher.start())).append(expand(replacement, text, matcher));
            end = matcher.end();
            if (!global) {
                break;
            }
        }
        return result.append(text.substring(end)).toString();
    }

    private static String expand(String replacement, String text, Matcher match) {
        StringBuilder result = new StringBuilder();
        int i = 0;
        while (i < replacement.length()) {
            String rest = replacement.substring(i);
            String known = KNOWN.stream().filter(rest::startsWith).findFirst().orElse(rest.substring(0, 1));
            result.append(
                    switch (known) {
                        case "$$" -> "$";
                        case "$&" -> match.group();
                        case "$`" -> text.substring(0, match.start());
                        case "$'" -> text.substring(match.end());
                        default -> known;
                    });
            i += known.length();
        }
        return result.toString();
    }
}
