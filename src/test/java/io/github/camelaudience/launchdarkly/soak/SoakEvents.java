package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.standin.SegmentMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

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
        return "aud_" + audience(slot);
    }

    private String audience(int slot) {
        return "audience_" + slot % audiences;
    }

    String userId(int slot) {
        return "user-" + slot / audiences;
    }

    byte[] body(int[] events, int count) {
        return Arrays.stream(events, 0, count)
                .mapToObj(this::message)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private String message(int event) {
        int slot = slotOf[event];
        return SegmentMessage.identify(userId(slot))
                .messageId("m" + event)
                .at(Instant.ofEpochMilli(START + event))
                .says(audience(slot), valueOf.get(event));
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
