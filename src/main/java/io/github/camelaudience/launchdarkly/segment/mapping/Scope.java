package io.github.camelaudience.launchdarkly.segment.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an expression sees.
 *
 * @param payload what paths begin at: the message, the result of a transform, or an element of an array
 * @param budget  what the message may still cost
 */
record Scope(JsonNode payload, Budget budget) {

    Scope on(JsonNode other) {
        return new Scope(other, budget);
    }
}
