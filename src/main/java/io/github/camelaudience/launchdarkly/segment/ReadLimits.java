package io.github.camelaudience.launchdarkly.segment;

/**
 * How large a document may be before it is refused.
 *
 * @param maxDepth          levels of nested objects and arrays within one message
 * @param maxStringLength   UTF-16 units of one string that is read; bytes of a context that an envelope shares
 * @param maxDocumentLength bytes of one document, after decompression
 */
public record ReadLimits(int maxDepth, int maxStringLength, int maxDocumentLength) {

    /** Depth 64, strings of 65,536, documents of 16 MiB. */
    public static final ReadLimits DEFAULT = new ReadLimits(64, 64 * 1024, 16 * 1024 * 1024);

    public ReadLimits {
        if (maxDepth < 1 || maxStringLength < 1 || maxDocumentLength < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public ReadLimits withMaxDocumentLength(int bytes) {
        return new ReadLimits(maxDepth, maxStringLength, bytes);
    }
}
