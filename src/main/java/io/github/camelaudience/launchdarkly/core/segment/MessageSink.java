package io.github.camelaudience.launchdarkly.core.segment;

/** Receives what a document holds, one element at a time and in input order. */
public interface MessageSink {

    /** The next element is a message. */
    void message(AudienceMessage message);

    /** The next element cannot be read. Elements after it still come, as far as they can be found. */
    void unreadable(UnreadableMessage message);
}
