package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.api.SegmentTargetsRequest;
import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import java.util.ArrayList;
import java.util.List;

/** The changes of one request, kept together while it is sent and sent again. Not thread-safe: its lane owns it. */
final class Batch {

    private final LaneKey lane;
    private final String audienceName;
    private volatile List<PendingChange> members;
    private int attempts;
    private boolean faulted;

    Batch(LaneKey lane, String audienceName, List<PendingChange> members) {
        this.lane = lane;
        this.audienceName = audienceName;
        this.members = members;
    }

    List<PendingChange> members() {
        return members;
    }

    void retain(List<PendingChange> remaining) {
        members = remaining;
    }

    /** How often it was sent. */
    int attempts() {
        return attempts;
    }

    /** Whether its last attempt failed by a fault of the service or the network. */
    boolean faulted() {
        return faulted;
    }

    void attempted(boolean byFault) {
        attempts++;
        faulted = byFault;
    }

    SegmentTargetsRequest request() {
        List<MembershipChange> changes = new ArrayList<>(members.size());
        for (PendingChange member : members) {
            changes.add(member.change);
        }
        return new SegmentTargetsRequest(
                lane.environment(), lane.contextKind(), lane.audienceId(), audienceName, changes);
    }

    /** The two halves, to find the member that is refused (rule D20). */
    List<Batch> halves() {
        int middle = members.size() / 2;
        return List.of(
                new Batch(lane, audienceName, new ArrayList<>(members.subList(0, middle))),
                new Batch(lane, audienceName, new ArrayList<>(members.subList(middle, members.size()))));
    }
}
