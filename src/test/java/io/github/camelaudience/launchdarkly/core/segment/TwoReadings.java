package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.RawJson;
import java.util.ArrayList;
import java.util.List;

/** Documents read both ways, and where the two readings differ. */
final class TwoReadings {

    private final AudienceMessageReader usual;
    private final AudienceMessageReader careful;

    TwoReadings(ReadLimits limits) {
        usual = new AudienceMessageReader(limits);
        careful = AudienceMessageReader.careful(limits);
    }

    String difference(byte[] doc) {
        return difference(doc, 0, doc.length);
    }

    /** What the first difference is, or {@code null}. */
    String difference(byte[] doc, int offset, int length) {
        List<Object> usual = read(this.usual, doc, offset, length);
        List<Object> careful = read(this.careful, doc, offset, length);
        for (int i = 0; i < Math.max(usual.size(), careful.size()); i++) {
            Object one = i < usual.size() ? usual.get(i) : "nothing";
            Object other = i < careful.size() ? careful.get(i) : "nothing";
            if (!one.equals(other)) {
                return "element " + i + " is " + one + " but read carefully " + other;
            }
        }
        return null;
    }

    /** Every fact, path, reason and byte range, in the order of the sink. */
    private static List<Object> read(AudienceMessageReader reader, byte[] doc, int offset, int length) {
        List<Object> found = new ArrayList<>();
        reader.read(doc, offset, length, "$", AudienceMessage.NOT_INDEXED, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                found.add(facts(message));
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                found.add(List.of(message.path(), message.reason(), message.detail(), range(message.raw())));
            }
        });
        return found;
    }

    private static List<Object> facts(AudienceMessage message) {
        return List.of(
                message.path(),
                String.valueOf(message.messageId()),
                String.valueOf(message.type()),
                message.eventTime(),
                message.userId(),
                message.anonymousId(),
                message.traitsEmail(),
                message.contextTraitsEmail(),
                message.computationId(),
                message.computationKey(),
                message.computationClass(),
                message.traitsMembership(),
                message.propertiesMembership(),
                range(message.raw()),
                message.sharedContext() == null ? "not shared" : range(message.sharedContext()));
    }

    private static String range(RawJson raw) {
        return raw.offset() + "+" + raw.length() + " of " + raw.document().length;
    }
}
