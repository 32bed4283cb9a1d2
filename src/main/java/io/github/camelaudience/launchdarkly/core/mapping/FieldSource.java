package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;

/** Where one field comes from. */
sealed interface FieldSource {

    /** Nowhere in the message: the endpoint has an option for it. */
    FieldSource OPTION = new Constant(FieldValue.ABSENT);

    FieldValue read(MappedMessage message) throws MappingFailedException;

    /** Returns where it stands in a message, as a JSON path; {@code $} when it is no one place. */
    default String path() {
        return "$";
    }

    /** Always the same. */
    record Constant(FieldValue value) implements FieldSource {
        @Override
        public FieldValue read(MappedMessage message) {
            return value;
        }
    }

    /** A fact of the message, or what stands at its place after a root transform. */
    record Fact(MessageFact fact) implements FieldSource {
        @Override
        public FieldValue read(MappedMessage message) throws MappingFailedException {
            return message.fact(fact);
        }

        @Override
        public String path() {
            return new JsonPath(fact.path()).toString();
        }
    }

    /** The first e-mail address that is not blank, as rule D14 has it. */
    record FirstEmail() implements FieldSource {
        @Override
        public FieldValue read(MappedMessage message) throws MappingFailedException {
            return DefaultMapping.email(
                    message.fact(MessageFact.TRAITS_EMAIL), message.fact(MessageFact.CONTEXT_TRAITS_EMAIL));
        }

        @Override
        public String path() {
            return new JsonPath(MessageFact.TRAITS_EMAIL.path()).toString();
        }
    }

    /** A directive. */
    record Computed(Expression expression) implements FieldSource {
        @Override
        public FieldValue read(MappedMessage message) throws MappingFailedException {
            return JsonPath.fieldOf(message.evaluate(expression));
        }

        @Override
        public String path() {
            return expression instanceof LookupDirectives.Path place
                    ? place.where().toString()
                    : "$";
        }
    }

    /**
     * A field that the mapping replaces and that must not fall back to the endpoint's option: absent becomes null, so
     * that nobody ends up under another kind or key than the mapping says.
     */
    record NeverAbsent(FieldSource field) implements FieldSource {
        @Override
        public FieldValue read(MappedMessage message) throws MappingFailedException {
            FieldValue value = field.read(message);
            return value.shape() == Shape.ABSENT ? FieldValue.NULL : value;
        }

        @Override
        public String path() {
            return field.path();
        }
    }
}
