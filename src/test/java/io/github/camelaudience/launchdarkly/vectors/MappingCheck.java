package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Whether a mapping has the shape the reference demands before it looks at any event. */
final class MappingCheck {

    private MappingCheck() {}

    /** @throws ReferenceCrash when the mapping is invalid */
    static void check(Js mapping) {
        if (isDirective(mapping)) {
            directive((Obj) mapping);
        } else if (mapping instanceof Obj object) {
            object.keys().forEach(key -> check(object.own(key)));
        }
    }

    /** Whether any key starts with {@code @}. */
    static boolean isDirective(Js value) {
        return value instanceof Obj object && object.hasKey(key -> key.startsWith("@"));
    }

    private static void directive(Obj directive) {
        List<String> names = directive.keys().stream()
                .filter(key -> !key.equals("_metadata"))
                .toList();
        require(names.size() == 1, "one directive only");
        String name = names.get(0);
        Js operand = directive.own(name);
        switch (name) {
            case "@path", "@template" -> directiveOr(Str.class::isInstance, operand);
            case "@literal", "@excludeWhenNull" -> directiveOr(MappingCheck::isAnything, operand);
            case "@liquid" -> {
                require(operand instanceof Str text && text.text().length() <= 1000, "@liquid takes a short text");
                LiquidText.check(((Str) operand).text());
            }
            case "@arrayPath" -> {
                require(operand instanceof Arr, "@arrayPath takes an array");
                List<Js> items = ((Arr) operand).items();
                directiveOr(Str.class::isInstance, items.isEmpty() ? Js.UNDEFINED : items.get(0));
                check(items.size() < 2 ? Js.UNDEFINED : items.get(1));
            }
            case "@if" -> fields(operand);
            case "@case" -> {
                Obj fields = fields(operand);
                optional(Str.class::isInstance, fields, "operator");
                if (fields.own("value") != null) {
                    directiveOr(Str.class::isInstance, fields.own("value"));
                }
            }
            case "@replace" -> {
                Obj fields = fields(operand);
                require(length(fields.own("pattern"), 1), "pattern of 1 to 10 characters");
                require(fields.own("replacement") == null || length(fields.own("replacement"), 0), "replacement");
                directiveOr(Str.class::isInstance, fields.own("value"));
                optional(Bool.class::isInstance, fields, "ignorecase");
                optional(Bool.class::isInstance, fields, "global");
            }
            case "@json" -> {
                Obj fields = fields(operand);
                require(fields.own("value") != null, "value");
                require(
                        fields.own("mode") instanceof Str mode
                                && Set.of("encode", "decode").contains(mode.text()),
                        "mode");
            }
            case "@flatten", "@merge", "@transform" -> fields(operand);
            default -> throw new ReferenceCrash("invalid directive " + name);
        }
    }

    private static boolean isAnything(Js value) {
        return value != Js.UNDEFINED;
    }

    private static Obj fields(Js operand) {
        require(operand instanceof Obj && !isDirective(operand), "an object of fields");
        check(operand);
        return (Obj) operand;
    }

    private static void optional(Predicate<Js> shape, Obj fields, String name) {
        require(fields.own(name) == null || shape.test(fields.own(name)), name);
    }

    private static void directiveOr(Predicate<Js> shape, Js operand) {
        if (isDirective(operand)) {
            directive((Obj) operand);
        } else {
            require(shape.test(operand), "operand");
        }
    }

    private static boolean length(Js value, int min) {
        return value instanceof Str text
                && text.text().length() >= min
                && text.text().length() <= 10;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new ReferenceCrash("invalid mapping: " + what);
        }
    }
}
