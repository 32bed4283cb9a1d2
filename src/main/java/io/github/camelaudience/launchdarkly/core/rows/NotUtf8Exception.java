package io.github.camelaudience.launchdarkly.core.rows;

import java.io.IOException;

/** Tells that a stream is in another encoding than UTF-8, as its first bytes show. */
public final class NotUtf8Exception extends IOException {

    private static final long serialVersionUID = 1L;

    NotUtf8Exception(String message) {
        super(message);
    }
}
