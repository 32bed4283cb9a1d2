package io.github.camelaudience.launchdarkly.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.JsonValueWriter;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.json.Utf8Stream;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.ExchangeHelper;

/** Takes a body of any shape apart into documents ({@code docs/reference/rules.md#body-shapes}). The body stays readable. */
public final class BodyReader {

    /** Receives the parts of a body, in order, with the Camel message that each came in. */
    interface Parts {

        /** The next part is JSON, which stands at this index of its container. */
        void document(byte[] json, String container, int index, Message source);

        /** The next part is a message that was read before. */
        void message(AudienceMessage message, Message source);

        /** The next part is no JSON, and can never be read. */
        void unreadable(UnreadableMessage message, Message source);

        /** The body, or the part of it at this path, could not be read now: that says nothing about its content. */
        void unread(String path, Exception cause, Message source);
    }

    /** Names the exchange property with what can be read again: Camel's redelivery brings the body itself back, which is used up. */
    private static final String KEPT = "CamelLaunchDarklyAudienceReadAgain";

    private static final byte[] NOTHING = {};
    /** The length of {@code {}}. */
    private static final int EMPTY_OBJECT = 2;
    /** A body that holds itself would never end. */
    private static final int MAX_NESTED_BODIES = 8;

    private final ReadLimits limits;
    private final Supplier<JsonValueWriter> objects;

    /** Reads bodies of the user's own types by {@code objects}. */
    public BodyReader(ReadLimits limits, Supplier<JsonValueWriter> objects) {
        this.limits = limits;
        this.objects = objects;
    }

    /** Gives how large a document may be. */
    ReadLimits limits() {
        return limits;
    }

    /** Reads the body of a message, which it may replace by what can be read again. */
    void read(Message message, Parts parts) {
        BodyBytes bytes = new BodyBytes(message.getExchange(), limits.maxDocumentLength());
        new Reading(bytes, parts).readBody(message, new Place(Location.DOCUMENT, 0));
    }

    /** Where in the body something stands. */
    private record Place(Location location, int depth) {
        String container() {
            return location.container();
        }

        int index() {
            return location.index();
        }

        boolean isElement() {
            return index() != Location.NOT_INDEXED;
        }

        String path() {
            return location.path();
        }

        Place element(int i) {
            return new Place(new Location(path(), i), depth + 1);
        }

        Place within() {
            return new Place(location, depth + 1);
        }
    }

    /** What can be read in place of a body that is used up. */
    private record Kept(Object body, Object instead) {}

    /** One body. */
    private final class Reading {
        private final BodyBytes bodyBytes;
        private final Parts parts;

        Reading(BodyBytes bodyBytes, Parts parts) {
            this.bodyBytes = bodyBytes;
            this.parts = parts;
        }

        void readBody(Message message, Place place) {
            Exchange exchange = message.getExchange();
            Object body = message.getBody();
            Kept before = exchange == null ? null : exchange.getProperty(KEPT, Kept.class);
            Object readable = before != null && before.body == body ? before.instead : body;
            if (readable != body) {
                message.setBody(readable);
            }
            Consumer<Object> keep = instead -> {
                message.setBody(instead);
                if (exchange != null) {
                    exchange.setProperty(KEPT, new Kept(body, instead));
                }
            };
            read(readable, message, keep, place);
        }

        /** {@code keep} takes what can be read again in place of a stream that cannot. */
        private void read(Object body, Message source, Consumer<Object> keep, Place place) {
            if (place.depth() > MAX_NESTED_BODIES) {
                refuse(RejectReason.TOO_DEEP, "collections nest too deep", NOTHING, place, source);
            } else if (body instanceof AudienceMessage message) {
                parts.message(place.isElement() ? message.at(place.container(), place.index()) : message, source);
            } else if (body instanceof Exchange exchange) {
                readBody(exchange.getMessage(), place.within());
            } else if (body instanceof Message message) {
                readBody(message, place.within());
            } else if (body instanceof Map || body instanceof JsonNode) {
                readTree(body, source, place);
            } else if (body instanceof Iterable<?> elements && !(body instanceof Path)) {
                readElements(elements, source, place);
            } else if (body != null && body.getClass().isArray() && !(body instanceof byte[])) {
                readArray(body, source, place);
            } else {
                readText(body, source, keep, place);
            }
        }

        private void readElements(Iterable<?> elements, Message source, Place place) {
            int i = 0;
            for (Object element : elements) {
                int index = i++;
                read(element, source, kept -> replace(elements, index, kept), place.element(index));
            }
        }

        @SuppressWarnings("unchecked")
        private static void replace(Iterable<?> elements, int index, Object kept) {
            if (elements instanceof List<?> list) {
                try {
                    ((List<Object>) list).set(index, kept);
                } catch (UnsupportedOperationException e) {
                    // whoever makes a list that cannot change, of streams that can be read once, reads them once
                }
            }
        }

        private void readArray(Object array, Message source, Place place) {
            for (int i = 0; i < Array.getLength(array); i++) {
                int index = i;
                Consumer<Object> keep = kept -> {
                    if (array.getClass().getComponentType().isInstance(kept)) {
                        Array.set(array, index, kept);
                    }
                };
                read(Array.get(array, i), source, keep, place.element(i));
            }
        }

        private void readTree(Object tree, Message source, Place place) {
            byte[] json;
            try {
                json = tree instanceof JsonNode
                        ? JsonText.bytes(tree)
                        : objects.get().write(tree);
            } catch (JsonValueWriter.UnwritableException e) {
                RejectReason reason = e.isTooDeep() ? RejectReason.TOO_DEEP : RejectReason.NOT_JSON;
                refuse(reason, e.getMessage(), NOTHING, place.path() + e.path().substring(1), source);
                return;
            }
            readJson(json, source, place);
        }

        /** An object of the user's own, such as a record: what Jackson makes an object of. */
        private void readObject(Object body, Message source, Place place) {
            byte[] json = null;
            try {
                json = body == null || !UserClasses.isOne(body.getClass())
                        ? null
                        : objects.get().write(body);
            } catch (JsonValueWriter.UnwritableException e) {
                // then it is nothing that anybody could have meant as a message
            }
            if (json == null || json[0] != '{' || json.length == EMPTY_OBJECT) {
                String found = body == null ? "nothing" : body.getClass().getName();
                refuse(RejectReason.NOT_JSON, "expected JSON but found " + found, NOTHING, place.path(), source);
            } else {
                readJson(json, source, place);
            }
        }

        private void readText(Object body, Message source, Consumer<Object> keep, Place place) {
            byte[] bytes;
            try {
                bytes = bodyBytes.of(body, keep);
            } catch (IOException | RuntimeException e) {
                parts.unread(place.path(), e, source);
                return;
            }
            if (bytes == null) {
                readObject(body, source, place);
            } else if (JsonText.isGzip(bytes, FileSource.contentEncoding(source, body))) {
                readPacked(bytes, source, place, BodyBytes.isText(body));
            } else {
                readStored(bytes, source, place, BodyBytes.isText(body));
            }
        }

        private void readPacked(byte[] packed, Message source, Place place, boolean utf8) {
            byte[] json;
            try {
                json = JsonText.gunzip(new ByteArrayInputStream(packed), limits.maxDocumentLength());
            } catch (IOException e) {
                String detail = "expected gzip, as Content-Encoding says, but cannot unpack it: " + e.getMessage();
                refuse(RejectReason.NOT_JSON, detail, packed, place, source);
                return;
            }
            readStored(json, source, place, utf8);
        }

        /** Bytes are in the charset that Camel names for them. */
        private void readStored(byte[] stored, Message source, Place place, boolean utf8) {
            String charset = utf8 ? null : ExchangeHelper.getCharsetName(source.getExchange(), false);
            byte[] json;
            try {
                json = charset == null ? stored : Utf8Stream.convert(stored, Charset.forName(charset));
            } catch (IllegalArgumentException e) {
                refuse(RejectReason.NOT_JSON, "expected a charset that is known here", stored, place, source);
                return;
            }
            readJson(json, source, place);
        }

        private void readJson(byte[] json, Message source, Place place) {
            parts.document(json, place.container(), place.index(), source);
        }

        private void refuse(RejectReason reason, String detail, byte[] raw, Place place, Message source) {
            refuse(reason, detail, raw, place.path(), source);
        }

        private void refuse(RejectReason reason, String detail, byte[] raw, String path, Message source) {
            RawJson found = new RawJson(raw, 0, raw.length);
            parts.unreadable(new UnreadableMessage(reason, path, detail, found), source);
        }
    }
}
