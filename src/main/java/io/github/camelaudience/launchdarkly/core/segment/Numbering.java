package io.github.camelaudience.launchdarkly.core.segment;

/** Gives the elements of one container their positions. */
final class Numbering {

    private final String container;
    private int next;

    Numbering(String container) {
        this.container = container;
    }

    String container() {
        return container;
    }

    int next() {
        return next++;
    }

    boolean isFresh() {
        return next == 0;
    }
}
