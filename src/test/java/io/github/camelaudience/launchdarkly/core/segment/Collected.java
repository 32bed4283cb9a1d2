package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/** A sink that keeps everything in order. */
public final class Collected implements MessageSink {

    public final List<AudienceMessage> messages = new ArrayList<>();
    public final List<UnreadableMessage> unreadable = new ArrayList<>();
    /** Path and reason of each element, {@code ok} for messages. */
    public final List<String> outline = new ArrayList<>();

    public static Collected read(String json) {
        return read(JsonText.bytes(json));
    }

    public static Collected read(byte[] json) {
        return read(json, ReadLimits.DEFAULT);
    }

    public static Collected read(byte[] json, ReadLimits limits) {
        Collected collected = new Collected();
        new AudienceMessageReader(limits).read(json, collected);
        return collected;
    }

    @Override
    public void message(AudienceMessage message) {
        messages.add(message);
        outline.add(message.path() + " ok");
    }

    @Override
    public void unreadable(UnreadableMessage message) {
        unreadable.add(message);
        outline.add(message.path() + " " + message.reason());
    }
}
