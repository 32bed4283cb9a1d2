package io.github.camelaudience.launchdarkly.core.mirror;

import java.io.IOException;

/** Gives the context keys that should be in an audience, once. */
public interface KeySet {

    /**
     * Reads all of it.
     *
     * @throws MirrorException when it cannot be what it should be, whatever its other rows hold
     * @throws IOException     when it breaks off
     */
    void read(KeySink sink) throws IOException;
}
