package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;

/** Reads the one JSON document that a question is, and puts an answer in its place. */
final class QuestionBody implements BodyReader.Parts {

    private final String what;
    private final int maxLength;
    private byte[] document;

    private QuestionBody(String what, int maxLength) {
        this.what = what;
        this.maxLength = maxLength;
    }

    /**
     * Reads the body of a message.
     *
     * @param what is asked for, in words, such as {@code an audit}
     * @throws IllegalArgumentException when it is not one document, or too long
     */
    static byte[] read(Message message, BodyReader reader, String what) {
        QuestionBody parts = new QuestionBody(what, reader.limits().maxDocumentLength());
        reader.read(message, parts);
        if (parts.document == null) {
            throw parts.noDocument();
        }
        return parts.document;
    }

    /** Makes JSON the body. */
    static void answer(Message message, String json) {
        message.setBody(json);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.removeHeader(Exchange.CONTENT_ENCODING);
    }

    private IllegalArgumentException noDocument() {
        return new IllegalArgumentException(
                "the body of " + what + " must be one JSON document, as text, bytes, a stream or a map");
    }

    @Override
    public void document(byte[] json, String container, int index, Message source) {
        if (document != null || index != Location.NOT_INDEXED) {
            throw noDocument();
        }
        if (json.length > maxLength) {
            throw new IllegalArgumentException("the body of " + what + " is longer than maxDocumentSize, " + maxLength
                    + " bytes: ask for fewer at a time");
        }
        document = json;
    }

    @Override
    public void message(AudienceMessage message, Message source) {
        throw noDocument();
    }

    @Override
    public void unreadable(UnreadableMessage message, Message source) {
        throw noDocument();
    }

    @Override
    public void unread(String path, Exception cause, Message source) {
        throw new RuntimeCamelException("the body at " + path + " cannot be read", cause);
    }
}
