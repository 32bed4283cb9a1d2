package io.github.camelaudience.launchdarkly.soak;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * The messages of a soak and what they come to: event number <i>n</i> happens at millisecond <i>n</i>, so the times of each
 * slot increase. Immutable.
 */
final class SoakEvents {

    private static final long START = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();
    /** How often a slot changes: some with every message, some hardly ever. */
    private static final double[] RESTLESSNESS = {1, 0.5, 0.1, 0.02};

    private final int audiences;
    private final int[] slotOf;
    private final BitSet valueOf;
    private final int slots;

    SoakEvents(SoakPlan plan) {
        audiences = plan.audiences();
        slots = plan.slots();
        slotOf = new int[plan.events()];
        valueOf = new BitSet(plan.events());
        BitSet now = new BitSet(slots);
        SplittableRandom random = new SplittableRandom(plan.seed());
        for (int event = 0; event < slotOf.length; event++) {
            int slot = random.nextInt(slots);
            slotOf[event] = slot;
            if (random.nextDouble() < RESTLESSNESS[slot % RESTLESSNESS.length]) {
                now.flip(slot);
            }
            valueOf.set(event, now.get(slot));
        }
    }

    int count() {
        return slotOf.length;
    }

    int slotOf(int event) {
        return slotOf[event];
    }

    String audienceId(int slot) {
        return "aud_" + slot % audiences;
    }

    String userId(int slot) {
        return "user-" + slot / audiences;
    }

    /** Segment's message for an event. */
    void appendTo(StringBuilder json, int event) {
        int slot = slotOf[event];
        String key = "audience_" + slot % audiences;
        json.append("{\"messageId\":\"m")
                .append(event)
                .append("\",\"type\":\"identify\",\"userId\":\"")
                .append(userId(slot))
                .append("\",\"timestamp\":\"")
                .append(Instant.ofEpochMilli(START + event))
                .append("\",\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"")
                .append(audienceId(slot))
                .append("\",\"computation_key\":\"")
                .append(key)
                .append("\"}},\"traits\":{\"")
                .append(key)
                .append("\":")
                .append(valueOf.get(event))
                .append("}}");
    }

    byte[] body(int[] events, int count) {
        StringBuilder json = new StringBuilder(count * 320).append('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.append(',');
            }
            appendTo(json, events[i]);
        }
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The values of each slot, in order; empty for a slot without events. */
    boolean[][] history() {
        int[] sizes = new int[slots];
        for (int slot : slotOf) {
            sizes[slot]++;
        }
        boolean[][] values = new boolean[slots][];
        Arrays.setAll(values, slot -> new boolean[sizes[slot]]);
        int[] next = new int[slots];
        for (int event = 0; event < slotOf.length; event++) {
            int slot = slotOf[event];
            values[slot][next[slot]++] = valueOf.get(event);
        }
        return values;
    }
}
