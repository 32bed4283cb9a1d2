package io.github.camelaudience.kill;

import io.github.camelaudience.standin.SegmentMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The records of a run and what they come to: event number <i>n</i> happens at millisecond <i>n</i>. A slot is a user in an
 * audience. Immutable.
 */
final class KillEvents {

    private static final long START = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();
    /** How often a slot changes: some with every message, some now and then. */
    private static final double[] RESTLESSNESS = {1, 1, 0.5, 0.1};

    private static final int ONE_BROKEN_IN = 997;
    private static final int ONE_TOMBSTONE_IN = 499;

    private final int audiences;
    private final int slots;
    private final int[] slotOf;
    private final BitSet valueOf;

    KillEvents(KillPlan plan) {
        audiences = plan.audiences();
        slots = plan.users() * audiences;
        slotOf = new int[plan.events()];
        valueOf = new BitSet(plan.events());
        BitSet now = new BitSet(slots);
        SplittableRandom random = new SplittableRandom(plan.seed());
        for (int event = 0; event < slotOf.length; event++) {
            int slot = random.nextInt(slots);
            slotOf[event] = slot;
            if (isChange(event) && random.nextDouble() < RESTLESSNESS[slot % RESTLESSNESS.length]) {
                now.flip(slot);
            }
            valueOf.set(event, now.get(slot));
        }
    }

    int count() {
        return slotOf.length;
    }

    static boolean isBroken(int event) {
        return event % ONE_BROKEN_IN == 1;
    }

    private static boolean isTombstone(int event) {
        return event % ONE_TOMBSTONE_IN == 2;
    }

    private static boolean isChange(int event) {
        return !isBroken(event) && !isTombstone(event);
    }

    int slots() {
        return slots;
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

    static String messageId(int event) {
        return "m-" + event;
    }

    /** The user id. */
    byte[] key(int event) {
        return userId(slotOf[event]).getBytes(StandardCharsets.UTF_8);
    }

    /** Segment's message; or {@code null} for a tombstone. */
    byte[] value(int event) {
        if (isTombstone(event)) {
            return null;
        }
        int slot = slotOf[event];
        return SegmentMessage.identify(userId(slot))
                .messageId(messageId(event))
                .at(Instant.ofEpochMilli(START + event))
                .says(audience(slot), isBroken(event) ? "17" : valueOf.get(event))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The values of each slot, in order; empty for a slot without changes. */
    boolean[][] history() {
        int[] sizes = new int[slots];
        IntStream.range(0, count()).filter(KillEvents::isChange).forEach(event -> sizes[slotOf[event]]++);
        boolean[][] values = new boolean[slots][];
        Arrays.setAll(values, slot -> new boolean[sizes[slot]]);
        int[] next = new int[slots];
        IntStream.range(0, count()).filter(KillEvents::isChange).forEach(event -> {
            int slot = slotOf[event];
            values[slot][next[slot]++] = valueOf.get(event);
        });
        return values;
    }
}
