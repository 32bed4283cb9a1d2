package io.github.camelaudience.launchdarkly.core.segment;

/**
 * Says how large a document may be before it is refused.
 *
 * @param maxDepth          levels of nested objects and arrays within one message
 * @param maxStringLength   UTF-16 units of one string that is read; bytes of a context that an envelope shares
 * @param maxDocumentLength bytes of one document, after decompression
 * @param maxElements       messages and unreadable elements of one document, those in its envelopes too; all that
 *                          follows them is refused as one
 */
public record ReadLimits(int maxDepth, int maxStringLength, int maxDocumentLength, int maxElements) {

    private static final int MAX_ELEMENTS = 100_000;

    /** Allows a depth of 64, strings of 65,536 characters, documents of 16 MiB and 100,000 elements. */
    public static final ReadLimits DEFAULT = new ReadLimits(64, 64 * 1024, 16 * 1024 * 1024);

    public ReadLimits {
        if (maxDepth < 1 || maxStringLength < 1 || maxDocumentLength < 1 || maxElements < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** Allows the same with 100,000 elements. */
    public ReadLimits(int maxDepth, int maxStringLength, int maxDocumentLength) {
        this(maxDepth, maxStringLength, maxDocumentLength, MAX_ELEMENTS);
    }

    /** Returns the same with another length of documents, in bytes. */
    public ReadLimits withMaxDocumentLength(int bytes) {
        return new ReadLimits(maxDepth, maxStringLength, bytes, maxElements);
    }
}
