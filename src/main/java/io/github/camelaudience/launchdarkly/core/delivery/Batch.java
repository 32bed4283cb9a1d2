package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The changes of one request, kept together while it is sent and sent again. Not thread-safe: its lane owns it. */
final class Batch {

    private static final long UNSUSPECTED = Long.MAX_VALUE;

    private final UpdateTarget target;
    private final Map<String, String> audienceNames;
    /** The members whose slots it has; some may have left it since. */
    private List<PendingChange> held = List.of();

    private long notBefore;
    private long startedAt;
    private volatile List<PendingChange> members;
    private int attempts;
    private boolean faulted;
    private boolean asked = true;
    /** What this batch is a probe of, or what decides about it. */
    private SpotCheck spotCheck;
    /** The first request after the refusal that this batch is a part of, if that may be about one member's content. */
    private long suspectSince = UNSUSPECTED;
    /** Why it is put aside. */
    private ApiOutcome refusal;

    private long nextRequest;
    /** What the ledger gave it for its last attempt, until that is concluded; {@code null} for nothing. */
    private Claim claim;
    /** What LaunchDarkly accepted and the ledger has not taken note of yet, or {@code null}. */
    private Unrecorded unrecorded;
    /** It is in its lane, to go again. */
    private boolean waiting;

    /** What is said of members that no ledger can hold. */
    private static final ApiOutcome UNFIT = ApiOutcome.unsent(
            Disposition.REFUSED,
            "its context key, or environment, kind and audience id together, are longer than the "
                    + LedgerText.MOST_BYTES + " bytes that the ledger can hold");

    /**
     * Is an answer that the ledger must still be told.
     *
     * @param outcome    what LaunchDarkly answered
     * @param acceptance what the ledger is told
     */
    record Unrecorded(ApiOutcome outcome, Acceptance acceptance) {}

    /** Makes a batch; {@code audienceNames} by the audiences' ids, of all of its members or more. */
    Batch(UpdateTarget target, Map<String, String> audienceNames, List<PendingChange> members) {
        this.target = target;
        this.audienceNames = audienceNames;
        this.members = members;
    }

    List<PendingChange> members() {
        return members;
    }

    /** It has the slots of all its members from now on. */
    List<PendingChange> hold() {
        held = members;
        return held;
    }

    /** It has no slot any more; those it had. */
    List<PendingChange> letGo() {
        List<PendingChange> before = held;
        held = List.of();
        return before;
    }

    /** When it may go. */
    long notBefore() {
        return notBefore;
    }

    void waitUntil(long millis) {
        notBefore = millis;
    }

    /** When it was started last. */
    long startedAt() {
        return startedAt;
    }

    void started(long now) {
        startedAt = now;
    }

    /**
     * Takes out members that must not be sent now, and settles those that never need to be. What these superseded comes to their place.
     *
     * @param busy takes those that somebody else is writing; the batch has their slots no longer
     * @return whether there are members that are new
     */
    boolean withhold(Map<PendingChange, Withheld> withheld, List<PendingChange> busy, Settlements settled) {
        List<PendingChange> remaining = new ArrayList<>(members.size());
        boolean promoted = false;
        for (PendingChange member : members) {
            Withheld reason = withheld.get(member);
            if (reason == null) {
                remaining.add(member);
                continue;
            }
            switch (reason) {
                case STALE, DUPLICATE -> {
                    if (member.isApplied()) {
                        settled.add(member, Settlement.ACCEPTED);
                        continue;
                    }
                    PendingChange next = member.detachSuperseded();
                    settled.add(member, new Settlement.Skipped(SkipReason.valueOf(reason.name())));
                    if (next != null) {
                        remaining.add(next);
                        promoted = true;
                    }
                }
                case UNFIT -> settled.add(member, new Settlement.Refused(UNFIT));
                case BUSY -> busy.add(member);
            }
        }
        members = remaining;
        if (!busy.isEmpty()) {
            Set<MembershipSlot> slots = new HashSet<>();
            busy.forEach(member -> slots.add(member.change.slot()));
            List<PendingChange> others = new ArrayList<>(held);
            others.removeIf(member -> slots.contains(member.change.slot()));
            held = others;
        }
        return promoted;
    }

    /** What its members change, in their order. */
    List<MembershipChange> changes() {
        List<MembershipChange> changes = new ArrayList<>(members.size());
        members.forEach(member -> changes.add(member.change));
        return changes;
    }

    /** It has the claim from now on, until it is {@code null}. */
    void claimed(Claim next) {
        claim = next;
    }

    Claim claim() {
        return claim;
    }

    /** The ledger must be told this; {@code null} when it knows. */
    void unrecorded(Unrecorded answer) {
        unrecorded = answer;
    }

    Unrecorded unrecorded() {
        return unrecorded;
    }

    /** Whether it goes again. */
    boolean isWaiting() {
        return waiting;
    }

    void waiting(boolean again) {
        waiting = again;
    }

    UpdateTarget target() {
        return target;
    }

    /** Takes out the members of these slots. */
    List<PendingChange> remove(Set<MembershipSlot> slots) {
        Map<Boolean, List<PendingChange>> parts =
                members.stream().collect(Collectors.partitioningBy(member -> slots.contains(member.change.slot())));
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

    /** Takes out what {@code chosen} chooses. */
    void clear(Predicate<PendingChange> chosen, List<PendingChange> cleared) {
        List<PendingChange> remaining = new ArrayList<>(members.size());
        members.forEach(member -> (chosen.test(member) ? cleared : remaining).add(member));
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
        asked = true;
    }

    /** An attempt came to nothing because of the ledger: LaunchDarkly has not said anything new. */
    void notAsked() {
        attempts++;
        faulted = false;
        asked = false;
    }

    /** Whether LaunchDarkly was asked in the last attempt. */
    boolean wasAsked() {
        return asked;
    }

    /** The request that carries them; {@code changes} are those of its members. */
    SegmentUpdate request(List<MembershipChange> changes) {
        Map<String, String> names = new HashMap<>();
        String before = null;
        for (PendingChange member : members) {
            String audience = audienceOf(member);
            if (!audience.equals(before)) {
                names.putIfAbsent(audience, audienceNames.get(audience));
                before = audience;
            }
        }
        return new SegmentUpdate(target, names, changes);
    }

    /** The two halves, to find the member that is refused (rule D20). */
    List<Batch> halves() {
        int middle = members.size() / 2;
        return List.of(
                new Batch(target, audienceNames, new ArrayList<>(members.subList(0, middle))),
                new Batch(target, audienceNames, new ArrayList<>(members.subList(middle, members.size()))));
    }

    /** Whether its members are of more than one audience. */
    boolean isOfSeveralAudiences() {
        return target.audienceId() == null
                && members.stream().anyMatch(member -> !audienceOf(member).equals(audienceOf(members.get(0))));
    }

    private static String audienceOf(PendingChange member) {
        return member.change.slot().audienceId();
    }

    /**
     * Two parts none of which has members of an audience that the other has, as equal as they can be; of several audiences. Halved
     * again and again, an audience is alone after no more than two steps beyond what its share of the members takes.
     */
    List<Batch> audienceHalves() {
        Map<String, List<PendingChange>> byAudience = new LinkedHashMap<>();
        members.forEach(member -> byAudience
                .computeIfAbsent(audienceOf(member), audience -> new ArrayList<>())
                .add(member));
        List<PendingChange> first = new ArrayList<>();
        List<PendingChange> second = new ArrayList<>();
        for (List<PendingChange> audience : byAudience.values()) {
            int with = first.size() + audience.size();
            boolean nearer = Math.abs(2 * with - members.size()) < Math.abs(2 * first.size() - members.size());
            (second.isEmpty() && (first.isEmpty() || nearer) ? first : second).addAll(audience);
        }
        return List.of(new Batch(target, audienceNames, first), new Batch(target, audienceNames, second));
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
        Batch one = new Batch(target, audienceNames, new ArrayList<>(List.of(others.remove(index))));
        return List.of(one, new Batch(target, audienceNames, others));
    }

    /** The first, the middle and the last member, each alone, then the others, about which these decide. */
    List<Batch> spotCheck(ApiOutcome refusal) {
        SpotCheck check = new SpotCheck(refusal);
        List<PendingChange> others = new ArrayList<>(members);
        List<Batch> parts = new ArrayList<>(SpotCheck.PROBES + 1);
        for (int index : new int[] {members.size() - 1, members.size() / 2, 0}) {
            parts.add(0, new Batch(target, audienceNames, new ArrayList<>(List.of(others.remove(index)))));
        }
        parts.add(new Batch(target, audienceNames, others));
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
