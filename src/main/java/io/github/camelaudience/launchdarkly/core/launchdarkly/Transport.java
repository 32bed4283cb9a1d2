package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Carries one HTTP request. Follows no redirect, repeats nothing, and reads no more of an answer than it must. */
@FunctionalInterface
public interface Transport {

    /**
     * Describes one request.
     *
     * @param method  for example {@code POST}
     * @param url     absolute
     * @param headers sent as they are
     * @param body    sent as it is; empty for none
     */
    record Call(String method, String url, Map<String, String> headers, byte[] body) {

        /** Shows no header: the access token is one. */
        @Override
        public String toString() {
            return method + " " + url;
        }
    }

    /**
     * Holds one answer.
     *
     * @param status  the HTTP status
     * @param headers the value of a header by its name in any case, or {@code null}
     * @param body    the beginning of the body
     */
    record Reply(int status, UnaryOperator<String> headers, byte[] body) {}

    /**
     * Sends and waits.
     *
     * @throws IOException when no complete answer came
     */
    Reply exchange(Call call) throws IOException;
}
