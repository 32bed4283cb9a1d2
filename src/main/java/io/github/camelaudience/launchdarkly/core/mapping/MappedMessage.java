package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** One message while one mapping looks at it: at most one tree, at most one root transform. */
final class MappedMessage {

    private final AudienceMessage message;
    private final Optional<Expression> root;
    private final Optional<Set<MessageFact>> facts;
    private final Budget budget = new Budget();
    private JsonNode payload;
    private JsonNode tree;

    /**
     * @param root  what is applied first
     * @param facts the only facts that expressions read, when they read nothing else
     */
    MappedMessage(AudienceMessage message, Optional<Expression> root, Optional<Set<MessageFact>> facts) {
        this.message = message;
        this.root = root;
        this.facts = facts;
    }

    AudienceMessage message() {
        return message;
    }

    boolean isTransformed() {
        return root.isPresent();
    }

    boolean isParsed() {
        return tree != null;
    }

    FieldValue fact(MessageFact fact) throws MappingFailedException {
        return root.isEmpty() && !FactTree.isVague(fact, message)
                ? fact.read(message)
                : JsonPath.fieldOf(new JsonPath(fact.path()).in(tree()));
    }

    JsonNode evaluate(Expression expression) throws MappingFailedException {
        return expression.evaluate(new Evaluation(payload(), budget));
    }

    /** What expressions see: the facts as a small tree when they suffice, else {@link #tree()}. */
    private JsonNode payload() throws MappingFailedException {
        if (payload == null) {
            Optional<JsonNode> small = facts.flatMap(read -> FactTree.of(message, read));
            payload = small.isPresent() ? small.get() : tree();
        }
        return payload;
    }

    /** The whole message, after the root transform if there is one. */
    JsonNode tree() throws MappingFailedException {
        if (tree == null) {
            tree = transformed(parsed());
        }
        return tree;
    }

    private JsonNode parsed() throws MappingFailedException {
        try {
            return message.tree();
        } catch (UncheckedIOException e) {
            throw new MappingFailedException("$", "the message cannot be read as a tree");
        }
    }

    private JsonNode transformed(JsonNode parsed) throws MappingFailedException {
        if (root.isEmpty()) {
            return parsed;
        }
        String path = "$." + ObjectDirectives.ROOT;
        return Undefined.removed(root.get().evaluate(new Evaluation(parsed, budget)), budget, path);
    }
}
