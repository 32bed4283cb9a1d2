package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The reference's lookup of {@code a.b[0]['c']} in an event. */
final class MappingPath {

    private static final Pattern SEPARATOR = Pattern.compile("\\[(?=[\"'\\d])|\\.|(?<=[\"'\\d])]+");

    private static final Pattern UNFINISHED =
            Pattern.compile("\\[\\d+(?![\\d\\]])|\\[\"(?!((?!\").)*\"])|\\['(?!((?!').)*'])", Pattern.DOTALL);

    private static final Map<String, Boolean> PATHS = new ConcurrentHashMap<>();
    private static final Map<String, List<String>> KEYS = new ConcurrentHashMap<>();

    private MappingPath() {}

    /** The operand of {@code @path}: its first {@code $.} is dropped, wherever it stands. */
    static Js evaluate(Js event, String path, Set<DifferenceRule> rules) {
        if (rules.contains(DifferenceRule.M7) && isUnfinished(path)) {
            throw new ReferenceCrash("an unfinished bracket");
        }
        int dollar = path.indexOf("$.");
        if (rules.contains(DifferenceRule.M11) && dollar > 0) {
            dollar = -1;
        }
        return get(event, dollar < 0 ? path : path.substring(0, dollar) + path.substring(dollar + 2), rules);
    }

    static Js get(Js event, String path, Set<DifferenceRule> rules) {
        if (path.isEmpty() || path.equals(".")) {
            return event;
        }
        Js at = event;
        for (String key : KEYS.computeIfAbsent(path, MappingPath::keys)) {
            boolean scalar = at instanceof Js.Str || at instanceof Js.Num || at instanceof Js.Bool;
            if (scalar && rules.contains(DifferenceRule.M3)) {
                return Js.UNDEFINED;
            } else if (!JsText.isTruthy(at)) {
                return at;
            }
            at = rules.contains(DifferenceRule.M4) && !scalar ? JsMembers.own(at, key) : JsMembers.get(at, key);
        }
        return at;
    }

    /** Whether a bracket with a number or a quoted name has no end (rule M7). */
    static boolean isUnfinished(String path) {
        return PATHS.computeIfAbsent(path, text -> UNFINISHED.matcher(text).find());
    }

    static List<String> keys(String path) {
        return Arrays.stream(SEPARATOR.split(path))
                .filter(key -> !key.isEmpty())
                .map(key -> key.replaceAll("['\"]", ""))
                .toList();
    }
}
