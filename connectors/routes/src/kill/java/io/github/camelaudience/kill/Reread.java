package io.github.camelaudience.kill;

import java.util.List;

/**
 * How the values that a slot took can come from those that were sent: in their order, some left out because a newer one was
 * sent in their place, and now and then a step back, from where it goes on in order again. As few steps back as possible.
 *
 * @param stepsBack how often it goes back to an earlier value
 * @param repeats   values that were given again
 */
record Reread(int stepsBack, int repeats) {

    /** What explains these values, or {@code null} if nothing does. */
    static Reread explaining(boolean[] sent, List<Boolean> applied) {
        int next = 0;
        int furthest = 0;
        int stepsBack = 0;
        int repeats = 0;
        for (int i = 0; i < applied.size(); i++) {
            boolean value = applied.get(i);
            int found = find(sent, next, value);
            if (found == sent.length) {
                // the answer to a request was lost, and it was sent again; or the slot was read again from a commit
                found = findBack(sent, next - 1, value);
                if (found < 0) {
                    return null;
                }
                stepsBack += applied.get(i - 1) == value ? 0 : 1;
            }
            if (found < furthest) {
                repeats++;
            }
            next = found + 1;
            furthest = Math.max(furthest, next);
        }
        return new Reread(stepsBack, repeats);
    }

    private static int find(boolean[] sent, int from, boolean value) {
        int at = from;
        while (at < sent.length && sent[at] != value) {
            at++;
        }
        return at;
    }

    private static int findBack(boolean[] sent, int from, boolean value) {
        int at = from;
        while (at >= 0 && sent[at] != value) {
            at--;
        }
        return at;
    }
}
