package io.github.camelaudience.launchdarkly.core.json;

import java.util.Arrays;

/** The braces and brackets that are open at one point of a text: one bit each, so that any depth is cheap. */
final class OpenBrackets {

    private static final long[] NONE = {};

    private long top;
    private long[] below = NONE;
    private int depth;
    private int braces;

    boolean isEmpty() {
        return depth == 0;
    }

    void push(boolean brace) {
        if (depth > 0 && depth % Long.SIZE == 0) {
            int word = depth / Long.SIZE - 1;
            if (word == below.length) {
                below = Arrays.copyOf(below, Math.max(4, 2 * below.length));
            }
            below[word] = top;
        }
        top = top << 1 | (brace ? 1 : 0);
        depth++;
        braces += brace ? 1 : 0;
    }

    /** Closes the nearest open bracket of the kind and all within it; {@code false} when none of the kind is open. */
    boolean close(boolean brace) {
        if (brace ? braces == 0 : braces == depth) {
            return false;
        }
        boolean popped;
        do {
            popped = pop();
        } while (popped != brace);
        return true;
    }

    private boolean pop() {
        boolean brace = (top & 1) == 1;
        top >>>= 1;
        depth--;
        if (depth > 0 && depth % Long.SIZE == 0) {
            top = below[depth / Long.SIZE - 1];
        }
        braces -= brace ? 1 : 0;
        return brace;
    }
}
