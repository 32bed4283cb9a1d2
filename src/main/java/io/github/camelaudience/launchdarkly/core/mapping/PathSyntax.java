package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How Segment writes paths: {@code $.a.b}, {@code a.0.b}, {@code a[0]["b c"]}. Dots and the brackets of numbers and
 * quoted names separate; nothing between two separators counts as nothing; any other bracket is part of a name.
 */
final class PathSyntax {

    private static final String ROOT = "$.";
    private static final Pattern SEPARATOR = Pattern.compile("\\[(?=[\"'\\d])|\\.|(?<=[\"'\\d])\\]+");
    private static final Pattern QUOTE = Pattern.compile("['\"]");
    private static final Pattern OPEN_INDEX = Pattern.compile("\\[\\d+(?![\\d\\]])");
    private static final Pattern OPEN_QUOTE = Pattern.compile("\\[([\"'])(?!(?:(?!\\1).)*\\1\\])", Pattern.DOTALL);
    private static final Pattern DOT_IN_QUOTES = Pattern.compile("\\[([\"'])[^\"']*\\.[^\"']*\\1\\]");

    private PathSyntax() {}

    /** With the {@code $.} at the beginning, as {@code @path} has it. */
    static JsonPath parse(String text) {
        return split(text.startsWith(ROOT) ? text.substring(ROOT.length()) : text);
    }

    /** Without it, as placeholders of {@code @template} have it. */
    static JsonPath split(String text) {
        List<String> parts = Arrays.stream(SEPARATOR.split(text, -1))
                .filter(part -> !part.isEmpty())
                .map(part -> QUOTE.matcher(part).replaceAll(""))
                .toList();
        return new JsonPath(parts);
    }

    static Optional<String> problem(String text) {
        if (OPEN_INDEX.matcher(text).find()) {
            return Optional.of("the path has an index without its closing ]");
        }
        return OPEN_QUOTE.matcher(text).find()
                ? Optional.of("the path has a quoted name without its closing quote and ]")
                : Optional.empty();
    }

    static boolean hasDotInQuotes(String text) {
        return DOT_IN_QUOTES.matcher(text).find();
    }
}
