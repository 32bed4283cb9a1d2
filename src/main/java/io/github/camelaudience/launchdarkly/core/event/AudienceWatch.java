package io.github.camelaudience.launchdarkly.core.event;

import io.github.camelaudience.launchdarkly.core.event.AudienceEvent.Type;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Notices when a change is of an audience that is new, has another name, or another kind of contexts, or has the name of another
 * audience. What was seen before this process started it knows from the ledger. Thread-safe, and quick for what is not new.
 */
public final class AudienceWatch {

    /** Audiences that are known at a time; the one not seen for the longest time is forgotten first, and asked of the ledger again. */
    private static final int MOST = 10_000;

    /** So many are known without a lock; a power of two. */
    private static final int RECENT = 256;

    /** After a ledger could not be read it is not asked for so long: whoever asks makes all others wait. */
    private static final long PAUSE_MILLIS = 1_000;

    private final MembershipLedger ledger;
    private final LongSupplier clock;
    private final Consumer<AudienceEvent> listener;

    private final Map<AudienceKey, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private boolean loaded;
    /** When the ledger could not be read; {@code null} if that is over. */
    private Long failedAt;

    /** Those that came a moment ago. */
    private final AtomicReferenceArray<Known> recent = new AtomicReferenceArray<>(RECENT);

    /** What is known of an audience, and the time of the newest change that said so. */
    private static final class Known {
        private final AudienceKey key;
        private volatile String name;
        private long namedAt;

        Known(AudienceKey key, String name, long namedAt) {
            this.key = key;
            this.name = name;
            this.namedAt = namedAt;
        }

        boolean is(MembershipChange change) {
            return key.equals(change.slot().audience()) && name.equals(change.audienceName());
        }
    }

    /**
     * Begins to watch.
     *
     * @param ledger   knows the audiences that were written before
     * @param clock    milliseconds since the epoch
     * @param listener is told of each event, on the thread that brings the change and under a lock; must be quick
     */
    public AudienceWatch(MembershipLedger ledger, LongSupplier clock, Consumer<AudienceEvent> listener) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** Takes note of a change. While the ledger cannot be read nothing is noticed. */
    public void saw(MembershipChange change) {
        Known before = recent.get(place(change.slot().audience()));
        if (before == null || !before.is(change)) {
            look(change);
        }
    }

    private static int place(AudienceKey key) {
        return key.hashCode() & RECENT - 1;
    }

    private synchronized void look(MembershipChange change) {
        AudienceKey key = change.slot().audience();
        if ((!loaded || !known.containsKey(key)) && isPausing()) {
            return;
        }
        try {
            load();
            Known found = known.get(key);
            if (found == null) {
                found = meet(key, change);
            } else if (!found.name.equals(change.audienceName()) && isNewer(change, found)) {
                renamed(found, change);
            }
            if (found.is(change)) {
                found.namedAt = Math.max(found.namedAt, change.eventTime());
                recent.set(place(found.key), found);
            }
        } catch (LedgerException e) {
            failedAt = clock.getAsLong(); // it is asked again with a later change
        }
    }

    /** A clock that is set back ends it, too. */
    private boolean isPausing() {
        if (failedAt != null) {
            long passed = clock.getAsLong() - failedAt;
            if (passed >= 0 && passed < PAUSE_MILLIS) {
                return true;
            }
            failedAt = null;
        }
        return false;
    }

    /** The ledger does not say since when a name holds: it counts as of now, so that a change from before does not change it. */
    private void load() {
        if (!loaded) {
            long now = clock.getAsLong();
            for (AudienceState state : ledger.audiences()) {
                if (!state.name().isEmpty()) {
                    add(new Known(state.audience(), state.name(), now));
                }
            }
            loaded = true;
        }
    }

    private void add(Known audience) {
        known.put(audience.key, audience);
        if (known.size() > MOST) {
            Iterator<AudienceKey> eldest = known.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private Known meet(AudienceKey key, MembershipChange change) {
        String name = ledger.audience(key).name();
        if (!name.isEmpty()) {
            Known remembered = new Known(key, name, clock.getAsLong());
            add(remembered);
            if (!name.equals(change.audienceName()) && isNewer(change, remembered)) {
                renamed(remembered, change);
            }
            return remembered;
        }
        Known met = new Known(key, change.audienceName(), change.eventTime());
        List<AudienceEvent> events = newcomer(met);
        add(met);
        events.forEach(listener);
        return met;
    }

    private List<AudienceEvent> newcomer(Known met) {
        List<AudienceEvent> events = new ArrayList<>();
        for (Known other : known.values()) {
            if (!other.key.environment().equals(met.key.environment())) {
                continue;
            }
            if (other.key.audienceId().equals(met.key.audienceId())) {
                events.add(event(
                        Type.CONTEXT_KIND_CHANGED,
                        met.key,
                        "audience " + met.key.audienceId() + " has contexts of kind " + met.key.contextKind()
                                + ", and had contexts of kind " + other.key.contextKind(),
                        Map.of("before", other.key.contextKind(), "after", met.key.contextKind(), "name", met.name)));
            } else if (other.name.equals(met.name)) {
                events.add(event(
                        Type.AUDIENCE_KEY_REUSED,
                        met.key,
                        "audience " + met.key.audienceId() + " has the name \"" + met.name + "\", which audience "
                                + other.key.audienceId() + " has, too: was its key used again?",
                        Map.of("before", other.key.audienceId(), "after", met.key.audienceId(), "name", met.name)));
            }
        }
        if (events.isEmpty()) {
            events.add(event(
                    Type.AUDIENCE_SEEN,
                    met.key,
                    "audience " + met.key.audienceId() + ", named \"" + met.name + "\", is seen for the first time",
                    Map.of("name", met.name)));
        }
        return events;
    }

    private static boolean isNewer(MembershipChange change, Known found) {
        return !change.hasEventTime() || change.eventTime() >= found.namedAt;
    }

    private void renamed(Known found, MembershipChange change) {
        String before = found.name;
        found.name = change.audienceName();
        found.namedAt = Math.max(found.namedAt, change.eventTime());
        listener.accept(event(
                Type.AUDIENCE_RENAMED,
                found.key,
                "audience " + found.key.audienceId() + " is named \"" + found.name + "\", and was \"" + before + "\"",
                Map.of("before", before, "after", found.name)));
    }

    private AudienceEvent event(Type type, AudienceKey key, String text, Map<String, Object> details) {
        return new AudienceEvent(
                type,
                Instant.ofEpochMilli(clock.getAsLong()),
                key.environment(),
                key.audienceId(),
                key.contextKind(),
                text,
                details);
    }
}
