package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.ValueHistory;
import java.util.List;
import java.util.Map;

/** Compares what the stand-in recorded with what the messages say. */
final class SoakCheck {

    private long missing;
    private long wrong;
    private long outOfOrder;

    SoakCheck(SoakEvents events, StandIn launchDarkly) {
        Map<Slot, ValueHistory> recorded = launchDarkly.histories();
        boolean[][] history = events.history();
        int seen = 0;
        for (int slot = 0; slot < history.length; slot++) {
            boolean[] sent = history[slot];
            if (sent.length == 0) {
                continue;
            }
            ValueHistory applied = recorded.get(
                    new Slot(launchDarkly.environment(), "user", events.audienceId(slot), events.userId(slot)));
            if (applied == null) {
                missing++;
                continue;
            }
            seen++;
            if (applied.get(applied.size() - 1) != sent[sent.length - 1]) {
                wrong++;
            }
            if (!explains(sent, applied.values())) {
                outOfOrder++;
            }
        }
        wrong += recorded.size() - seen;
    }

    /** Whether the values applied are those sent in their order: some may be left out, each may be repeated. */
    static boolean explains(boolean[] sent, List<Boolean> applied) {
        int position = 0;
        for (boolean value : applied) {
            while (position < sent.length && sent[position] != value) {
                position++;
            }
            if (position == sent.length) {
                return false;
            }
        }
        return true;
    }

    long missing() {
        return missing;
    }

    long wrong() {
        return wrong;
    }

    long outOfOrder() {
        return outOfOrder;
    }
}
