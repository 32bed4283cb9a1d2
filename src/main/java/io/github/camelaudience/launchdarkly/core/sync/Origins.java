package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;

/**
 * Answers what a session has to know of where a message came from. What an answer throws fails the message concerned, and no
 * other.
 *
 * @param <S> where a message came from, such as a record or the number of a line
 */
public interface Origins<S> {

    /** Knows nothing: no message is treated in a way of its own, and none is in a file. */
    Origins<Object> PLAIN = new Origins<>() {};

    /** Tells what is decided for a message of this origin in place of the engine's settings. */
    default MessageOverrides overrides(S source) {
        return MessageOverrides.NONE;
    }

    /** Tells whether the document is a file, so that a line of it helps whoever looks for a rejected message. */
    default boolean isFile(S source) {
        return false;
    }
}
