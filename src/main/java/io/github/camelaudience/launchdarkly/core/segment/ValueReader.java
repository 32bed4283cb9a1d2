package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import java.io.IOException;

/** Reads single values off a parser and steps over the rest, never deeper than the limit. */
final class ValueReader {

    private final int maxDepth;
    private final int maxLength;

    ValueReader(ReadLimits limits) {
        this.maxDepth = limits.maxDepth();
        this.maxLength = limits.maxStringLength();
    }

    /** The value that starts with {@code token}. {@code level} is the level it has if it is an object or array. */
    FieldValue read(JsonParser parser, JsonToken token, int level) throws IOException {
        return read(parser, token, level, FieldValue.ABSENT);
    }

    /** As above; gives {@code previous} again when the value equals it, so that repeated text is kept once. */
    FieldValue read(JsonParser parser, JsonToken token, int level, FieldValue previous) throws IOException {
        return switch (token) {
            case VALUE_STRING ->
                previous.shape() == Shape.TEXT && isText(parser, previous.text())
                        ? previous
                        : FieldValue.text(text(parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> FieldValue.number(parser.getText());
            case VALUE_TRUE -> FieldValue.TRUE;
            case VALUE_FALSE -> FieldValue.FALSE;
            case VALUE_NULL -> FieldValue.NULL;
            case START_ARRAY -> readArray(parser, level);
            default -> {
                skip(parser, token, level);
                yield FieldValue.COMPOUND;
            }
        };
    }

    /** Steps to the end of the value that starts with {@code token}. */
    void skip(JsonParser parser, JsonToken token, int level) throws IOException {
        if (token.isStructStart()) {
            skipMembers(parser, level);
        }
    }

    private void skipMembers(JsonParser parser, int level) throws IOException {
        enter(level);
        int open = level;
        while (open >= level) {
            switch (parser.nextToken().id()) {
                case JsonTokenId.ID_START_OBJECT, JsonTokenId.ID_START_ARRAY -> enter(++open);
                case JsonTokenId.ID_END_OBJECT, JsonTokenId.ID_END_ARRAY -> open--;
                default -> {
                    // a scalar or a name
                }
            }
        }
    }

    /** Fails when an object or array at this level is too deep. */
    void enter(int level) throws LimitExceededException {
        if (level > maxDepth) {
            throw LimitExceededException.depth(maxDepth);
        }
    }

    /** The text of the current token. The parser itself checks long texts only, and late. */
    String text(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (text.length() > maxLength) {
            throw LimitExceededException.length(maxLength);
        }
        return text;
    }

    /** Fails when the text of the current token is too long. */
    void checkLength(JsonParser parser) throws IOException {
        if (parser.getTextLength() > maxLength) {
            throw LimitExceededException.length(maxLength);
        }
    }

    /** Whether the current string token is {@code text}, found out without making a string. */
    static boolean isText(JsonParser parser, String text) throws IOException {
        char[] chars = parser.getTextCharacters();
        int length = text.length();
        if (parser.getTextLength() != length) {
            return false;
        }
        // the characters that differ most often are the last ones
        int offset = parser.getTextOffset();
        for (int i = length - 1; i >= 0; i--) {
            if (chars[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private FieldValue readArray(JsonParser parser, int level) throws IOException {
        enter(level);
        JsonToken first = parser.nextToken();
        if (first == JsonToken.END_ARRAY) {
            return FieldValue.COMPOUND;
        }
        String text = first.isScalarValue() ? first == JsonToken.VALUE_NULL ? "" : text(parser) : null;
        skip(parser, first, level + 1);
        JsonToken next = parser.nextToken();
        if (next == JsonToken.END_ARRAY) {
            return text == null ? FieldValue.COMPOUND : FieldValue.single(text);
        }
        while (next != JsonToken.END_ARRAY) {
            skip(parser, next, level + 1);
            next = parser.nextToken();
        }
        return FieldValue.COMPOUND;
    }
}
