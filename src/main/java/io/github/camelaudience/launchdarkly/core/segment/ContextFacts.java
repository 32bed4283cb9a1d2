package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.json.IntegralNumber;
import java.io.IOException;

/** The facts of one {@code context}. Filled anew for every message; repeated text is taken from the one before. */
final class ContextFacts {

    /** Level of {@code context} in a message. */
    private static final int LEVEL = 2;

    private final ValueReader values;
    private JsonToken kind;
    private boolean hasTraits;
    private boolean hasPersonas;
    private FieldValue traitsEmail = FieldValue.ABSENT;
    private FieldValue computationId = FieldValue.ABSENT;
    private FieldValue computationKey = FieldValue.ABSENT;
    private FieldValue computationClass = FieldValue.ABSENT;
    private FieldValue previousId = FieldValue.ABSENT;
    private FieldValue previousKey = FieldValue.ABSENT;
    private FieldValue previousClass = FieldValue.ABSENT;

    ContextFacts(ValueReader values) {
        this.values = values;
    }

    void clear() {
        kind = null;
        clearTraits();
        clearPersonas();
        hasTraits = false;
        hasPersonas = false;
    }

    /** Reads the value of {@code context} that starts with {@code token}; what was read before counts no more. */
    void read(JsonParser parser, JsonToken token) throws IOException {
        clear();
        kind = token;
        if (token != JsonToken.START_OBJECT) {
            values.skip(parser, token, LEVEL);
            return;
        }
        values.enter(LEVEL);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "traits" -> readTraits(parser, value);
                case "personas" -> readPersonas(parser, value);
                default -> values.skip(parser, value, LEVEL + 1);
            }
        }
    }

    /** Takes over from the context of an envelope the members that this one lacks. */
    void inherit(ContextFacts envelope) {
        boolean nothing = kind == null || kind == JsonToken.VALUE_NULL;
        if (!nothing && kind != JsonToken.START_OBJECT) {
            return;
        }
        if (!hasTraits) {
            traitsEmail = envelope.traitsEmail;
        }
        if (!hasPersonas) {
            computationId = envelope.computationId;
            computationKey = envelope.computationKey;
            computationClass = envelope.computationClass;
        }
    }

    private void readTraits(JsonParser parser, JsonToken token) throws IOException {
        clearTraits();
        hasTraits = true;
        if (token != JsonToken.START_OBJECT) {
            values.skip(parser, token, LEVEL + 1);
            return;
        }
        values.enter(LEVEL + 1);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("email")) {
                traitsEmail = values.read(parser, value, LEVEL + 2);
            } else {
                values.skip(parser, value, LEVEL + 2);
            }
        }
    }

    private void readPersonas(JsonParser parser, JsonToken token) throws IOException {
        clearPersonas();
        hasPersonas = true;
        if (token != JsonToken.START_OBJECT) {
            values.skip(parser, token, LEVEL + 1);
            return;
        }
        values.enter(LEVEL + 1);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "computation_id" -> {
                    computationId = values.read(parser, value, LEVEL + 2, previousId);
                    previousId = computationId;
                }
                case "computation_key" -> {
                    computationKey = values.read(parser, value, LEVEL + 2, previousKey);
                    previousKey = computationKey;
                }
                case "computation_class" -> {
                    computationClass = values.read(parser, value, LEVEL + 2, previousClass);
                    previousClass = computationClass;
                }
                default -> values.skip(parser, value, LEVEL + 2);
            }
        }
    }

    private void clearTraits() {
        traitsEmail = FieldValue.ABSENT;
    }

    private void clearPersonas() {
        computationId = FieldValue.ABSENT;
        computationKey = FieldValue.ABSENT;
        computationClass = FieldValue.ABSENT;
    }

    FieldValue traitsEmail() {
        return traitsEmail;
    }

    FieldValue computationId() {
        return computationId;
    }

    FieldValue computationKey() {
        return computationKey;
    }

    FieldValue computationClass() {
        return computationClass;
    }

    /** The name of the membership flag: the computation key as text, or {@code null} when it is no name. */
    String flagName() {
        return computationKey.shape() == Shape.TEXT
                ? computationKey.text()
                : computationKey.shape() == Shape.NUMBER ? IntegralNumber.digits(computationKey.text()) : null;
    }
}
