package io.github.camelaudience.launchdarkly.core.launchdarkly.standard;

import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentDocument;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parts the members of an update into those that the segment has room for and those that it has none for. Who leaves makes room, who is
 * in it already takes none, and of the others those come first that stand first.
 *
 * @param fitting   are sent
 * @param excessive are not
 */
record Room(List<MembershipChange> fitting, List<MembershipChange> excessive) {

    /**
     * Counts against what the segment holds now.
     *
     * @param most the most targets of a segment
     */
    static Room in(SegmentDocument document, List<MembershipChange> members, int most) {
        Map<String, Set<String>> present = document.members();
        long leaving = members.stream()
                .filter(member -> !member.included() && SegmentDocument.isIn(present, member.slot()))
                .count();
        long room = most - document.targets() + leaving;
        List<MembershipChange> fitting = new ArrayList<>(members.size());
        List<MembershipChange> excessive = new ArrayList<>();
        for (MembershipChange member : members) {
            boolean needsRoom = member.included() && !SegmentDocument.isIn(present, member.slot());
            if (!needsRoom || room-- > 0) {
                fitting.add(member);
            } else {
                excessive.add(member);
            }
        }
        return new Room(fitting, excessive);
    }
}
