package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What we refuse of a mapping before any message comes: rules M7, M8, M9 and M16, beyond {@link MappingCheck}. */
final class StartCheck {

    private static final String ROOT = "__segment_internal_directive";
    private static final Set<String> UNREAD =
            Set.of("audience_action", "enable_batching", "batch_size", "batch_bytes", "batch_keys");
    private static final Set<String> IDENTIFIERS = Set.of("segment_user_id", "segment_anonymous_id", "user_email");
    private static final int DEEPEST = 64;

    private final VectorCase vector;
    private final Set<DifferenceRule> rules;

    StartCheck(VectorCase vector, Set<DifferenceRule> rules) {
        this.vector = vector;
        this.rules = rules;
    }

    /** @throws ReferenceCrash when the mapping is refused */
    void run() {
        if (rules.contains(DifferenceRule.M7)) {
            MappingCheck.check(vector.fullMapping());
            vector.mapping().keys().stream()
                    .filter(field -> !UNREAD.contains(field) && !field.startsWith("__segment_internal_"))
                    .forEach(field -> works(vector.mapping().own(field), 1));
            works(vector.mapping().own(ROOT), 1);
        }
        if (rules.contains(DifferenceRule.M8)) {
            vector.mapping().keys().forEach(this::literal);
        }
        if (rules.contains(DifferenceRule.M9)) {
            vector.mapping().keys().stream()
                    .filter(field -> !field.startsWith("__segment_internal_"))
                    .forEach(StartCheck::known);
            vector.unset().forEach(StartCheck::known);
        }
        if (rules.contains(DifferenceRule.M16)) {
            root(vector.mapping().own(ROOT));
        }
    }

    private static void known(String field) {
        require(DefaultMapping.create().own(field) != null || UNREAD.contains(field), "unknown field");
    }

    private static void root(Js root) {
        boolean transform = root instanceof Obj object
                && object.keys().equals(List.of("@transform"))
                && object.own("@transform") instanceof Obj operand
                && operand.own("apply") instanceof Obj;
        require(root == null || transform, "root directive");
    }

    /** Rule M8. */
    private void literal(String field) {
        Js value = constant(vector.mapping().own(field)).orElse(null);
        if (value == null || DefaultMapping.create().own(field) == null || UNREAD.contains(field)) {
            return;
        }
        Js only = Field.onlyElement(value);
        boolean scalar = only instanceof Str || only instanceof Num || only instanceof Bool;
        String text = scalar ? JsText.of(only) : "";
        boolean usable = IDENTIFIERS.contains(field)
                ? scalar || value == Js.NULL
                : switch (field) {
                    case "segment_computation_action" ->
                        Set.of("audience", "journey_step").contains(text);
                    case "context_kind" -> EventModel.isContextKind(text);
                    case "context_key" -> EventModel.isPriority(text);
                    case "traits_or_props" -> value instanceof Obj;
                    default -> !Identifier.isBlank(text);
                };
        require(usable, "a literal that can never work");
    }

    /** The value that the mapping yields whatever the message. */
    private static Optional<Js> constant(Js mapping) {
        if (mapping instanceof Arr array) {
            return array.items().stream().allMatch(item -> constant(item).isPresent())
                    ? Optional.of(mapping)
                    : Optional.empty();
        }
        return mapping instanceof Obj object ? constantObject(object) : Optional.ofNullable(mapping);
    }

    private static Optional<Js> constantObject(Obj object) {
        if (!MappingCheck.isDirective(object)) {
            return object.keys().stream()
                            .allMatch(key -> constant(object.own(key)).isPresent())
                    ? Optional.of(object)
                    : Optional.empty();
        } else if (object.own("@literal") != null) {
            return constant(object.own("@literal"));
        }
        boolean plain = object.own("@template") instanceof Str text && !TemplateText.hasPlaceholder(text.text())
                || new Str("").equals(object.own("@liquid"));
        return plain
                ? Optional.of(object.own("@template") == null ? new Str("") : object.own("@template"))
                : Optional.empty();
    }

    /** Rule M7. */
    private void works(Js mapping, int depth) {
        require(depth <= DEEPEST || !(mapping instanceof Obj || mapping instanceof Arr), "nested too deep");
        if (mapping instanceof Arr array) {
            array.items().forEach(item -> works(item, depth + 1));
        } else if (mapping instanceof Obj object && MappingCheck.isDirective(object)) {
            MappingCheck.check(object);
            object.keys().stream()
                    .filter(key -> key.startsWith("@"))
                    .forEach(key -> directive(key, object.own(key), depth));
        } else if (mapping instanceof Obj object) {
            object.keys().forEach(key -> works(object.own(key), depth + 1));
        }
    }

    private void directive(String name, Js operand, int depth) {
        switch (name) {
            case "@path" -> path(operand, depth);
            case "@template" -> {
                require(
                        !(operand instanceof Str text) || !TemplateText.hasEmptyPlaceholder(text.text()),
                        "a placeholder without a name");
                works(operand, depth + 1);
            }
            case "@liquid" -> LiquidText.checkFilters(((Str) operand).text());
            case "@arrayPath" -> {
                List<Js> items = ((Arr) operand).items();
                path(items.get(0), depth);
                require(items.size() < 2 || items.get(1) instanceof Obj, "an object");
                works(items.size() < 2 ? null : items.get(1), depth + 1);
            }
            case "@if" -> {
                Obj fields = (Obj) operand;
                require(truthy(fields, "exists") || truthy(fields, "blank"), "a condition");
                all(fields, depth, "exists", "blank", "then", "else");
            }
            case "@case" -> {
                Obj fields = (Obj) operand;
                require(
                        fields.own("operator") instanceof Str text
                                && Set.of("lower", "upper").contains(text.text()),
                        "operator");
                all(fields, depth, "value");
            }
            case "@replace" -> {
                Obj fields = (Obj) operand;
                require(!truthy(fields, "pattern2") || isShort(fields.own("pattern2")), "pattern2");
                Js with = fields.own("replacement2");
                boolean none = with == null || with == Js.NULL;
                require(!truthy(fields, "pattern2") || none || isShort(with), "replacement2");
                all(fields, depth, "value");
            }
            case "@json" -> {
                require(truthy((Obj) operand, "value"), "value");
                all((Obj) operand, depth, "value");
            }
            case "@flatten" -> {
                Obj fields = (Obj) operand;
                require(
                        fields.own("separator") instanceof Str text
                                && !text.text().isEmpty(),
                        "separator");
                require(fields.own("value") != null, "value");
                all(fields, depth, "value");
            }
            case "@merge" -> {
                Obj fields = (Obj) operand;
                require(
                        fields.own("direction") instanceof Str text
                                && Set.of("left", "right").contains(text.text()),
                        "direction");
                require(
                        fields.own("objects") instanceof Arr objects
                                && objects.items().stream().allMatch(Obj.class::isInstance),
                        "objects");
                all(fields, depth, "objects");
            }
            case "@transform" -> {
                Obj fields = (Obj) operand;
                require(fields.own("apply") instanceof Obj, "apply");
                boolean isRoot = operand == rootTransform();
                require(isRoot || fields.own("mapping") instanceof Obj, "mapping");
                all(fields, depth, isRoot ? new String[] {"apply"} : new String[] {"apply", "mapping"});
            }
            default -> works(operand, depth + 1);
        }
    }

    private Js rootTransform() {
        return vector.mapping().own(ROOT) instanceof Obj root ? root.own("@transform") : null;
    }

    private void path(Js operand, int depth) {
        require(!(operand instanceof Str text) || !MappingPath.isUnfinished(text.text()), "an unfinished bracket");
        works(operand, depth + 1);
    }

    private void all(Obj fields, int depth, String... names) {
        Arrays.stream(names).forEach(name -> works(fields.own(name), depth + 1));
    }

    private static boolean truthy(Obj fields, String name) {
        return fields.own(name) != null && JsText.isTruthy(fields.own(name));
    }

    private static boolean isShort(Js value) {
        return value instanceof Str text && text.text().length() <= 10;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new ReferenceCrash("refused at start: " + what);
        }
    }
}
