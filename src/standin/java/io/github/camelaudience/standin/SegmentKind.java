package io.github.camelaudience.standin;

/** Tells the kinds of segments apart. A segment's kind is for ever. */
public enum SegmentKind {
    /** rules and at most 15,000 individual targets of several context kinds, changed by semantic patch */
    STANDARD,
    /** a list without bound, of one context kind, changed by {@code /contexts} */
    BIG,
    /** likewise, made and filled by an integration */
    SYNCED;

    /** True for what the API calls {@code unbounded}. */
    public boolean unbounded() {
        return this != STANDARD;
    }
}
