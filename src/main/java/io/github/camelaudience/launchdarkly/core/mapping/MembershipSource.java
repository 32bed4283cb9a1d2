package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the flag of a message is looked for. */
sealed interface MembershipSource {

    String TRAITS = "traits";
    String PROPERTIES = "properties";

    /**
     * The flag.
     *
     * @param value the own member that the audience key names
     * @param path  where it was found or looked for, within the message
     */
    record Flag(FieldValue value, String path) {}

    /**
     * Looks for the flag.
     *
     * @param key      the audience key as text, or {@code null} when there is none
     * @param keyIsOwn whether it is the computation key of the message, so that the facts know the flag
     */
    Flag find(MappedMessage message, String key, boolean keyIsOwn) throws MappingFailedException;

    /** By type, as rule D5 has it: the other source counts only when the first lacks the member. */
    record ByType() implements MembershipSource {
        @Override
        public Flag find(MappedMessage message, String key, boolean keyIsOwn) throws MappingFailedException {
            boolean identify = "identify".equals(message.message().type());
            String first = identify ? TRAITS : PROPERTIES;
            String second = identify ? PROPERTIES : TRAITS;
            FieldValue value = member(message, first, key, keyIsOwn);
            FieldValue other = value.isMissing() ? member(message, second, key, keyIsOwn) : value;
            return value.isMissing() && !other.isMissing()
                    ? new Flag(other, path(second, key))
                    : new Flag(value, path(first, key));
        }
    }

    /** What {@code traits_or_props} is mapped to. A value that is no object has no flag. */
    record Mapped(Expression expression) implements MembershipSource {
        @Override
        public Flag find(MappedMessage message, String key, boolean keyIsOwn) throws MappingFailedException {
            Optional<String> own = ownSource();
            if (own.isPresent() && keyIsOwn && !message.isTransformed()) {
                FieldValue fact = member(message, own.get(), key, true);
                if (fact.shape() != Shape.ABSENT) {
                    return new Flag(fact, path(own.get(), key));
                }
            }
            JsonNode source = own.isPresent() ? message.tree().path(own.get()) : message.evaluate(expression);
            return new Flag(memberOf(source, key), place(message, source, key));
        }

        /** {@code traits} or {@code properties} when mapped to just that. */
        Optional<String> ownSource() {
            return expression instanceof LookupDirectives.Path path
                            && path.where().parts().size() == 1
                    ? Optional.of(path.where().parts().get(0)).filter(Set.of(TRAITS, PROPERTIES)::contains)
                    : Optional.empty();
        }

        /** As near as can be told: a computed source may come from anywhere in the message. */
        @SuppressWarnings("ReferenceEquality") // the very node, not an equal one
        private String place(MappedMessage message, JsonNode source, String key) throws MappingFailedException {
            if (expression instanceof LookupDirectives.Path path && !message.isTransformed()) {
                List<String> parts = new ArrayList<>(path.where().parts());
                if (key != null) {
                    parts.add(key);
                }
                return new JsonPath(parts).toString();
            }
            if (message.isParsed() && !message.isTransformed() && source.isObject()) {
                for (String name : List.of(PROPERTIES, TRAITS)) {
                    if (message.tree().get(name) == source) {
                        return path(name, key);
                    }
                }
            }
            return "$";
        }
    }

    /** Nowhere: the field is unset. */
    record Nowhere() implements MembershipSource {
        @Override
        public Flag find(MappedMessage message, String key, boolean keyIsOwn) {
            return new Flag(FieldValue.ABSENT, "$");
        }
    }

    private static FieldValue member(MappedMessage message, String source, String key, boolean keyIsOwn)
            throws MappingFailedException {
        if (keyIsOwn && !message.isTransformed()) {
            return source.equals(TRAITS)
                    ? message.message().traitsMembership()
                    : message.message().propertiesMembership();
        }
        return memberOf(message.tree().path(source), key);
    }

    private static FieldValue memberOf(JsonNode source, String key) {
        return key == null ? FieldValue.ABSENT : JsonPath.fieldOf(source.path(key));
    }

    private static String path(String source, String key) {
        return new JsonPath(key == null ? List.of(source) : List.of(source, key)).toString();
    }
}
