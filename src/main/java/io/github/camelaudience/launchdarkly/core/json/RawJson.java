package io.github.camelaudience.launchdarkly.core.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Holds the bytes of one message as they arrived: a slice of the document, never a copy until asked for.
 *
 * @param document the whole document
 * @param offset   index of the first byte of the message
 * @param length   number of bytes of the message
 */
public record RawJson(byte[] document, int offset, int length) {

    public RawJson {
        java.util.Objects.checkFromIndexSize(offset, length, document.length);
    }

    /** Makes a copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(document, offset, offset + length);
    }

    /** Reads the bytes as UTF-8. */
    public String text() {
        return new String(document, offset, length, StandardCharsets.UTF_8);
    }

    /** Shows the size only: a message holds identifiers of people, and this may end up in a log. */
    @Override
    public String toString() {
        return "RawJson[" + length + " bytes]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that
                && Arrays.equals(
                        document, offset, offset + length, that.document, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + document[i];
        }
        return hash;
    }
}
