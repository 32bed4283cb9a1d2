package io.github.camelaudience.launchdarkly.sources.jms;

import java.util.Locale;
import java.util.Set;

/** What JMS says of the names of properties. AMQP and others say less, and what comes by them may have any. */
final class PropertyName {

    private static final Set<String> WORDS =
            Set.of("null", "true", "false", "not", "and", "or", "between", "like", "in", "is", "escape");

    private PropertyName() {}

    /** Whether a message may be sent with it: names of the broker's own are the broker's to set. */
    static boolean canBeSent(String name) {
        if (name.isEmpty() || WORDS.contains(name.toLowerCase(Locale.ROOT)) || isTheBrokers(name)) {
            return false;
        }
        return Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(Character::isJavaIdentifierPart);
    }

    /** The same for the name of a header: Camel writes dots and hyphens in letters. */
    static boolean canBeSentAsHeader(String name) {
        return canBeSent(name.replace('.', '_').replace('-', '_'));
    }

    private static boolean isTheBrokers(String name) {
        return name.startsWith("JMS_") || name.startsWith("JMSX") && !name.startsWith("JMSXGroup");
    }
}
