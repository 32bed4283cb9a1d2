package io.github.camelaudience.launchdarkly.segment.mapping;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.segment.MappingFailedException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liqp.Template;
import liqp.TemplateContext;
import liqp.TemplateParser;
import liqp.filters.Filter;
import liqp.filters.Filters;
import liqp.parser.Flavor;

/**
 * One Liquid template. The only class that knows liqp, which is an optional library.
 *
 * <p>Segment stops a template after 500 ms. Here no clock is needed: with loops and includes forbidden, as Segment has
 * them, and with every filter and every rendered part limited in size, the work is bounded by the 1,000 characters of
 * the template.
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
        try {
            Template template = PARSER.parse(source);
            return template.renderUnguarded(MAPPER.convertValue(payload, VARIABLES));
        } catch (RuntimeException e) {
            throw new MappingFailedException(path, "the Liquid template failed on this message");
        }
    }

    private static TemplateParser parser() {
        TemplateParser.Builder builder = new TemplateParser.Builder()
                .withFlavor(Flavor.LIQUID)
                .withMaxIterations(1)
                .withMaxSizeRenderedString(Budget.LONGEST_TEXT);
        STANDARD.values().forEach(filter -> builder.withFilter(new LimitedFilter(filter)));
        builder.withFilter(new Capitalize());
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

    /** A filter that refuses to make much out of much. */
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
