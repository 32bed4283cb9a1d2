package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The changes of one request, kept together while it is sent and sent again. Not thread-safe: its lane owns it. */
final class Batch {

    private static final long UNSUSPECTED = Long.MAX_VALUE;

    private final UpdateTarget target;
    private final String audienceName;
    private volatile List<PendingChange> members;
    private int attempts;
    private boolean faulted;
    /** What this batch is a probe of, or what decides about it. */
    private SpotCheck spotCheck;
    /** The first request after the refusal that this batch is a part of, if that may be about one member's content. */
    private long suspectSince = UNSUSPECTED;
    /** Why it is put aside. */
    private ApiOutcome refusal;

    private long nextRequest;

    Batch(UpdateTarget target, String audienceName, List<PendingChange> members) {
        this.target = target;
        this.audienceName = audienceName;
        this.members = members;
    }

    List<PendingChange> members() {
        return members;
    }

    /**
     * Takes out members that must not be sent. What they superseded comes to their place.
     *
     * @return the members that are new
     */
    List<PendingChange> skip(Map<PendingChange, SkipReason> skipped, Settlements settled) {
        List<PendingChange> remaining = new ArrayList<>(members.size());
        List<PendingChange> promoted = new ArrayList<>();
        for (PendingChange member : members) {
            SkipReason reason = skipped.get(member);
            if (reason == null) {
                remaining.add(member);
                continue;
            }
            PendingChange next = member.detachSuperseded();
            settled.add(member, new Settlement.Skipped(reason));
            if (next != null) {
                remaining.add(next);
                promoted.add(next);
            }
        }
        members = remaining;
        return promoted;
    }

    /** Takes out the members of these slots. */
    List<PendingChange> remove(Set<MembershipSlot> slots) {
        Map<Boolean, List<PendingChange>> parts = members.stream()
                .collect(Collectors.partitioningBy(member -> slots.contains(member.change.slot())));
        members = parts.get(false);
        return parts.get(true);
    }

    /** Takes out what belongs to tickets opened at or before {@code millis}. */
    void expire(long millis, List<PendingChange> expired) {
        List<PendingChange> remaining = new ArrayList<>(members.size());
        for (PendingChange member : members) {
            PendingChange left = member.expire(millis, expired);
            if (left != null) {
                remaining.add(left);
            }
        }
        members = remaining;
    }

    /** Counts the request in every ticket that has a change in it. */
    void countRequest(SegmentUpdate request) {
        Set<Ticket> tickets = Collections.newSetFromMap(new IdentityHashMap<>());
        members.forEach(member -> member.addTicketsTo(tickets));
        tickets.forEach(ticket -> ticket.countRequest(request));
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

    SegmentUpdate request() {
        List<MembershipChange> changes = new ArrayList<>(members.size());
        for (PendingChange member : members) {
            changes.add(member.change);
        }
        return SegmentUpdate.ofOneAudience(target, audienceName, changes);
    }

    /** The two halves, to find the member that is refused (rule D20). */
    List<Batch> halves() {
        int middle = members.size() / 2;
        return List.of(
                new Batch(target, audienceName, new ArrayList<>(members.subList(0, middle))),
                new Batch(target, audienceName, new ArrayList<>(members.subList(middle, members.size()))));
    }

    /** The halves of a batch that was refused as a whole, perhaps for one member's content (rule D28). */
    List<Batch> suspectHalves(long nextRequest) {
        List<Batch> halves = halves();
        halves.forEach(half -> half.suspectSince = Math.min(suspectSince, nextRequest));
        return halves;
    }

    /** Whether it is a part of such a batch. */
    boolean isSuspect() {
        return suspectSince != UNSUSPECTED;
    }

    /** The first request after that batch was refused. */
    long suspectSince() {
        return suspectSince;
    }

    /** It is put aside until it is known whether it is to blame for this; for {@code null}, it no longer is. */
    void setAside(ApiOutcome outcome, long next) {
        refusal = outcome;
        nextRequest = next;
    }

    /** Why it is put aside. */
    ApiOutcome refusal() {
        return refusal;
    }

    /** The first request that was started after it was put aside. */
    long nextRequest() {
        return nextRequest;
    }

    /** One of its members alone, and the others. */
    List<Batch> alone(int index) {
        List<PendingChange> others = new ArrayList<>(members);
        Batch one = new Batch(target, audienceName, new ArrayList<>(List.of(others.remove(index))));
        return List.of(one, new Batch(target, audienceName, others));
    }

    /** The first, the middle and the last member, each alone, then the others, about which these decide. */
    List<Batch> spotCheck(ApiOutcome refusal) {
        SpotCheck check = new SpotCheck(refusal);
        List<PendingChange> others = new ArrayList<>(members);
        List<Batch> parts = new ArrayList<>(SpotCheck.PROBES + 1);
        for (int index : new int[] {members.size() - 1, members.size() / 2, 0}) {
            parts.add(0, new Batch(target, audienceName, new ArrayList<>(List.of(others.remove(index)))));
        }
        parts.add(new Batch(target, audienceName, others));
        parts.forEach(part -> part.spotCheck = check);
        return parts;
    }

    /** It was refused alone. */
    void refusedAlone(ApiOutcome outcome) {
        if (spotCheck != null) {
            spotCheck.refused(outcome);
        }
    }

    /** A spot check has shown that it would be refused. */
    boolean isFoundGuilty() {
        return spotCheck != null && spotCheck.isConclusive();
    }
}
