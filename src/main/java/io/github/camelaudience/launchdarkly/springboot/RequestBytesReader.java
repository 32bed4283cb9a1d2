package io.github.camelaudience.launchdarkly.springboot;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;

/** Reads a request's body as text, as any reader of a servlet does, and gives its bytes to who asks for them first. */
final class RequestBytesReader extends BufferedReader {

    private final InputStream bytes;

    RequestBytesReader(InputStream bytes, Charset charset) {
        super(new InputStreamReader(bytes, charset));
        this.bytes = bytes;
    }

    /** Returns the body as it was sent. Of no use after something was read as text. */
    InputStream bytes() {
        return bytes;
    }
}
