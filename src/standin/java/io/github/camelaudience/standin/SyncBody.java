package io.github.camelaudience.standin;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The body of a {@code segment-audiences} request as the published parser reads it. Of a body that fails the parser it
 * holds what could be read, so that faults can still be aimed at it.
 *
 * @param environmentId the client-side ID, empty when the body has none
 * @param contextKind   the context kind, {@code user} when the body has none
 * @param members       the readable elements, in array order
 */
public record SyncBody(String environmentId, String contextKind, List<Member> members) {

    static final SyncBody EMPTY = new SyncBody("", "user", List.of());

    /** True if an element speaks of this audience. */
    public boolean names(String cohortId) {
        return members.stream().anyMatch(member -> member.cohortId().equals(cohortId));
    }

    /** True if an element carries this context key. */
    public boolean carries(String userId) {
        return members.stream().anyMatch(member -> member.userId().equals(userId));
    }

    /** The lanes this request travels in: one, unless it mixes audiences. */
    public Set<Lane> lanes() {
        Set<Lane> lanes = new LinkedHashSet<>();
        String last = null;
        for (Member member : members) {
            if (!member.cohortId().equals(last)) {
                last = member.cohortId();
                lanes.add(new Lane(environmentId, contextKind, last));
            }
        }
        return lanes;
    }

    /** The memberships that this request would change. */
    Set<Slot> slots() {
        Set<Slot> slots = new HashSet<>();
        members.forEach(member -> slots.add(new Slot(environmentId, contextKind, member.cohortId(), member.userId())));
        return slots;
    }
}
