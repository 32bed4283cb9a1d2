package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;

/** Holds one membership in the process: what was accepted last, and who has claimed it. Guarded by the lock of its ledger. */
public final class Cell {

    private static final long NOBODY = 0;

    final MembershipSlot slot;
    /** What belongs to it in its store. */
    final Object room;

    private Mark mark;
    private long claim = NOBODY;
    private long claimedUntil;
    /** The last call that has met it, to see a membership that occurs twice. */
    private long metBy;

    /** Makes a cell that nobody has claimed; {@code mark} may be {@code null}. */
    public Cell(MembershipSlot slot, Mark mark, Object room) {
        this.slot = slot;
        this.mark = mark;
        this.room = room;
    }

    /** Names the membership. */
    public MembershipSlot slot() {
        return slot;
    }

    /** Gives what belongs to it in its store. */
    public Object room() {
        return room;
    }

    /** Gives what was accepted last, or {@code null}. */
    public Mark mark() {
        return mark;
    }

    /** Whether there is a claim that has not been ended; it may have expired. */
    public boolean isClaimed() {
        return claim != NOBODY;
    }

    boolean isClaimedBy(long flight) {
        return claim == flight;
    }

    /** Whether somebody has it whose time has not run out. */
    boolean isHeld(long now) {
        return claim != NOBODY && now < claimedUntil;
    }

    void claim(long flight, long until) {
        claim = flight;
        claimedUntil = until;
    }

    /** Ends whatever claim there is. */
    public void free() {
        claim = NOBODY;
    }

    /** Puts what its store has read again in the place of the mark. */
    public void reread(Mark stored) {
        mark = stored;
    }

    void mark(Mark next) {
        mark = next;
    }

    /** Says whether the same call has met it before. */
    boolean metAgain(long call) {
        boolean again = metBy == call;
        metBy = call;
        return again;
    }

    long claimedUntil() {
        return claimedUntil;
    }

    long claim() {
        return claim;
    }
}
