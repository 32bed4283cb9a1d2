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

    /**
     * Tells where a message came from, in words that whoever asks why can follow, such as topic, partition and offset; {@code null} if
     * nobody knows. Names no person.
     */
    default String place(S source) {
        return null;
    }

    /** Tells the line of a file in which an element of the body begins, from 1; 0 if it is of no file, or nobody knows. */
    default long lineOf(S source, int index) {
        return 0;
    }

    /** Tells whether the document is a file, so that a line of it helps whoever looks for a rejected message. */
    default boolean isFile(S source) {
        return false;
    }
}
