package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.TrackingCall;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Gives the message of a call such as {@code /v1/identify} the type that the last part of the path says. Calls that carry
 * batches stay as they are, all others fail.
 */
public final class TypeFromPath implements Processor {

    private static final Set<String> BATCHES = Set.of("batch", "import");
    private static final Set<String> TYPES = Set.of("identify", "track", "page", "screen", "group", "alias");

    private static final String CALLS =
            Stream.concat(BATCHES.stream(), TYPES.stream()).sorted().collect(Collectors.joining(", "));

    @Override
    public void process(Exchange exchange) throws Exception {
        String call = call(exchange.getMessage().getHeader(Exchange.HTTP_PATH, "", String.class));
        if (BATCHES.contains(call)) {
            return;
        }
        if (!TYPES.contains(call)) {
            throw new RefusedRequestException(
                    HttpRefusal.of(404, "no such call: expected one of " + CALLS + " at the end of the path"),
                    exchange);
        }
        byte[] typed = TrackingCall.typed(HttpBody.plain(exchange, ReadLimits.DEFAULT.maxDocumentLength()), call);
        if (typed == null) {
            throw Refusal.of(RejectReason.NOT_AN_OBJECT, "expected one JSON object", exchange);
        }
        exchange.getMessage().setBody(typed);
    }

    private static String call(String path) {
        String call = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return call.substring(call.lastIndexOf('/') + 1);
    }
}
