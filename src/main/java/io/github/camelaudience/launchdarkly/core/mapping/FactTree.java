package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Facts put back where they stood, so that a mapping which reads only them needs no parsing. */
final class FactTree {

    private FactTree() {}

    /** Empty when a fact says less than the message does. */
    static Optional<JsonNode> of(AudienceMessage message, Set<MessageFact> facts) {
        ObjectNode root = Expression.NODES.objectNode();
        for (MessageFact fact : facts) {
            Optional<JsonNode> value = isVague(fact, message) ? Optional.empty() : node(fact.read(message));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (!value.get().isMissingNode()) {
                put(root, fact.path(), value.get());
            }
        }
        return Optional.of(root);
    }

    /** Type and message ID count as absent also when they are no text. */
    static boolean isVague(MessageFact fact, AudienceMessage message) {
        return (fact == MessageFact.TYPE || fact == MessageFact.MESSAGE_ID)
                && fact.read(message).shape() == Shape.ABSENT;
    }

    private static Optional<JsonNode> node(FieldValue value) {
        return switch (value.shape()) {
            case ABSENT -> Optional.of(Expression.NODES.missingNode());
            case NULL -> Optional.of(Expression.NODES.nullNode());
            case TEXT -> Optional.of(Expression.NODES.textNode(value.text()));
            case BOOLEAN -> Optional.of(Expression.NODES.booleanNode(Boolean.parseBoolean(value.text())));
            case NUMBER -> number(value.text());
            case SINGLE, COMPOUND, FAILED -> Optional.empty();
        };
    }

    private static Optional<JsonNode> number(String asWritten) {
        try {
            BigDecimal number = new BigDecimal(asWritten);
            boolean integral = asWritten.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
            return Optional.of(
                    integral
                            ? Expression.NODES.numberNode(number.toBigInteger())
                            : Expression.NODES.numberNode(number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void put(ObjectNode root, List<String> path, JsonNode value) {
        ObjectNode parent = root;
        for (String part : path.subList(0, path.size() - 1)) {
            JsonNode child = parent.get(part);
            parent = child == null ? parent.putObject(part) : (ObjectNode) child;
        }
        parent.set(path.get(path.size() - 1), value);
    }
}
