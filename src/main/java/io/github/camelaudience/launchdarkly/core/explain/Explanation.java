package io.github.camelaudience.launchdarkly.core.explain;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tells what would be done with one element of a document, and why. Holds identifiers of people by nature: it is for
 * those who may see the messages themselves, and never for a log.
 *
 * @param path    where the element stands in the document
 * @param facts   what was read, or {@code null} when the element is no message
 * @param fields  the fields of the mapping in a fixed order; empty when the mapping failed
 * @param flag    the membership flag, or {@code null} when no mapping was evaluated
 * @param verdict what comes of it
 * @param rules   by which the verdict or the request differs from those of Segment's destination
 */
public record Explanation(
        String path, Facts facts, List<Field> fields, Flag flag, Verdict verdict, Set<DifferenceRule> rules) {

    public Explanation {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(verdict, "verdict");
        fields = List.copyOf(fields);
        rules = Set.copyOf(rules);
    }

    /**
     * Holds what stands in the message itself.
     *
     * @param messageId   {@code messageId}, or {@code null}
     * @param type        {@code type}, or {@code null}
     * @param eventTime   milliseconds since the epoch, or {@code MembershipChange.NO_EVENT_TIME}
     * @param timeSource  path of the time that counts, or {@code null} when none can be read
     * @param unreadable  paths of the times that come before it, are there and cannot be read; with no time that counts, the
     *                    message counts as happening on arrival (rule D30)
     * @param identifiers paths of the identifiers that the message has
     * @param id          {@code context.personas.computation_id}
     * @param key         {@code context.personas.computation_key}
     * @param kind        {@code context.personas.computation_class}
     */
    public record Facts(
            String messageId,
            String type,
            long eventTime,
            String timeSource,
            List<String> unreadable,
            List<String> identifiers,
            FieldValue id,
            FieldValue key,
            FieldValue kind) {
        public Facts {
            unreadable = List.copyOf(unreadable);
            identifiers = List.copyOf(identifiers);
        }
    }

    /** Tells who says what a field is. */
    public enum Origin {
        /** Segment's default mapping, reading the message. */
        MESSAGE,
        /** The user's mapping. */
        MAPPING,
        /** An option of the endpoint. */
        OPTION,
        /** An exchange property, or a header if they count, by which the route decides for this message. */
        OVERRIDE
    }

    /**
     * Tells of one field.
     *
     * @param name   as Segment's mapping names it
     * @param value  what it came to
     * @param origin who says so
     * @param source the path, the mapping's JSON, or the name of the option that is set or overridden
     */
    public record Field(String name, FieldValue value, Origin origin, String source) {}

    /**
     * Tells of the membership flag.
     *
     * @param value what was found
     * @param path  where it was found or looked for, in the document
     */
    public record Flag(FieldValue value, String path, Origin origin, String source) {}
}
