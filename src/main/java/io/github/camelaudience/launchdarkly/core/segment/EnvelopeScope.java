package io.github.camelaudience.launchdarkly.core.segment;

/**
 * The envelopes around an element.
 *
 * @param envelopes how many there are
 * @param shared    the context they give to the element, or {@code null}
 */
record EnvelopeScope(int envelopes, SharedContext shared) {

    /** No envelope at all. */
    static final EnvelopeScope DOCUMENT = new EnvelopeScope(0, null);

    EnvelopeScope within(SharedContext context) {
        return new EnvelopeScope(envelopes + 1, context);
    }
}
