package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an expression sees.
 *
 * @param payload what paths begin at: the message, the result of a transform, or an element of an array
 * @param budget  what the message may still cost
 */
record Evaluation(JsonNode payload, Budget budget) {

    Evaluation on(JsonNode other) {
        return new Evaluation(other, budget);
    }
}
