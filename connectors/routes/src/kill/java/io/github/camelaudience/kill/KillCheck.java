package io.github.camelaudience.kill;

import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.ValueHistory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares what the stand-in and the dead-letter topic hold with what the events say. */
final class KillCheck {

    private static final Pattern MESSAGE_ID = Pattern.compile("\"messageId\":\"([^\"]+)\"");

    private final KillPlan plan;
    private final KillEvents events;
    private final String sourceHeader;

    private long lost;
    private long wrong;
    private long duplicates;

    /** Compares; {@code sourceHeader} is what every dead letter must have. */
    KillCheck(KillPlan plan, KillEvents events, String sourceHeader) {
        this.plan = plan;
        this.events = events;
        this.sourceHeader = sourceHeader;
    }

    void memberships(StandIn launchDarkly) {
        Map<Slot, ValueHistory> recorded = new HashMap<>(launchDarkly.histories());
        boolean[][] history = events.history();
        for (int slot = 0; slot < history.length; slot++) {
            ValueHistory applied = recorded.remove(
                    new Slot(launchDarkly.environment(), "user", events.audienceId(slot), events.userId(slot)));
            if (history[slot].length > 0) {
                membership(history[slot], applied);
            } else if (applied != null) {
                wrong++;
            }
        }
        wrong += recorded.size();
    }

    private void membership(boolean[] sent, ValueHistory applied) {
        if (applied == null) {
            lost++;
            return;
        }
        Reread reread = Reread.explaining(sent, applied.values());
        boolean ended = applied.get(applied.size() - 1) == sent[sent.length - 1];
        // a dead member's records are read again once; so are those of members that lose partitions in its wake
        if (!ended || reread == null || reread.stepsBack() > plan.kills() * plan.members()) {
            wrong++;
        } else {
            duplicates += reread.repeats();
        }
    }

    /** Each broken message must be there, with its key and where it is from; a repetition does no harm. */
    void deadLetters(List<ConsumerRecord<byte[], byte[]>> letters) {
        Map<String, ConsumerRecord<byte[], byte[]>> byId = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            Matcher id = MESSAGE_ID.matcher(new String(letter.value(), StandardCharsets.UTF_8));
            if (id.find()) {
                byId.put(id.group(1), letter);
            }
        }
        for (int event = 0; event < events.count(); event++) {
            if (KillEvents.isBroken(event)) {
                ConsumerRecord<byte[], byte[]> letter = byId.remove(KillEvents.messageId(event));
                if (letter == null) {
                    lost++;
                } else if (!isRight(event, letter)) {
                    wrong++;
                }
            }
        }
        wrong += byId.size();
    }

    private boolean isRight(int event, ConsumerRecord<byte[], byte[]> letter) {
        return Arrays.equals(letter.key(), events.key(event))
                && Arrays.equals(letter.value(), events.value(event))
                && letter.headers().lastHeader(sourceHeader) != null;
    }

    /** Slots that never arrived and broken messages that are in no dead letter. */
    long lost() {
        return lost;
    }

    /** Slots with another value than their last event says, or one no order of the events explains; foreign ones. */
    long wrong() {
        return wrong;
    }

    /** Values that slots were given again, at least. */
    long duplicates() {
        return duplicates;
    }
}
