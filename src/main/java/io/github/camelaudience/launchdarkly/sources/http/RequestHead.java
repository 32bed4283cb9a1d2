package io.github.camelaudience.launchdarkly.sources.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Shows what is known of a request before its body is read. */
interface RequestHead {

    /** Returns every value of a header, whose name may be written in any case. */
    List<String> headers(String name);

    /** Returns the query as it was sent, or {@code null}. */
    String query();

    /** Returns every value of a query parameter, whose name may be written in any case, as Camel's headers may. */
    default List<String> parameters(String name) {
        List<String> values = new ArrayList<>();
        String query = query();
        for (String part : query == null ? new String[0] : query.split("[&;]")) {
            int equals = part.indexOf('=');
            if (decoded(equals < 0 ? part : part.substring(0, equals)).equalsIgnoreCase(name)) {
                values.add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Shows the head of a message whose host is done with the request; it has the query's parameters among the headers. */
    static RequestHead of(Message message) {
        return new RequestHead() {
            @Override
            public List<String> headers(String name) {
                Object value = message.getHeader(name);
                if (value instanceof Collection<?> several) {
                    return several.stream().map(String::valueOf).toList();
                }
                return value == null ? List.of() : List.of(value.toString());
            }

            @Override
            public String query() {
                String raw = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
                return raw != null ? raw : message.getHeader(Exchange.HTTP_QUERY, String.class);
            }
        };
    }
}
