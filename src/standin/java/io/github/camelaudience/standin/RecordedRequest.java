package io.github.camelaudience.standin;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * One request as it was received, and what became of it.
 *
 * @param number     counts from 1; the answer carries it as {@code X-Standin-Request}
 * @param route      what it asked for
 * @param method     the verb
 * @param path       the raw path
 * @param headers    all headers, names in lower case, repeated ones joined by a comma
 * @param body       the body, empty if it was not read
 * @param sync       the body as the parser read it; without members for other routes
 * @param status     the status of the answer, 0 if none was meant to be sent
 * @param fault      the fault it met, {@link Fault.None} for none
 * @param applied    true if the members took effect
 * @param startNanos when the headers were in, by {@link System#nanoTime}
 * @param endNanos   when the last byte of the answer was handed over or the connection ended; 0 while it is open
 */
@SuppressWarnings("ArrayRecordComponent") // requests are told apart by number, never compared
public record RecordedRequest(
        long number,
        Route route,
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        SyncBody sync,
        int status,
        Fault fault,
        boolean applied,
        long startNanos,
        long endNanos) {

    /** The header's value, empty if it was not sent. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The body as text. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
