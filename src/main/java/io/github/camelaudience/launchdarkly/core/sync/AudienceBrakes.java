package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.brake.BrakePolicy;
import io.github.camelaudience.launchdarkly.core.brake.BrakedAudience;
import io.github.camelaudience.launchdarkly.core.brake.RemovalBrake;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.json.Sha256;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Joins the brake of an engine to its ledger, which knows sizes and keeps what is held over a restart, and tells of events. */
final class AudienceBrakes {

    private static final String NOTES = "brake/";
    /** With the time until which all removals pass. */
    private static final String RELEASES = "brake-released/";

    private static final int PARTS = 6;

    private final MembershipLedger ledger;
    private final LongSupplier wallClock;
    private final RemovalBrake brake;

    AudienceBrakes(
            BrakePolicy policy,
            MembershipLedger ledger,
            LongSupplier clock,
            LongSupplier wallClock,
            Consumer<AudienceEvent> listener) {
        this.ledger = ledger;
        this.wallClock = wallClock;
        this.brake = new RemovalBrake(policy, ledger::audience, new Notes(), clock, new RemovalBrake.Listener() {
            @Override
            public void held(BrakedAudience audience) {
                listener.accept(event(AudienceEvent.Type.REMOVALS_HELD, audience, audience.describe()));
            }

            @Override
            public void released(BrakedAudience audience) {
                listener.accept(event(
                        AudienceEvent.Type.REMOVALS_RELEASED,
                        audience,
                        "removals of audience " + audience.audience().audienceId()
                                + " were released: for an hour all of them pass"));
            }
        });
    }

    RemovalBrake brake() {
        return brake;
    }

    /** Has what is held in the notes of the ledger. */
    private final class Notes implements RemovalBrake.HeldNotes {

        @Override
        public Optional<BrakedAudience> find(AudienceKey audience) {
            return Optional.ofNullable(ledger.notes(name(audience)).get(name(audience)))
                    .map(text -> held(audience.audienceId(), text));
        }

        @Override
        public List<BrakedAudience> findAll(String audienceId) {
            return ledger.notes(names(audienceId)).values().stream()
                    .map(text -> held(audienceId, text))
                    .toList();
        }

        @Override
        public boolean isStill(BrakedAudience audience) {
            try {
                return find(audience.audience()).isPresent();
            } catch (LedgerException e) {
                return true; // nobody knows better
            }
        }

        @Override
        public void put(BrakedAudience audience) {
            ledger.note(name(audience.audience()), text(audience));
        }

        @Override
        public void release(AudienceKey audience, long millis) {
            ledger.note(RELEASES + path(audience), Long.toString(wallClock.getAsLong() + millis));
            ledger.note(name(audience), null);
        }

        @Override
        public long releasedFor(AudienceKey audience) {
            String name = RELEASES + path(audience);
            try {
                String until = ledger.notes(name).get(name);
                long left = until == null ? 0 : Long.parseLong(until) - wallClock.getAsLong();
                if (until != null && left <= 0) {
                    ledger.note(name, null);
                }
                // a clock that is set back makes it no longer
                return Math.max(0, Math.min(left, RemovalBrake.RELEASED_MILLIS));
            } catch (LedgerException e) {
                return 0; // nobody knows better
            }
        }

        /** Names are short, whatever the ids. */
        private static String names(String audienceId) {
            return NOTES + hash(audienceId) + "/";
        }

        private static String name(AudienceKey audience) {
            return NOTES + path(audience);
        }

        private static String path(AudienceKey audience) {
            return hash(audience.audienceId()) + "/" + hash(audience.contextKind() + " " + audience.environment());
        }

        private static String hash(String text) {
            return Sha256.hex(LedgerText.encode(text).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(BrakedAudience held) {
        return held.leaving() + " " + held.most() + " " + held.size() + " " + held.sizeComplete() + " "
                + held.audience().contextKind() + " " + held.audience().environment();
    }

    private static BrakedAudience held(String audienceId, String text) {
        String[] parts = text.split(" ", PARTS);
        return new BrakedAudience(
                new AudienceKey(parts[5], parts[4], audienceId),
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Boolean.parseBoolean(parts[3]),
                0);
    }

    private AudienceEvent event(AudienceEvent.Type type, BrakedAudience held, String text) {
        return new AudienceEvent(
                type,
                Instant.ofEpochMilli(wallClock.getAsLong()),
                held.audience().environment(),
                held.audience().audienceId(),
                held.audience().contextKind(),
                text,
                Map.of(
                        "leaving", held.leaving(),
                        "most", held.most(),
                        "size", held.size(),
                        "sizeComplete", held.sizeComplete()));
    }
}
