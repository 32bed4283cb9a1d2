package io.github.camelaudience.sdkproof;

/** The kinds of segments that the component writes to. */
enum Kind {
    SYNCED("");

    private final String options;

    Kind(String options) {
        this.options = options;
    }

    /** Whether an SDK asks a store for its members. */
    boolean isBig() {
        return this == SYNCED;
    }

    /** What the endpoint's address ends with. */
    String options() {
        return options;
    }
}
