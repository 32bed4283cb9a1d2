package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.Any;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.IsText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Evaluates Segment's subscription language: the trigger of a hosted destination, as it is shown in Segment.
 *
 * <pre>{@code
 * type = "identify" or type = "track"
 * type = "track" and (match(event, "Audience *") or contains(properties.plan, "pro"))
 * context.personas.event_emitter_id = "ee_1" and userId != null
 * }</pre>
 *
 * <p>Fields are {@code type}, {@code event}, {@code name}, {@code userId}, {@code anonymousId}, {@code groupId},
 * {@code messageId}, and everything below {@code context}, {@code properties} and {@code traits}; in a name, a
 * backslash stands before every character but letters, digits, {@code _} and {@code -}. Texts are compared exactly:
 * {@code Track} is not {@code track}. {@link DifferenceRule} says where we differ from the hosted destination.
 */
public final class FqlTrigger implements Trigger {

    private static final Set<String> DEFAULT_TYPES = Set.of("identify", "track");

    private final Condition condition;
    private final Trigger fast;
    private final List<String> warnings;

    private FqlTrigger(FqlParser.Parsed parsed) {
        this.condition = parsed.condition();
        this.warnings = parsed.warnings();
        this.fast = isDefault(condition) ? IDENTIFY_OR_TRACK : message -> condition.test(new Fields(message));
    }

    /**
     * Reads a trigger.
     *
     * @throws InvalidTriggerException when it is not FQL; the message points at the column
     */
    public static FqlTrigger compile(String fql) {
        return new FqlTrigger(FqlParser.parse(fql));
    }

    @Override
    public boolean matches(AudienceMessage message) {
        return fast.matches(message);
    }

    /** Tells where the hosted destination would read this trigger differently, each with its column. */
    public List<String> warnings() {
        return warnings;
    }

    /** Tells whether a message that matches is conceivable; {@code false} only where that is certain. */
    public boolean canMatch() {
        return fast == IDENTIFY_OR_TRACK || Feasibility.of(condition);
    }

    private static boolean isDefault(Condition condition) {
        return condition instanceof Any any
                && any.parts().size() == 2
                && any.parts().stream()
                        .filter(part -> part instanceof IsText text
                                && !text.negated()
                                && text.field().toFql().equals("type"))
                        .map(part -> ((IsText) part).expected())
                        .collect(Collectors.toSet())
                        .equals(DEFAULT_TYPES);
    }

    /** The trigger as FQL, spaced and parenthesised in one way. */
    @Override
    public String toString() {
        return condition.toFql();
    }
}
