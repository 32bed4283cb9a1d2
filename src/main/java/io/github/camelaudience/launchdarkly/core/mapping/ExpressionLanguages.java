package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/** Evaluates the expression languages of whoever embeds a mapping, for {@code @camel}. */
@FunctionalInterface
public interface ExpressionLanguages {

    /** None: a mapping with {@code @camel} is refused. */
    ExpressionLanguages NONE = (language, expression) -> {
        throw new IllegalArgumentException("no expression languages here");
    };

    /** An expression, ready for use by many threads. */
    @FunctionalInterface
    interface Evaluation {

        /**
         * The value for one message: a missing node when there is none.
         *
         * @throws RuntimeException when the expression fails on this message, or comes to something that is no JSON
         */
        JsonNode on(JsonNode message);
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException saying that the language does not exist, or what is wrong with the expression
     */
    Evaluation compile(String language, String expression);
}
