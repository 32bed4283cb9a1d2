package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little of Liquid that recordings show: outputs of a path through filters of text. Anything else is not modelled. */
final class LiquidText {

    private static final Pattern OUTPUT = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("[A-Za-z_][\\w-]*(\\.[A-Za-z_][\\w-]*|\\[\\d+])*");
    private static final Pattern FILTER = Pattern.compile("([a-z_]+)(?:\\s*:\\s*(?:\"([^\"]*)\"|'([^']*)'))?");
    private static final Set<String> DISABLED =
            Set.of(("array_to_sentence_string concat find find_exp find_index find_index_exp group_by group_by_exp has "
                            + "has_exp map newline_to_br reject reject_exp reverse sort sort_natural uniq where_exp type")
                    .split(" "));

    private LiquidText() {}

    /** @throws NotModelledException when the template holds a tag */
    static void check(String template) {
        if (template.contains("{%")) {
            throw new NotModelledException("Liquid tags");
        }
    }

    /** @throws ReferenceCrash when a filter is disabled, which we refuse at start (rule M7) */
    static void checkFilters(String template) {
        Matcher output = OUTPUT.matcher(template);
        while (output.find()) {
            String[] parts = output.group(1).split("\\|", -1);
            for (int i = 1; i < parts.length; i++) {
                if (DISABLED.contains(parts[i].strip().split("\\W", 2)[0])) {
                    throw new ReferenceCrash("filter is disabled");
                }
            }
        }
    }

    static String render(String template, Js event, Set<DifferenceRule> rules) {
        StringBuilder text = new StringBuilder();
        Matcher output = OUTPUT.matcher(template);
        while (output.find()) {
            output.appendReplacement(text, Matcher.quoteReplacement(evaluate(output.group(1), event, rules)));
        }
        return output.appendTail(text).toString();
    }

    private static String evaluate(String expression, Js event, Set<DifferenceRule> rules) {
        String[] parts = expression.split("\\|", -1);
        String path = parts[0].strip();
        if (!PATH.matcher(path).matches()) {
            throw new NotModelledException("Liquid expression");
        }
        Js value = MappingPath.get(event, path, rules);
        if (value instanceof Js.Obj || value instanceof Js.Arr || value instanceof Js.Fn) {
            throw new NotModelledException("Liquid value");
        }
        for (int i = 1; i < parts.length; i++) {
            value = filter(parts[i].strip(), value);
        }
        return value instanceof Js.Nothing ? "" : JsText.of(value);
    }

    private static Js filter(String filter, Js value) {
        Matcher matcher = FILTER.matcher(filter);
        if (!matcher.matches()) {
            throw new NotModelledException("Liquid filter");
        }
        String name = matcher.group(1);
        if (DISABLED.contains(name)) {
            throw new ReferenceCrash("filter is disabled");
        }
        String argument = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        String text = value instanceof Js.Nothing ? "" : JsText.of(value);
        if (argument == null) {
            return new Str(
                    switch (name) {
                        case "upcase" -> text.toUpperCase(Locale.ROOT);
                        case "downcase" -> text.toLowerCase(Locale.ROOT);
                        case "strip" -> JsText.trim(text);
                        default -> throw new NotModelledException("Liquid filter " + name);
                    });
        }
        return switch (name) {
            case "append" -> new Str(text + argument);
            case "prepend" -> new Str(argument + text);
            case "default" -> value.equals(new Js.Bool(false)) || text.isEmpty() ? new Str(argument) : value;
            default -> throw new NotModelledException("Liquid filter " + name);
        };
    }
}
