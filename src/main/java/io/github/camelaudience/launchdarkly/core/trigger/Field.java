package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A field that a condition tests.
 *
 * @param path from the root of the message
 * @param fact the fact that stands there, when the message already holds it
 */
record Field(JsonPath path, Optional<MessageFact> fact) {

    /** Fields that stand for themselves. */
    static final Set<String> PLAIN = Set.of("type", "event", "name", "userId", "anonymousId", "groupId", "messageId");

    /** Fields that hold others. */
    static final Set<String> NESTED = Set.of("context", "properties", "traits");

    Field(JsonPath path) {
        this(path, MessageFact.at(path.parts()));
    }

    String root() {
        return path.parts().get(0);
    }

    /** As FQL, with a backslash before what a path cannot hold otherwise. */
    String toFql() {
        return path.parts().stream().map(Field::escaped).collect(Collectors.joining("."));
    }

    private static String escaped(String part) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (!FqlLexer.isNamePart(c)) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.toString();
    }
}
