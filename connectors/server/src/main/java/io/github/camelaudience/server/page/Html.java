package io.github.camelaudience.server.page;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds markup that is safe to send. Only {@link #of} makes it, from a template of ours and values that are escaped.
 *
 * @param markup as it is sent
 */
record Html(String markup) {

    /** Holds nothing. */
    static final Html NONE = new Html("");

    /**
     * Puts values in the places of {@code {}} in a template, in their order. A value that is markup stays as it is, and everything else
     * is text: it is escaped for content and for quoted attributes.
     *
     * @throws IllegalArgumentException when there are not as many values as places
     */
    static Html of(String template, Object... values) {
        StringBuilder markup = new StringBuilder(template.length() + 32 * values.length);
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf("{}", from);
            if (place < 0) {
                throw new IllegalArgumentException("more values than places: " + template);
            }
            markup.append(template, from, place);
            append(markup, value);
            from = place + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("more places than values: " + template);
        }
        return new Html(markup.append(template, from, template.length()).toString());
    }

    /** Puts markup behind markup. */
    static Html all(Stream<Html> parts) {
        return new Html(parts.map(Html::markup).collect(Collectors.joining()));
    }

    /** Gives the markup if the condition holds, else nothing. */
    Html when(boolean condition) {
        return condition ? this : NONE;
    }

    private static void append(StringBuilder markup, Object value) {
        if (value instanceof Html html) {
            markup.append(html.markup);
            return;
        }
        String text = String.valueOf(value);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> markup.append("&amp;");
                case '<' -> markup.append("&lt;");
                case '>' -> markup.append("&gt;");
                case '"' -> markup.append("&quot;");
                case '\'' -> markup.append("&#39;");
                default -> markup.append(isPrintable(c) ? c : '\uFFFD');
            }
        }
    }

    /** What HTML does not allow at all would end a parser's patience, not ours. */
    private static boolean isPrintable(char c) {
        return c >= ' ' && c != '\u007F' || c == '\n' || c == '\t';
    }

    @Override
    public String toString() {
        return markup;
    }
}
