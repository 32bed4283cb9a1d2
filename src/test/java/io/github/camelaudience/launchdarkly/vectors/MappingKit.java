package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Applies a mapping to an event: the directives of Segment's mapping kit. */
final class MappingKit {

    static final String ROOT = "__segment_internal_directive";

    private final Set<DifferenceRule> rules;

    MappingKit(Set<DifferenceRule> rules) {
        this.rules = rules;
    }

    /** The mapping with its root directive, if it has one, around all other fields. */
    static Js withRootDirective(Obj mapping) {
        if (!(mapping.own(ROOT) instanceof Obj root)) {
            return mapping;
        }
        if (root.keys().size() != 1 || !(root.own(root.keys().get(0)) instanceof Obj operand)) {
            throw new ReferenceCrash("the root directive must be one object");
        }
        Obj others = Obj.empty();
        mapping.keys().stream().filter(key -> !key.equals(ROOT)).forEach(key -> others.define(key, mapping.own(key)));
        Obj wrapped = Obj.empty();
        operand.keys().forEach(key -> wrapped.define(key, operand.own(key)));
        return Obj.empty().define(root.keys().get(0), wrapped.define("mapping", others));
    }

    /** The event as the fields see it, given the root directive or {@code null}. */
    Js transformed(Js root, Js event) {
        return root instanceof Obj directive
                        && directive.own("@transform") instanceof Obj operand
                        && operand.own("apply") != null
                ? clean(resolve(operand.own("apply"), event))
                : event;
    }

    /** @throws ReferenceCrash when a directive throws */
    Js resolve(Js mapping, Js event) {
        if (mapping instanceof Arr array) {
            return new Arr(
                    array.items().stream().map(item -> resolve(item, event)).toList());
        }
        if (!(mapping instanceof Obj object)) {
            return mapping;
        }
        if (isPureDirective(object)) {
            String name = object.keys().stream()
                    .filter(key -> key.startsWith("@"))
                    .findFirst()
                    .orElseThrow();
            return directive(name, object.own(name), event);
        }
        Obj resolved = Obj.empty();
        object.keys().forEach(key -> put(resolved, key, resolve(object.own(key), event)));
        return resolved;
    }

    /** A copy without undefined members, made with assignments. */
    static Js clean(Js value) {
        if (value instanceof Arr array) {
            return new Arr(array.items().stream().map(MappingKit::clean).toList());
        }
        if (!(value instanceof Obj object)) {
            return value;
        }
        Obj cleaned = Obj.empty();
        for (String key : object.keys()) {
            Js member = object.own(key);
            if (member != Js.UNDEFINED) {
                cleaned.assign(key, key.equals("__proto__") ? member : clean(member));
            }
        }
        return cleaned;
    }

    private static boolean isPureDirective(Obj object) {
        return MappingCheck.isDirective(object)
                && !object.hasKey(key -> !key.startsWith("@") && !key.equals("_metadata"));
    }

    private Js directive(String name, Js operand, Js event) {
        return switch (name) {
            case "@path" -> MappingPath.evaluate(event, text(name, operand, event), rules);
            case "@template" -> new Str(TemplateText.render(text(name, operand, event), event, rules));
            case "@literal" -> resolve(operand, event);
            case "@liquid" -> new Str(LiquidText.render(((Str) operand).text(), event, rules));
            case "@excludeWhenNull" -> {
                Js value = resolve(operand, event);
                yield value == Js.NULL ? Js.UNDEFINED : withoutNulls(value);
            }
            case "@if" -> condition(fields(operand), event);
            case "@case" -> letterCase(fields(operand), event);
            case "@replace" -> replace(fields(operand), event);
            case "@arrayPath" -> arrayPath(operand, event);
            case "@flatten" -> {
                Obj fields = fields(operand);
                Obj flat = Obj.empty();
                String separator = text(name, required(fields, "separator"), event);
                flatten(
                        flat,
                        "",
                        separator,
                        JsText.isTruthy(field(fields, "omitArrays")),
                        resolve(field(fields, "value"), event));
                yield flat;
            }
            case "@json" -> json(fields(operand), event);
            case "@merge" -> merge(fields(operand), event);
            case "@transform" -> {
                Obj fields = fields(operand);
                Js mapping = required(fields, "mapping");
                if (!(required(fields, "apply") instanceof Obj apply) || !(event instanceof Obj)) {
                    throw new ReferenceCrash("@transform applies an object to an object");
                }
                MappingCheck.check(apply);
                yield resolve(mapping, clean(resolve(apply, event)));
            }
            default -> throw new ReferenceCrash(name + " is not a valid directive");
        };
    }

    private Js condition(Obj fields, Js event) {
        if (!JsText.isTruthy(field(fields, "exists")) && !JsText.isTruthy(field(fields, "blank"))) {
            throw new ReferenceCrash("@if requires exists or blank");
        }
        boolean exists = fields.own("exists") != null;
        Js value = resolve(exists ? fields.own("exists") : fields.own("blank"), event);
        boolean holds = !(value instanceof Js.Nothing) && (exists || !JsText.looselyEmpty(value));
        Js branch = field(fields, holds ? "then" : "else");
        return holds || JsText.isTruthy(branch) ? resolve(branch, event) : Js.UNDEFINED;
    }

    private Js letterCase(Obj fields, Js event) {
        Js operator = required(fields, "operator");
        if (!JsText.isTruthy(field(fields, "value"))) {
            return Js.UNDEFINED;
        }
        Js value = resolve(field(fields, "value"), event);
        if (!(value instanceof Str text)) {
            return value;
        }
        return new Str(
                switch (JsText.of(operator)) {
                    case "lower" -> text.text().toLowerCase(Locale.ROOT);
                    case "upper" -> text.text().toUpperCase(Locale.ROOT);
                    default -> throw new ReferenceCrash("operator should be lower or upper");
                });
    }

    private Js replace(Obj fields, Js event) {
        required(fields, "pattern");
        if (!JsText.isTruthy(field(fields, "value"))) {
            return Js.UNDEFINED;
        }
        Js value = resolve(field(fields, "value"), event);
        if (!(value instanceof Str || value instanceof Num || value instanceof Bool)) {
            return new Str("");
        }
        boolean global = fields.own("global") == null || JsText.isTruthy(fields.own("global"));
        boolean ignoreCase = JsText.isTruthy(field(fields, "ignorecase"));
        String text = TemplateText.text(value, rules);
        boolean expands = !rules.contains(DifferenceRule.M6);
        for (String suffix : List.of("", "2")) {
            if (field(fields, "pattern" + suffix) instanceof Str pattern
                    && !pattern.text().isEmpty()) {
                Js replacement = field(fields, "replacement" + suffix);
                String with = replacement instanceof Js.Nothing ? "" : JsText.of(replacement);
                if (pattern.text().length() > 10 || with.length() > 10) {
                    throw new ReferenceCrash("@replace takes 10 characters at most");
                }
                text = JsReplace.literal(
                        text, pattern.text(), expands ? with : with.replace("$", "$$"), global, ignoreCase);
            }
        }
        return new Str(text);
    }

    private Js arrayPath(Js operand, Js event) {
        List<Js> items = ((Arr) operand).items();
        Js root = items.get(0) instanceof Str path
                ? MappingPath.evaluate(event, path.text(), rules)
                : resolve(items.get(0), event);
        if (items.size() > 1
                && items.get(1) instanceof Obj shape
                && !shape.keys().isEmpty()
                && (root instanceof Obj || root instanceof Arr)) {
            List<Js> elements = root instanceof Arr array ? array.items() : List.of(root);
            return new Arr(elements.stream().map(item -> resolve(shape, item)).toList());
        }
        return root;
    }

    private Js json(Obj fields, Js event) {
        Js value = resolve(required(fields, "value"), event);
        if (JsText.of(required(fields, "mode")).equals("encode")) {
            String json = JsJson.stringify(value, rules);
            return json == null ? Js.UNDEFINED : new Str(json);
        }
        try {
            return value instanceof Str text ? JsJson.parse(text.text()) : value;
        } catch (IOException e) {
            return value;
        }
    }

    private Js merge(Obj fields, Js event) {
        Js direction = resolve(required(fields, "direction"), event);
        if (!(required(fields, "objects") instanceof Arr objects)) {
            throw new ReferenceCrash("@merge takes an array of objects");
        }
        List<Js> sources = new ArrayList<>(
                objects.items().stream().map(item -> resolve(item, event)).toList());
        if (direction.equals(new Str("left"))) {
            Collections.reverse(sources);
        }
        Obj merged = Obj.empty();
        for (Js source : sources) {
            if (rules.contains(DifferenceRule.M10) && !(source instanceof Obj)) {
                continue;
            }
            ownMembers(source).forEach(key -> put(merged, key, JsMembers.get(source, key)));
        }
        return merged;
    }

    private void flatten(Obj flat, String prefix, String separator, boolean omitArrays, Js value) {
        for (String key : ownMembers(value)) {
            Js member = JsMembers.get(value, key);
            if (member instanceof Obj || (member instanceof Arr && !omitArrays)) {
                flatten(flat, prefix + key + separator, separator, omitArrays, member);
            } else {
                put(flat, prefix + key, member);
            }
        }
    }

    /** {@code Object.keys}: of an object, an array or a text. */
    private static List<String> ownMembers(Js value) {
        if (value instanceof Obj object) {
            return object.keys();
        }
        int length = value instanceof Arr array
                ? array.items().size()
                : value instanceof Str text ? text.text().length() : 0;
        return java.util.stream.IntStream.range(0, length)
                .mapToObj(String::valueOf)
                .toList();
    }

    private static Js withoutNulls(Js value) {
        if (!(value instanceof Obj object)) {
            return value;
        }
        Obj copy = Obj.empty();
        for (String key : object.keys()) {
            Js member = object.own(key);
            copy.assign(key, member == Js.NULL ? Js.UNDEFINED : withoutNulls(member));
        }
        return copy;
    }

    private void put(Obj object, String key, Js value) {
        if (rules.contains(DifferenceRule.M4)) {
            object.define(key, value);
        } else {
            object.assign(key, value);
        }
    }

    private String text(String name, Js operand, Js event) {
        if (resolve(operand, event) instanceof Str text) {
            return text.text();
        }
        throw new ReferenceCrash(name + ": expected string");
    }

    private static Obj fields(Js operand) {
        if (operand instanceof Obj fields) {
            return fields;
        }
        throw new ReferenceCrash("a directive takes an object");
    }

    private static Js field(Obj fields, String name) {
        Js value = fields.own(name);
        return value == null ? Js.UNDEFINED : value;
    }

    private static Js required(Obj fields, String name) {
        Js value = field(fields, name);
        if (!JsText.isTruthy(value)) {
            throw new ReferenceCrash("missing " + name);
        }
        return value;
    }
}
