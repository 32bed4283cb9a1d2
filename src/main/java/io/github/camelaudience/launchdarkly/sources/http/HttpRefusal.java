package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import java.util.Map;

/**
 * Says how a request is refused.
 *
 * @param status of the answer
 * @param error  what is wrong, and what its sender can do; the only member of the answer's body
 * @param detail the same for the log, where it may say more to us than to a stranger
 */
record HttpRefusal(int status, String error, String detail) {

    static final int OVERLOADED = 503;

    static HttpRefusal of(int status, String error) {
        return new HttpRefusal(status, error, error);
    }

    /** Tells the sender nothing that helps to get in. */
    static HttpRefusal unauthenticated(String detail) {
        return new HttpRefusal(401, "unauthenticated", detail);
    }

    static HttpRefusal tooLarge(int maxLength) {
        return of(413, "the body is larger than " + maxLength + " bytes (maxDocumentSize): send less at a time");
    }

    static HttpRefusal overloaded() {
        return of(OVERLOADED, "too many bytes of other requests are in memory: send again after Retry-After seconds");
    }

    /** Refuses what did not come in time. */
    static HttpRefusal late(long millis) {
        return of(OVERLOADED, "the body did not arrive within " + millis + " ms (requestTimeout): send again");
    }

    byte[] body() {
        return JsonText.bytes(Map.of("error", error));
    }
}
