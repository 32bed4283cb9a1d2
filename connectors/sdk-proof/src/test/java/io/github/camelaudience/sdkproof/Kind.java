package io.github.camelaudience.sdkproof;

/** The kinds of segments that the component writes to. */
enum Kind {
    SYNCED("?backend=synced"),
    STANDARD("?backend=standard"),
    BIG("?backend=big");

    private final String options;

    Kind(String options) {
        this.options = options;
    }

    /** Whether an SDK asks a store for its members. */
    boolean isBig() {
        return this != STANDARD;
    }

    /** What the endpoint's address ends with. */
    String options() {
        return options;
    }
}
