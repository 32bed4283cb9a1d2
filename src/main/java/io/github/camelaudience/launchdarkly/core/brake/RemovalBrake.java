package io.github.camelaudience.launchdarkly.core.brake;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Holds the removals of an audience when more people leave it within an hour than a policy lets (rule D37), until somebody releases
 * it. What is counted is what is about to be sent; who comes back counts no more. Keeps no change: whoever asks must not send
 * what is held. Thread-safe.
 */
public final class RemovalBrake {

    /** How long an audience that was released is not looked at, in milliseconds: one hour. */
    public static final long RELEASED_MILLIS = 3_600_000;

    /** Whether somebody else holds an audience, or has released it, is looked at that often, in milliseconds. */
    private static final long LOOK_MILLIS = 5_000;
    /** Audiences that are counted at a time; the one that lost somebody the longest time ago is forgotten first. */
    private static final int MOST_AUDIENCES = 10_000;
    /** People who are known by name at a time, over all audiences. */
    private static final int MOST_NAMED = 500_000;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Is told when a hold begins and ends. Called with no lock of delivery held; must be quick. */
    public interface Listener {

        /** Tells nobody. */
        Listener SILENT = new Listener() {};

        /** Takes note that the removals of an audience are held from now on. */
        default void held(BrakedAudience audience) {}

        /** Takes note that somebody has released an audience. */
        default void released(BrakedAudience audience) {}
    }

    /**
     * Keeps what is held for whoever else holds the same audiences, now or after a restart. What it throws comes out of the brake's methods
     * when nothing has changed yet.
     */
    public interface HeldNotes {

        /** Keeps nothing. */
        HeldNotes NONE = new HeldNotes() {};

        /** Gives what is noted of an audience. */
        default Optional<BrakedAudience> find(AudienceKey audience) {
            return Optional.empty();
        }

        /** Gives what is noted of all audiences with this id. */
        default List<BrakedAudience> findAll(String audienceId) {
            return List.of();
        }

        /** Tells whether a hold that began here is still noted. */
        default boolean isStill(BrakedAudience audience) {
            return true;
        }

        /** Notes a hold. */
        default void put(BrakedAudience audience) {}

        /** Removes the note of a hold, and notes that all removals pass for so many milliseconds. */
        default void release(AudienceKey audience, long millis) {}

        /** Tells for how many milliseconds more all removals pass because somebody has released the audience; 0 if they do not. */
        default long releasedFor(AudienceKey audience) {
            return 0;
        }
    }

    private final BrakePolicy policy;
    private final HeldNotes notes;
    private final Function<AudienceKey, AudienceState> sizes;
    private final LongSupplier clock;
    private final Listener listener;

    private final Map<AudienceKey, RecentRemovals> recent = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<AudienceKey, Long> releasedUntil = new LinkedHashMap<>();
    private final Map<AudienceKey, BrakedAudience> held = new ConcurrentHashMap<>();
    /** When it was looked last whether somebody else has released an audience. */
    private final Map<AudienceKey, Long> looked = new ConcurrentHashMap<>();

    private int named;

    /**
     * Makes a brake that has counted nothing.
     *
     * @param policy   how many may leave
     * @param sizes    tells how large an audience is; what it throws comes out of {@link #admit}, and nothing is counted
     * @param notes    keeps what is held
     * @param clock    milliseconds that never go back
     * @param listener is told of holds
     */
    public RemovalBrake(
            BrakePolicy policy,
            Function<AudienceKey, AudienceState> sizes,
            HeldNotes notes,
            LongSupplier clock,
            Listener listener) {
        this.notes = Objects.requireNonNull(notes, "notes");
        this.policy = Objects.requireNonNull(policy, "policy");
        this.sizes = Objects.requireNonNull(sizes, "sizes");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** Makes a brake that holds nothing. */
    public static RemovalBrake off() {
        return new RemovalBrake(BrakePolicy.OFF, AudienceState::unknown, HeldNotes.NONE, () -> 0, Listener.SILENT);
    }

    /**
     * Counts removals that are about to be sent, all or none of them.
     *
     * @param leaving the context keys
     * @return why they must not be sent; empty when they may
     */
    public Optional<BrakedAudience> admit(AudienceKey audience, Collection<String> leaving) {
        if (policy.isOff() || leaving.isEmpty()) {
            return Optional.empty();
        }
        BrakedAudience begun;
        synchronized (this) {
            Optional<BrakedAudience> known = held(audience);
            if (known.isPresent()) {
                return known;
            }
            long now = clock.getAsLong();
            if (isReleased(audience, now)) {
                return Optional.empty();
            }
            begun = noted(audience, now);
            if (begun == null) {
                begun = count(audience, leaving, now);
                long passes = begun == null ? 0 : notes.releasedFor(audience);
                if (passes > 0) {
                    letPass(audience, now, passes);
                    return Optional.empty();
                }
                if (begun != null) {
                    notes.put(begun);
                }
            }
            if (begun != null) {
                hold(begun, now);
            }
        }
        if (begun != null) {
            listener.held(begun);
        }
        return Optional.ofNullable(begun);
    }

    /** What was held before this brake has counted anybody of the audience, or is held by others meanwhile. */
    private BrakedAudience noted(AudienceKey audience, long now) {
        RecentRemovals removals = recent.get(audience);
        if (removals != null && now - removals.lookedAt() < LOOK_MILLIS) {
            return null;
        }
        BrakedAudience noted = notes.find(audience).orElse(null);
        if (removals != null) {
            removals.looked(now);
        }
        return noted;
    }

    private void hold(BrakedAudience begun, long now) {
        looked.put(begun.audience(), now);
        held.put(begun.audience(), begun);
    }

    private BrakedAudience count(AudienceKey audience, Collection<String> leaving, long now) {
        RecentRemovals removals = of(audience, now);
        long[] keys = leaving.stream().mapToLong(RemovalBrake::hash).distinct().toArray();
        long more = 0;
        for (long key : keys) {
            more += removals.has(key) ? 0 : 1;
        }
        long count = removals.count() + more;
        if (count > policy.minimum() && (policy.holds(count, removals.largestSize()) || !removals.hasSize())) {
            AudienceState state = sizes.apply(audience);
            removals.size(state.members());
            if (policy.holds(count, removals.largestSize())) {
                long size = removals.largestSize();
                return new BrakedAudience(
                        audience,
                        count,
                        policy.most(size),
                        size,
                        state.seededAt().isPresent(),
                        now);
            }
        }
        for (long key : keys) {
            int before = removals.named();
            removals.left(key, named < MOST_NAMED);
            named += removals.named() - before;
        }
        return null;
    }

    private RecentRemovals of(AudienceKey audience, long now) {
        RecentRemovals removals = recent.get(audience);
        if (removals == null) {
            removals = new RecentRemovals();
            removals.looked(now);
            removals.advance(now);
            removals.size(sizes.apply(audience).members());
            recent.put(audience, removals);
            forget(now);
            return removals;
        }
        advance(removals, now);
        return removals;
    }

    private void advance(RecentRemovals removals, long now) {
        int before = removals.named();
        removals.advance(now);
        named += removals.named() - before;
    }

    private void forget(long now) {
        if (recent.size() <= MOST_AUDIENCES) {
            return;
        }
        recent.values().forEach(each -> advance(each, now));
        recent.values().removeIf(each -> each.count() == 0);
        if (recent.size() > MOST_AUDIENCES) {
            forget(recent.keySet().iterator().next());
        }
    }

    private void forget(AudienceKey audience) {
        RecentRemovals forgotten = recent.remove(audience);
        named -= forgotten == null ? 0 : forgotten.named();
    }

    private boolean isReleased(AudienceKey audience, long now) {
        Long until = releasedUntil.get(audience);
        if (until != null && until <= now) {
            releasedUntil.remove(audience);
            return false;
        }
        return until != null;
    }

    /** Tells whether the policy lets everybody leave. */
    public boolean isOff() {
        return policy.isOff();
    }

    /** Notes that people have entered audiences: who had left them counts no more. */
    public void entered(List<MembershipSlot> entered) {
        change(entered, RecentRemovals::back);
    }

    /** Notes that somebody did not leave who was counted just now: LaunchDarkly has refused the request. */
    public void stayed(MembershipSlot slot) {
        change(List.of(slot), RecentRemovals::stayed);
    }

    private interface Correction {
        void make(RecentRemovals removals, long key);
    }

    private synchronized void change(List<MembershipSlot> slots, Correction correction) {
        if (recent.isEmpty()) {
            return;
        }
        AudienceKey last = null;
        RecentRemovals removals = null;
        for (MembershipSlot slot : slots) {
            if (!slot.audience().equals(last)) {
                last = slot.audience();
                removals = recent.get(last);
                if (removals != null) {
                    advance(removals, clock.getAsLong());
                }
            }
            if (removals != null) {
                int before = removals.named();
                correction.make(removals, hash(slot.contextKey()));
                named += removals.named() - before;
            }
        }
    }

    /** Tells why removals of this audience are held; empty when they are not. */
    public Optional<BrakedAudience> held(AudienceKey audience) {
        BrakedAudience known = held.isEmpty() ? null : held.get(audience);
        if (known == null) {
            return Optional.empty();
        }
        long now = clock.getAsLong();
        if (now - looked.getOrDefault(audience, now) >= LOOK_MILLIS) {
            looked.put(audience, now);
            if (!notes.isStill(known)) {
                long passes = notes.releasedFor(audience);
                synchronized (this) {
                    letPass(audience, now, passes > 0 ? passes : RELEASED_MILLIS);
                }
                listener.released(known);
                return Optional.empty();
            }
        }
        return Optional.of(known);
    }

    /** Tells whether any audience is held. */
    public boolean isAnyHeld() {
        return !held.isEmpty();
    }

    /** Tells of all audiences that are held, in no order. */
    public List<BrakedAudience> held() {
        return List.copyOf(held.values());
    }

    /**
     * Lets the removals of an audience pass for an hour, after which they are counted anew. Does so for each environment and context kind
     * in which it is held.
     *
     * @return those that were held; empty when none was
     */
    public List<BrakedAudience> release(String audienceId) {
        Map<AudienceKey, BrakedAudience> wanted = new LinkedHashMap<>();
        notes.findAll(audienceId).forEach(each -> wanted.put(each.audience(), each));
        held.values().stream()
                .filter(each -> each.audience().audienceId().equals(audienceId))
                .forEach(each -> wanted.put(each.audience(), each));
        return release(wanted.values());
    }

    private List<BrakedAudience> release(Collection<BrakedAudience> wanted) {
        List<BrakedAudience> released = new ArrayList<>();
        synchronized (this) {
            long now = clock.getAsLong();
            for (BrakedAudience each : wanted) {
                notes.release(each.audience(), RELEASED_MILLIS);
                letPass(each.audience(), now, RELEASED_MILLIS);
                released.add(each);
            }
        }
        released.forEach(listener::released);
        return released;
    }

    private void letPass(AudienceKey audience, long now, long millis) {
        releasedUntil.values().removeIf(until -> until <= now);
        held.remove(audience);
        looked.remove(audience);
        releasedUntil.put(audience, now + millis);
        forget(audience);
    }

    private static long hash(String contextKey) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < contextKey.length(); i++) {
            hash = (hash ^ contextKey.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
