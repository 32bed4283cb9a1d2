package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One golden vector: what was delivered, and what the reference destination made of it.
 *
 * @param line          the line of the file, for who delivers the case to the component as it is written
 * @param settings      {@code apiKey} and {@code clientId}
 * @param mapping       the fields of the default mapping that are replaced
 * @param unset         the fields of the default mapping that are removed
 * @param single        one event alone, not a batch
 * @param reply         how LaunchDarkly answers
 * @param replyByCohort the same by the {@code cohortId} of the first member
 * @param recorded      what the reference destination did
 */
record VectorCase(
        String id,
        List<String> tags,
        String line,
        Obj settings,
        Obj mapping,
        Set<String> unset,
        boolean single,
        List<Js> events,
        Reply reply,
        Map<String, Reply> replyByCohort,
        Delivery recorded) {

    /** The default mapping with this case's changes. */
    Obj fullMapping() {
        Obj full = DefaultMapping.create();
        mapping.keys().forEach(key -> full.define(key, mapping.own(key)));
        unset.forEach(full::remove);
        return full;
    }

    /** Whether the field is mapped as by default, so our own default takes its place; by rule D32 also when written out. */
    boolean usesDefaultOf(String field, Set<DifferenceRule> rules) {
        Js own = mapping.own(field);
        boolean repeated = rules.contains(DifferenceRule.D32)
                && own != null
                && own.equals(DefaultMapping.create().own(field));
        return (own == null || repeated) && !unset.contains(field);
    }

    /** Whether LaunchDarkly accepts every request. */
    boolean isAnsweredPlainly() {
        return reply == Reply.NO_CONTENT && replyByCohort.isEmpty();
    }

    Reply replyTo(String cohortId) {
        return replyByCohort.getOrDefault(cohortId, reply);
    }

    @Override
    public String toString() {
        return id;
    }
}
