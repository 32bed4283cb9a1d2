package io.github.camelaudience.launchdarkly.segment;

/**
 * The envelopes around an element.
 *
 * @param envelopes how many there are
 * @param shared    the context they give to the element, or {@code null}
 */
record Scope(int envelopes, SharedContext shared) {

    /** No envelope at all. */
    static final Scope DOCUMENT = new Scope(0, null);

    Scope within(SharedContext context) {
        return new Scope(envelopes + 1, context);
    }
}
