package io.github.camelaudience.launchdarkly.core.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;

/** The fields of one message while one trigger looks at it. Parses the tree at most once, and only when asked beyond the facts. */
final class Fields {

    private final AudienceMessage message;
    private JsonNode tree;

    Fields(AudienceMessage message) {
        this.message = message;
    }

    FieldValue value(Field field) {
        if (field.fact().isPresent()) {
            return field.fact().get().read(message);
        }
        if (tree == null) {
            tree = message.tree();
        }
        return JsonPath.fieldOf(field.path().in(tree));
    }
}
