package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.Location;

/** Gives the elements of one container their positions. */
final class Numbering {

    private final String container;
    private int next;

    Numbering(Location container) {
        this.container = container.path();
    }

    Location next() {
        return new Location(container, next++);
    }

    boolean isFresh() {
        return next == 0;
    }
}
