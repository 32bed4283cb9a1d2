package io.github.camelaudience.launchdarkly;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.membership.RejectReason;
import io.github.camelaudience.launchdarkly.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.segment.JsonText;
import io.github.camelaudience.launchdarkly.segment.MessageSink;
import io.github.camelaudience.launchdarkly.segment.RawJson;
import io.github.camelaudience.launchdarkly.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.segment.UnreadableMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.converter.stream.InputStreamCache;

/** Takes the Segment messages out of a body of any shape ({@code semantics} section 4). The body stays readable. */
final class BodyReader {

    /** Receives what the body holds, in order, with the Camel message it came in. */
    interface ItemSink {
        void message(AudienceMessage message, Message source);

        void unreadable(UnreadableMessage message, Message source);
    }

    private static final String GZIP = "gzip";
    private static final byte[] NOTHING = {};
    /** A body that holds itself would never end. */
    private static final int MAX_NESTED_BODIES = 8;

    private final ReadLimits limits;
    private final AudienceMessageReader reader;

    BodyReader(ReadLimits limits) {
        this.limits = limits;
        this.reader = new AudienceMessageReader(limits);
    }

    void read(Message message, ItemSink sink) {
        read(message.getBody(), message, new Place("$", AudienceMessage.NOT_INDEXED, 0), sink);
    }

    /** Where in the body something stands. */
    private record Place(String container, int index, int depth) {
        String path() {
            return index == AudienceMessage.NOT_INDEXED ? container : container + "[" + index + "]";
        }

        Place element(int i) {
            return new Place(path(), i, depth + 1);
        }
    }

    private void read(Object body, Message source, Place place, ItemSink sink) {
        if (place.depth() > MAX_NESTED_BODIES) {
            refuse(RejectReason.TOO_DEEP, "collections nest too deep", place, source, sink);
        } else if (body instanceof AudienceMessage message) {
            sink.message(message, source);
        } else if (body instanceof Exchange exchange) {
            read(exchange.getMessage(), place, sink);
        } else if (body instanceof Message message) {
            read(message, place, sink);
        } else if (body instanceof Map || body instanceof JsonNode) {
            readTree(body, source, place, sink);
        } else if (body instanceof Iterable<?> elements) {
            int i = 0;
            for (Object element : elements) {
                read(element, source, place.element(i++), sink);
            }
        } else if (body instanceof Object[] || body != null && body.getClass().isArray() && !(body instanceof byte[])) {
            for (int i = 0; i < Array.getLength(body); i++) {
                read(Array.get(body, i), source, place.element(i), sink);
            }
        } else {
            readText(body, source, place, sink);
        }
    }

    private void read(Message message, Place place, ItemSink sink) {
        read(message.getBody(), message, place, sink);
    }

    private void readTree(Object tree, Message source, Place place, ItemSink sink) {
        byte[] json;
        try {
            json = JsonText.bytes(tree);
        } catch (IllegalArgumentException e) {
            RejectReason reason = e.getMessage().contains("deep") ? RejectReason.TOO_DEEP : RejectReason.NOT_JSON;
            refuse(reason, e.getMessage(), place, source, sink);
            return;
        }
        readJson(json, source, place, sink);
    }

    private void readText(Object body, Message source, Place place, ItemSink sink) {
        byte[] bytes;
        try {
            bytes = bytes(body, source);
        } catch (IOException e) {
            refuse(
                    RejectReason.NOT_JSON,
                    "the body cannot be read (" + e.getClass().getSimpleName() + ")",
                    place,
                    source,
                    sink);
            return;
        }
        if (bytes == null) {
            String found = body == null ? "nothing" : body.getClass().getName();
            refuse(RejectReason.NOT_JSON, "expected JSON but found " + found, place, source, sink);
        } else {
            readJson(bytes, source, place, sink);
        }
    }

    /** The JSON of a body, unpacked; {@code null} if it is of no type that holds any. */
    private byte[] bytes(Object body, Message source) throws IOException {
        if (body instanceof String text) {
            return JsonText.bytes(text);
        }
        boolean packed = GZIP.equalsIgnoreCase(source.getHeader(Exchange.CONTENT_ENCODING, String.class));
        if (body instanceof byte[] raw) {
            return packed ? JsonText.gunzip(new ByteArrayInputStream(raw), limits.maxDocumentLength()) : raw;
        }
        if (body instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return bytes(copy, source);
        }
        return streamed(body, source, packed);
    }

    private byte[] streamed(Object body, Message source, boolean packed) throws IOException {
        if (body == null) {
            return null;
        }
        InputStream stream = body instanceof InputStream in
                ? in
                : source.getExchange()
                        .getContext()
                        .getTypeConverter()
                        .convertTo(InputStream.class, source.getExchange(), body);
        if (stream == null) {
            return null;
        }
        byte[] raw = limited(stream);
        if (body instanceof StreamCache cache) {
            cache.reset();
        } else if (body == source.getBody() && !(body instanceof WrappedFile)) {
            source.setBody(new InputStreamCache(raw));
        }
        return packed ? JsonText.gunzip(new ByteArrayInputStream(raw), limits.maxDocumentLength()) : raw;
    }

    /** At most one byte more than is allowed: enough for the reader to refuse it as too large. */
    private byte[] limited(InputStream stream) throws IOException {
        return stream.readNBytes(Math.max(limits.maxDocumentLength(), limits.maxDocumentLength() + 1));
    }

    private void readJson(byte[] json, Message source, Place place, ItemSink sink) {
        reader.read(json, 0, json.length, place.container(), place.index(), new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                sink.message(message, source);
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                sink.unreadable(message, source);
            }
        });
    }

    private static void refuse(RejectReason reason, String detail, Place place, Message source, ItemSink sink) {
        sink.unreadable(new UnreadableMessage(reason, place.path(), detail, new RawJson(NOTHING, 0, 0)), source);
    }
}
