package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Fn;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code value[key]} as JavaScript evaluates it: own members, then what the prototypes give. */
final class JsMembers {

    private static final Map<String, Fn> OF_OBJECT =
            functions("toString/0 toLocaleString/0 valueOf/0 hasOwnProperty/1 isPrototypeOf/1 propertyIsEnumerable/1 "
                    + "__defineGetter__/2 __defineSetter__/2 __lookupGetter__/1 __lookupSetter__/1");
    private static final Map<String, Fn> OF_ARRAY =
            functions("at/1 concat/1 copyWithin/2 fill/1 find/1 findIndex/1 findLast/1 findLastIndex/1 lastIndexOf/1 "
                    + "pop/0 push/1 reverse/0 shift/0 unshift/1 slice/2 sort/1 splice/2 includes/1 indexOf/1 join/1 "
                    + "keys/0 entries/0 values/0 forEach/1 filter/1 flat/0 flatMap/1 map/1 every/1 some/1 reduce/1 "
                    + "reduceRight/1 toReversed/0 toSorted/1 toSpliced/2 with/2");
    private static final Map<String, Fn> OF_STRING =
            functions("anchor/1 at/1 big/0 blink/0 bold/0 charAt/1 charCodeAt/1 codePointAt/1 concat/1 endsWith/1 "
                    + "fontcolor/1 fontsize/1 fixed/0 includes/1 indexOf/1 italics/0 lastIndexOf/1 link/1 "
                    + "localeCompare/1 match/1 matchAll/1 normalize/0 padEnd/1 padStart/1 repeat/1 replace/2 "
                    + "replaceAll/2 search/1 slice/2 small/0 split/2 strike/0 sub/0 substr/2 substring/2 sup/0 "
                    + "startsWith/1 trim/0 trimStart/0 trimLeft/0 trimEnd/0 trimRight/0 toLocaleLowerCase/0 "
                    + "toLocaleUpperCase/0 toLowerCase/0 toUpperCase/0 isWellFormed/0 toWellFormed/0");
    private static final Map<String, Fn> OF_NUMBER = functions("toExponential/1 toFixed/1 toPrecision/1");
    private static final Map<String, Fn> OF_FUNCTION = functions("apply/2 bind/1 call/1");

    private JsMembers() {}

    static Js get(Js value, String key) {
        if (value instanceof Obj object) {
            return ofObject(object, key);
        } else if (value instanceof Arr array) {
            if (isIndex(key)) {
                long index = Long.parseLong(key);
                return index < array.items().size() ? array.items().get((int) index) : Js.UNDEFINED;
            }
            return key.equals("length")
                    ? number(array.items().size())
                    : inherited(OF_ARRAY, "Array", new Arr(List.of()), key);
        } else if (value instanceof Str text) {
            if (isIndex(key)) {
                long index = Long.parseLong(key);
                return index < text.text().length()
                        ? new Str(String.valueOf(text.text().charAt((int) index)))
                        : Js.UNDEFINED;
            }
            return key.equals("length")
                    ? number(text.text().length())
                    : inherited(OF_STRING, "String", Obj.empty(), key);
        } else if (value instanceof Num) {
            return inherited(OF_NUMBER, "Number", Obj.empty(), key);
        } else if (value instanceof Bool) {
            return inherited(Map.of(), "Boolean", Obj.empty(), key);
        } else if (value instanceof Fn function) {
            return switch (key) {
                case "name" -> new Str(function.name());
                case "length" -> number(function.arity());
                case "prototype" -> function.name().equals("Object") ? Obj.ROOT : Js.UNDEFINED;
                default -> inherited(OF_FUNCTION, "Function", new Fn("", 0), key);
            };
        }
        throw new ReferenceCrash("Cannot read properties of " + JsText.of(value));
    }

    /** Own members of objects and elements of arrays, nothing else (rule M4). */
    static Js own(Js value, String key) {
        if (value instanceof Obj object) {
            Js own = object.own(key);
            return own == null ? Js.UNDEFINED : own;
        }
        return value instanceof Arr && isIndex(key) ? get(value, key) : Js.UNDEFINED;
    }

    /** Whether the key is an array index in its only spelling. */
    static boolean isIndex(String key) {
        return !key.isEmpty()
                && key.length() < 10
                && (key.charAt(0) != '0' || key.length() == 1)
                && key.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Js ofObject(Obj object, String key) {
        for (Obj at = object; at != null; at = at.prototype()) {
            Js own = at.own(key);
            if (own != null) {
                return own;
            }
            if (at.isRoot()) {
                Js above = object.prototype() == null ? Js.NULL : object.prototype();
                return inherited(Map.of(), "Object", above, key);
            }
        }
        return Js.UNDEFINED;
    }

    private static Js inherited(Map<String, Fn> own, String constructor, Js prototype, String key) {
        if (key.equals("__proto__")) {
            return prototype;
        } else if (key.equals("constructor")) {
            return new Fn(constructor, 1);
        }
        Fn function = own.getOrDefault(key, OF_OBJECT.get(key));
        return function == null ? Js.UNDEFINED : function;
    }

    private static Num number(int value) {
        return new Num(String.valueOf(value));
    }

    private static Map<String, Fn> functions(String list) {
        return Arrays.stream(list.split(" "))
                .map(entry -> entry.split("/"))
                .map(parts -> new Fn(parts[0], Integer.parseInt(parts[1])))
                .collect(Collectors.toMap(Fn::name, Function.identity()));
    }
}
