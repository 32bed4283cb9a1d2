package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Adds or removes: where the flag is read, and what it means. */
final class MembershipModel {

    /** In ASCII letters only: a pattern without {@code UNICODE_CASE} knows no others. */
    private static final Pattern TRUE_OR_FALSE = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);

    private static final String SOURCE = "traits_or_props";

    private final VectorCase vector;
    private final Set<DifferenceRule> rules;

    MembershipModel(VectorCase vector, Set<DifferenceRule> rules) {
        this.vector = vector;
        this.rules = rules;
    }

    /**
     * Whether the context enters; nothing when the message fails.
     *
     * @param seen the event after the root directive, if there is one
     */
    Optional<Boolean> decide(Obj event, Js seen, Obj fields, String computationClass, String key) {
        boolean addsWithoutFlag = rules.contains(DifferenceRule.D3) && computationClass.equals("journey_step");
        boolean byType = rules.contains(DifferenceRule.D5) && vector.usesDefaultOf(SOURCE, rules);
        List<Js> sources = byType ? sourcesByType(event, seen) : List.of(mapped(fields));
        List<Obj> objects = sources.stream()
                .filter(Obj.class::isInstance)
                .map(Obj.class::cast)
                .toList();
        if (objects.isEmpty()) {
            return addsWithoutFlag ? Optional.of(true) : Optional.empty();
        }
        Js flag = flag(objects, key);
        if (flag instanceof Js.Nothing && addsWithoutFlag) {
            return Optional.of(true);
        }
        return meaning(flag);
    }

    private Optional<Boolean> meaning(Js flag) {
        boolean text =
                flag instanceof Str value && TRUE_OR_FALSE.matcher(value.text()).matches();
        if (text && rules.contains(DifferenceRule.D1)) {
            return Optional.of(((Str) flag).text().equalsIgnoreCase("true"));
        }
        if (rules.contains(DifferenceRule.D2) && !text && !(flag instanceof Bool)) {
            return Optional.empty();
        }
        return Optional.of(JsText.isTruthy(flag));
    }

    private Js flag(List<Obj> sources, String key) {
        for (Obj source : sources) {
            Js own = rules.contains(DifferenceRule.D4) || sources.size() > 1
                    ? JsMembers.own(source, key)
                    : JsMembers.get(MappingKit.clean(source), key);
            if (!(own instanceof Js.Nothing)) {
                return own;
            }
        }
        return rules.contains(DifferenceRule.D4) ? Js.UNDEFINED : JsMembers.get(MappingKit.clean(sources.get(0)), key);
    }

    private static List<Js> sourcesByType(Obj event, Js seen) {
        Js traits = JsMembers.own(seen, "traits");
        Js properties = JsMembers.own(seen, "properties");
        return event.own("type").equals(new Str("identify"))
                ? List.of(traits, properties)
                : List.of(properties, traits);
    }

    private static Js mapped(Obj fields) {
        Js source = fields.own(SOURCE);
        return source == null ? Js.UNDEFINED : source;
    }
}
