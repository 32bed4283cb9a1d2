package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liqp.Template;
import liqp.TemplateContext;
import liqp.TemplateParser;
import liqp.filters.Filter;
import liqp.filters.Filters;
import liqp.parser.Flavor;

/**
 * One Liquid template. The only class that knows liqp, which is an optional library.
 *
 * <p>Segment stops a template after 500 ms, and so do we, between two filters. No filter takes long by itself: what it
 * reads and makes is limited in size, and those of the library that look at a text again and again are replaced.
 */
final class LiquidTemplate {

    private static final Set<String> FORBIDDEN_TAGS =
            Set.of("case", "for", "include", "include_relative", "layout", "render", "tablerow");
    private static final Set<String> FORBIDDEN_FILTERS = Set.of(
            "array_to_sentence_string",
            "concat",
            "find",
            "find_exp",
            "find_index",
            "find_index_exp",
            "group_by",
            "group_by_exp",
            "has",
            "has_exp",
            "map",
            "newline_to_br",
            "reject",
            "reject_exp",
            "reverse",
            "sort",
            "sort_natural",
            "type",
            "uniq",
            "where_exp");

    private static final Pattern MARKUP = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern TAG = Pattern.compile("^\\{%-?\\s*(\\w+)");
    private static final Pattern FILTER = Pattern.compile("\\|\\s*(\\w+)");

    private static final Filters STANDARD = Flavor.LIQUID.getFilters();
    private static final TemplateParser PARSER = parser();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};

    /** As Segment has it, in nanoseconds. */
    private static final long LONGEST_NANOS = 500_000_000L;

    /** When rendering on this thread must be done, as {@link System#nanoTime} counts. */
    private static final ThreadLocal<Long> DEADLINE = new ThreadLocal<>();

    private final String source;

    private LiquidTemplate(String source) {
        this.source = source;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static LiquidTemplate parse(String source) {
        Matcher markup = MARKUP.matcher(source);
        while (markup.find()) {
            check(QUOTED.matcher(markup.group()).replaceAll(""));
        }
        try {
            PARSER.parse(source);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a Liquid template: " + e.getMessage(), e);
        }
        return new LiquidTemplate(source);
    }

    private static void check(String markup) {
        Matcher tag = TAG.matcher(markup);
        if (tag.find() && FORBIDDEN_TAGS.contains(tag.group(1))) {
            throw new IllegalArgumentException("the Liquid tag " + tag.group(1) + " is forbidden, as at Segment");
        }
        Matcher filter = FILTER.matcher(markup);
        while (filter.find()) {
            String name = filter.group(1);
            if (FORBIDDEN_FILTERS.contains(name)) {
                throw new IllegalArgumentException("the Liquid filter " + name + " is forbidden, as at Segment");
            }
            if (STANDARD.get(name) == null) {
                throw new IllegalArgumentException("unknown Liquid filter " + name);
            }
        }
    }

    /** Parsed templates keep state while they render, so each message gets its own. */
    String render(JsonNode payload, String path) throws MappingFailedException {
        DEADLINE.set(System.nanoTime() + LONGEST_NANOS);
        try {
            Template template = PARSER.parse(source);
            return template.renderUnguarded(MAPPER.convertValue(payload, VARIABLES));
        } catch (RuntimeException e) {
            throw new MappingFailedException(
                    path,
                    isLate() ? "the Liquid template takes too long" : "the Liquid template failed on this message");
        } finally {
            DEADLINE.remove();
        }
    }

    private static boolean isLate() {
        Long deadline = DEADLINE.get();
        return deadline != null && System.nanoTime() - deadline > 0;
    }

    private static TemplateParser parser() {
        TemplateParser.Builder builder = new TemplateParser.Builder()
                .withFlavor(Flavor.LIQUID)
                .withMaxIterations(1)
                .withMaxSizeRenderedString(Budget.LONGEST_TEXT);
        STANDARD.values().forEach(filter -> builder.withFilter(new LimitedFilter(filter)));
        Stream.of(new Capitalize(), new StripHtml(), new Rstrip(), new ShortDate(STANDARD.get("date")))
                .forEach(filter -> builder.withFilter(new LimitedFilter(filter)));
        return builder.build();
    }

    /** As Segment's engine has it: the first letter large, all others small. */
    private static final class Capitalize extends Filter {

        @Override
        public Object apply(Object value, TemplateContext context, Object... params) {
            String text = asString(value, context);
            return text.isEmpty()
                    ? text
                    : text.substring(0, 1).toUpperCase(Locale.ROOT)
                            + text.substring(1).toLowerCase(Locale.ROOT);
        }
    }

    /** Without scripts, styles, comments and then tags, in one pass each: what has no end stays. */
    private static final class StripHtml extends Filter {

        private static final List<String> BEGINNINGS = List.of("<script", "<style", "<!--");
        private static final List<String> ENDS = List.of("</script>", "</style>", "-->");

        StripHtml() {
            super("strip_html");
        }

        @Override
        public Object apply(Object value, TemplateContext context, Object... params) {
            return without(List.of("<"), List.of(">"), without(BEGINNINGS, ENDS, asString(value, context)));
        }

        private static String without(List<String> beginnings, List<String> ends, String text) {
            StringBuilder kept = new StringBuilder();
            boolean[] endless = new boolean[ends.size()];
            int from = 0;
            for (int at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
                int end = -1;
                for (int i = 0; i < ends.size() && end < 0; i++) {
                    if (!endless[i] && text.startsWith(beginnings.get(i), at)) {
                        int found =
                                text.indexOf(ends.get(i), at + beginnings.get(i).length());
                        endless[i] = found < 0;
                        end = found < 0 ? -1 : found + ends.get(i).length();
                    }
                }
                if (end < 0) {
                    at++;
                } else {
                    kept.append(text, from, at);
                    from = end;
                    at = end;
                }
            }
            return kept.append(text, from, text.length()).toString();
        }
    }

    /** Without white space at the end. */
    private static final class Rstrip extends Filter {

        private static final String WHITE = " \t\n\u000B\f\r";

        Rstrip() {
            super("rstrip");
        }

        @Override
        public Object apply(Object value, TemplateContext context, Object... params) {
            if (!isString(value)) {
                return value;
            }
            String text = asString(value, context);
            int end = text.length();
            while (end > 0 && WHITE.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            return text.substring(0, end);
        }
    }

    /** A date is short: the library tries many ways to read one. */
    private static final class ShortDate extends Filter {

        private static final int LONGEST = 100;

        private final Filter date;

        ShortDate(Filter date) {
            super("date");
            this.date = date;
        }

        @Override
        public Object apply(Object value, TemplateContext context, Object... params) {
            return value instanceof CharSequence text && text.length() > LONGEST
                    ? value
                    : date.apply(value, context, params);
        }
    }

    /** A filter that refuses to make much out of much, and to begin late. */
    private static final class LimitedFilter extends Filter {

        private static final long MOST = 16L * 1024 * 1024;

        private final Filter filter;

        LimitedFilter(Filter filter) {
            super(filter.getName());
            this.filter = filter;
        }

        @Override
        public Object apply(Object value, TemplateContext context, Object... params) {
            long longest = 1;
            for (Object param : params) {
                longest = Math.max(longest, size(param));
            }
            if (isLate()) {
                throw new IllegalStateException("too late");
            }
            if (size(value) * longest > MOST) {
                throw new IllegalStateException("too much text");
            }
            Object result = filter.apply(value, context, params);
            if (size(result) > Budget.LONGEST_TEXT) {
                throw new IllegalStateException("too much text");
            }
            return result;
        }

        private static long size(Object value) {
            if (value instanceof CharSequence text) {
                return text.length();
            }
            return value instanceof List<?> list ? list.size() : value instanceof Object[] array ? array.length : 1;
        }
    }
}
