package io.github.camelaudience.standin;

import java.util.Map;

/**
 * A request without its body.
 *
 * @param method    the verb
 * @param path      the raw path without the query
 * @param query     the raw query, empty for none
 * @param headers   all headers, names in lower case, repeated ones joined by a comma
 * @param keepAlive false if the client wants the connection closed
 */
record RequestHead(String method, String path, String query, Map<String, String> headers, boolean keepAlive) {

    /** The verb that counts: verbs can be tunnelled through {@code POST}. */
    String verb() {
        String tunnelled = header("x-http-method-override");
        return method.equals("POST") && !tunnelled.isEmpty() ? tunnelled : method;
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
