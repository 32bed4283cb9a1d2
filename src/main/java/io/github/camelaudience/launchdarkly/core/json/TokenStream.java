package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Parses a part of a document, and knows where its tokens stand in the whole. */
public final class TokenStream implements AutoCloseable {

    private final JsonParser parser;
    private final int start;
    private final int end;

    /** Begins at the first token of the range. */
    public TokenStream(JsonFactory factory, byte[] doc, int start, int end) {
        this.start = start;
        this.end = end;
        try {
            this.parser = factory.createParser(doc, start, end - start);
        } catch (IOException e) {
            throw new UncheckedIOException("a parser over an array does no input or output", e);
        }
    }

    /** Returns the parser, which stands at the current token. */
    public JsonParser parser() {
        return parser;
    }

    /** Goes to the next token; returns {@code null} at the end. */
    public JsonToken next() throws IOException {
        return parser.nextToken();
    }

    /** Returns the index in the document of the first byte of the current token. */
    public int tokenStart() {
        return start + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Returns the index in the document after the last byte that was taken. */
    public int position() {
        return Math.min(end, start + (int) parser.currentLocation().getByteOffset());
    }

    /** Returns the index in the document of what the parser calls {@code offset}. */
    public int inDocument(long offset) {
        return offset < 0 ? end : (int) Math.min(end, start + offset);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a parser over an array does no input or output", e);
        }
    }
}
