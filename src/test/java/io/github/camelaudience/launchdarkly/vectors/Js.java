package io.github.camelaudience.launchdarkly.vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A JavaScript value, as far as the reference destination can meet one. Two are equal when they are the same JSON value. */
sealed interface Js {

    /** The two values that hold nothing. */
    enum Nothing implements Js {
        UNDEFINED,
        NULL
    }

    Js UNDEFINED = Nothing.UNDEFINED;
    Js NULL = Nothing.NULL;

    record Bool(boolean value) implements Js {}

    /** A number with its token as written: JavaScript reads it as a double, we keep its digits (rule D8). */
    record Num(String token) implements Js {
        double value() {
            return Double.parseDouble(token);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Num that && value() == that.value();
        }

        @Override
        public int hashCode() {
            return Double.hashCode(value() + 0.0);
        }
    }

    record Str(String text) implements Js {}

    record Arr(List<Js> items) implements Js {}

    /** A built-in function: reachable through a prototype only, never part of JSON. */
    record Fn(String name, int arity) implements Js {}

    /** An object: own members, and a prototype that {@code __proto__} can replace. */
    final class Obj implements Js {

        /** {@code Object.prototype}; its members are in {@link JsMembers}. */
        static final Obj ROOT = new Obj(null);

        private final Map<String, Js> own = new LinkedHashMap<>();
        private Obj prototype;

        private Obj(Obj prototype) {
            this.prototype = prototype;
        }

        static Obj empty() {
            return new Obj(ROOT);
        }

        @SuppressWarnings("ReferenceEquality") // an empty object is equal to the root, but is not it
        boolean isRoot() {
            return this == ROOT;
        }

        Obj prototype() {
            return prototype;
        }

        /** The own member, or {@code null}. */
        Js own(String key) {
            return own.get(key);
        }

        /** Creates or replaces an own member, whatever its name. */
        Obj define(String key, Js value) {
            own.put(key, value);
            return this;
        }

        /** An assignment: {@code __proto__} replaces the prototype, or does nothing when the value is no object. */
        void assign(String key, Js value) {
            if (!key.equals("__proto__")) {
                own.put(key, value);
            } else if (value instanceof Obj object) {
                prototype = object;
            } else if (value == NULL) {
                prototype = null;
            }
        }

        void remove(String key) {
            own.remove(key);
        }

        boolean hasKey(Predicate<String> condition) {
            for (String key : own.keySet()) {
                if (condition.test(key)) {
                    return true;
                }
            }
            return false;
        }

        /** Own keys in the order of JavaScript: array indices first, ascending, then as created. */
        List<String> keys() {
            if (own.keySet().stream().noneMatch(JsMembers::isIndex)) {
                return List.copyOf(own.keySet());
            }
            List<String> indices = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (String key : own.keySet()) {
                (JsMembers.isIndex(key) ? indices : names).add(key);
            }
            indices.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
            indices.addAll(names);
            return indices;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Obj that && own.equals(that.own);
        }

        @Override
        public int hashCode() {
            return own.hashCode();
        }

        @Override
        public String toString() {
            return own.toString();
        }
    }
}
