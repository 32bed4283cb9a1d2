package io.github.camelaudience.launchdarkly.core.json;

/**
 * Walks over the members of one JSON object by their byte ranges, without reading their values. Works on broken
 * objects too, as far as names and values can be told apart.
 */
public final class ObjectMembers {

    private final byte[] doc;
    private final int end;
    private int pos;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    /** Stands before the first member of the object that opens at {@code open}. */
    public ObjectMembers(byte[] doc, int open, int end) {
        this.doc = doc;
        this.end = end;
        this.pos = open;
    }

    /** Goes to the next member; {@code false} at the end of the object or where its members can no longer be told. */
    public boolean next() {
        if (pos >= end || (doc[pos] != ',' && doc[pos] != '{')) {
            return false;
        }
        nameStart = LexicalScan.skipSpace(doc, pos + 1, end);
        if (nameStart == end || doc[nameStart] != '"') {
            return false;
        }
        nameEnd = LexicalScan.skipString(doc, nameStart, end);
        int colon = LexicalScan.skipSpace(doc, nameEnd, end);
        if (colon == end || doc[colon] != ':') {
            return false;
        }
        valueStart = LexicalScan.skipSpace(doc, colon + 1, end);
        valueEnd = LexicalScan.memberEnd(doc, valueStart, end);
        pos = valueEnd;
        return valueStart < end;
    }

    /** Returns the index of the quote that opens the name. */
    public int nameStart() {
        return nameStart;
    }

    /** Returns the index of the first byte of the value. */
    public int valueStart() {
        return valueStart;
    }

    /** Returns the index after the last byte of the value and the white space that follows it. */
    public int valueEnd() {
        return valueEnd;
    }

    /** Returns the first byte of the value, which tells its kind. */
    public byte valueKind() {
        return doc[valueStart];
    }

    /** Tells whether the member has exactly this name, however the name was escaped. */
    public boolean isNamed(String name) {
        return EscapedText.equals(doc, nameStart + 1, nameEnd - 1, name);
    }
}
