package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.util.Objects;

/**
 * Reads Segment messages from JSON in one streaming pass ({@code docs/reference/rules.md#body-shapes}): a message, an array, JSON Lines,
 * and the envelopes {@code {"batch":[…]}}, {@code {"json":{…}}}, {@code {"detail":{…}}},
 * {@code {"message":{"data":"<base64>"}}}, SNS's {@code {"Message":"<json>"}}, Kafka Connect's
 * {@code {"schema":…,"payload":…}} and CloudEvents' {@code {"specversion":…,"data":…}}, also within each other; what
 * {@code json}, {@code detail}, {@code payload} and {@code data} hold may be JSON as text, too. An object with a string
 * {@code type} is a message, whatever else it holds, unless it is a CloudEvent.
 *
 * <p>Elements are numbered through the document: those of arrays at its top and those on lines of their own alike. A
 * document that is a single value has no numbers. What cannot be read is reported in its place and harms no other
 * element, as far as its end can be found; content never makes a method throw. Every byte that is neither white space
 * nor a separator belongs to an element or to an envelope (rule D34). Of a document with more than
 * {@link ReadLimits#maxElements} elements, the rest is reported as one that is too large.
 *
 * <p>A message that is written as nearly all are is read straight off the bytes, any other by a parser; both come to the
 * same. Safe for use by many threads.
 */
public final class AudienceMessageReader {

    private static final int MAX_NUMBER_LENGTH = 1000;

    private final ReadLimits limits;
    private final JsonFactory factory;
    private final RepeatedTexts texts;

    /** Makes a reader that refuses what is beyond the limits. */
    public AudienceMessageReader(ReadLimits limits) {
        this(limits, new RepeatedTexts());
    }

    private AudienceMessageReader(ReadLimits limits, RepeatedTexts texts) {
        this.texts = texts;
        this.limits = Objects.requireNonNull(limits, "limits");
        // The depth is counted for each message, not for the document: see ValueReader.
        this.factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .maxNameLength(limits.maxStringLength())
                        .maxStringLength(limits.maxStringLength())
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .build())
                .build();
    }

    /** A reader that takes the careful way with every message. */
    static AudienceMessageReader careful(ReadLimits limits) {
        return new AudienceMessageReader(limits, null);
    }

    /** Reads a whole document. The messages refer to the array, which must not change any more. */
    public void read(byte[] json, MessageSink sink) {
        read(json, 0, json.length, "$", AudienceMessage.NOT_INDEXED, sink);
    }

    /**
     * Reads a document that stands within something larger, such as the value at {@code index} of a collection.
     *
     * @param json      holds the document; must not change any more
     * @param offset    index of its first byte
     * @param length    number of its bytes
     * @param container JSON path of what holds the document, {@code $} at the top
     * @param index     position of the document in the container, or {@link AudienceMessage#NOT_INDEXED}
     * @param sink      receives what is found; what it throws passes through
     */
    public void read(byte[] json, int offset, int length, String container, int index, MessageSink sink) {
        Objects.checkFromIndexSize(offset, length, json.length);
        Location location = new Location(container, index);
        int end = offset + length;
        if (length > limits.maxDocumentLength()) {
            RawJson raw = new RawJson(json, offset, length);
            sink.unreadable(new UnreadableMessage(RejectReason.TOO_LARGE, location.path(), tooLarge(length), raw));
            return;
        }
        new DocumentParser(json, sink, factory, limits, texts).read(offset, end, location, EnvelopeScope.DOCUMENT);
    }

    private String tooLarge(int length) {
        return "expected at most " + limits.maxDocumentLength() + " bytes but found " + length;
    }
}
