package io.github.camelaudience.launchdarkly.vectors;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The reference's lookup of {@code a.b[0]['c']} in an event. */
final class MappingPath {

    private static final Pattern SEPARATOR = Pattern.compile("\\[(?=[\"'\\d])|\\.|(?<=[\"'\\d])]+");

    private static final Map<String, List<String>> KEYS = new ConcurrentHashMap<>();

    private MappingPath() {}

    /** The operand of {@code @path}: its first {@code $.} is dropped, wherever it stands. */
    static Js evaluate(Js event, String path, Set<Rule> rules) {
        int dollar = path.indexOf("$.");
        return get(event, dollar < 0 ? path : path.substring(0, dollar) + path.substring(dollar + 2), rules);
    }

    static Js get(Js event, String path, Set<Rule> rules) {
        if (path.isEmpty() || path.equals(".")) {
            return event;
        }
        Js at = event;
        for (String key : KEYS.computeIfAbsent(path, MappingPath::keys)) {
            if (!JsText.isTruthy(at)) {
                return rules.contains(Rule.M6) ? Js.UNDEFINED : at;
            }
            at = rules.contains(Rule.M5) ? JsMembers.own(at, key) : JsMembers.get(at, key);
        }
        return at;
    }

    private static List<String> keys(String path) {
        return Arrays.stream(SEPARATOR.split(path))
                .filter(key -> !key.isEmpty())
                .map(key -> key.replaceAll("['\"]", ""))
                .toList();
    }
}
