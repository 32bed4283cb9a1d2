package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.ReadBack;
import java.util.List;

/**
 * Tells how what is believed compares with LaunchDarkly. It names people: not for logs.
 *
 * @param environment client-side ID of the environment
 * @param people      one for each person of the question, in its order
 * @param audiences   one for each audience of the question, in its order
 * @param requests    how many requests it took
 */
public record AuditReport(String environment, List<OfPerson> people, List<OfAudience> audiences, int requests) {

    /** Says how one comparison came out. */
    public enum Result {
        /** LaunchDarkly has what is believed. */
        same,
        /** It has something else. */
        drift,
        /** It could not be compared. */
        unknown
    }

    /**
     * Compares the memberships of one context.
     *
     * @param contextKind its kind
     * @param contextKey  its key
     * @param memberships one for each audience
     * @param unmatched   synced segments that are none of these audiences' by their keys; empty if all were found
     */
    public record OfPerson(
            String contextKind,
            String contextKey,
            List<OfMembership> memberships,
            List<ReadBack.Membership> unmatched) {}

    /**
     * Compares one membership.
     *
     * @param audienceId   the audience
     * @param segmentKey   the key of its segment; {@code null} if it is not known
     * @param believed     what is believed or expected; {@code null} for nothing
     * @param launchDarkly what LaunchDarkly says; {@code null} for nothing
     * @param result       how they compare
     * @param why          why that is not known, or what is remarkable; {@code null} for nothing
     */
    public record OfMembership(
            String audienceId, String segmentKey, Boolean believed, Boolean launchDarkly, Result result, String why) {}

    /**
     * Compares the number of an audience's members.
     *
     * @param audienceId   the audience
     * @param segmentKey   the key of its segment; {@code null} if it is not known
     * @param believed     what is believed or expected; {@code null} for nothing
     * @param launchDarkly what LaunchDarkly says; {@code null} for nothing
     * @param result       how they compare
     * @param why          why that is not known; {@code null} for nothing
     */
    public record OfAudience(
            String audienceId, String segmentKey, Long believed, Long launchDarkly, Result result, String why) {}

    /** Counts the comparisons that came out so, of memberships and of numbers. */
    public int count(Result result) {
        long memberships = people.stream()
                .flatMap(person -> person.memberships.stream())
                .filter(membership -> membership.result == result)
                .count();
        return (int) (memberships
                + audiences.stream()
                        .filter(audience -> audience.result == result)
                        .count());
    }
}
