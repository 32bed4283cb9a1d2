package io.github.camelaudience.launchdarkly.sources.http;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.RouteAware;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Checks requests from strangers: first their head, then who sends, and lets their body be read only within limits.
 *
 * <p>Where Vert.x is the server, as in Camel Main, the head is looked at before a byte of the body is read, and a
 * {@link VertxGuard} reads the body, in as many bytes as all requests may have in memory. Elsewhere the same is looked at
 * when the server hands over the request.
 */
abstract class RequestCheck extends ServiceSupport implements Processor, RouteAware {

    private final List<Route> routes = new ArrayList<>();
    private final List<Runnable> guards = new ArrayList<>();
    private int maxDocumentSize = HttpBody.DEFAULT_MAX_LENGTH;
    private MediaTypes mediaTypes;

    RequestCheck(String mediaTypes) {
        this.mediaTypes = MediaTypes.of(mediaTypes);
    }

    /** Sets the most bytes of a body, as it is sent and after decompression; 1 MiB by default. */
    public void setMaxDocumentSize(int maxDocumentSize) {
        if (maxDocumentSize < 1) {
            throw new IllegalArgumentException("maxDocumentSize must be positive");
        }
        this.maxDocumentSize = maxDocumentSize;
    }

    /** Sets which media types a body may have, separated by commas; {@code application/json} by default. */
    public void setMediaTypes(String mediaTypes) {
        this.mediaTypes = MediaTypes.of(mediaTypes);
    }

    final int maxDocumentSize() {
        return maxDocumentSize;
    }

    @Override
    public final void setRoute(Route route) {
        routes.add(route);
        if (isStarted()) {
            guard(route);
        }
    }

    @Override
    public final Route getRoute() {
        return routes.isEmpty() ? null : routes.get(routes.size() - 1);
    }

    @Override
    protected void doStart() {
        routes.forEach(this::guard);
    }

    @Override
    protected void doStop() {
        guards.forEach(Runnable::run);
        guards.clear();
        routes.clear();
    }

    private void guard(Route route) {
        try {
            guards.add(VertxGuard.before(route, this));
        } catch (NoClassDefFoundError e) {
            // another server; what it hands over is checked in process()
        }
    }

    /** Returns why a request is refused for its head, or {@code null}. */
    final HttpRefusal refusal(RequestHead head) {
        List<String> types = head.headers("Content-Type");
        if (types.size() > 1 || (types.size() == 1 && !mediaTypes.contain(types.get(0)))) {
            return HttpRefusal.of(415, "expected one Content-Type: " + mediaTypes);
        }
        HttpRefusal stranger = stranger(head);
        if (stranger != null) {
            return stranger;
        }
        List<String> lengths = head.headers("Content-Length");
        if (lengths.isEmpty()) {
            return null;
        }
        long length = lengths.size() == 1 ? length(lengths.get(0)) : -1;
        if (length < 0 || !head.headers("Transfer-Encoding").isEmpty()) {
            return HttpRefusal.of(400, "expected one Content-Length, or Transfer-Encoding without it");
        }
        return length > maxDocumentSize ? HttpRefusal.tooLarge(maxDocumentSize) : null;
    }

    private static long length(String digits) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(digits) : -1;
    }

    /** Returns why a request shows no credential at all; {@code null} when it does, or may do so in its body. */
    abstract HttpRefusal stranger(RequestHead head);

    /** Returns the {@code WWW-Authenticate} of a 401 without a look at the body, or {@code null}. */
    String challenge() {
        return null;
    }

    /** Returns how a request without a body is answered. */
    HttpRefusal empty(RequestHead head) {
        return HttpRefusal.of(400, "the body is empty: expected JSON");
    }

    /** Checks who sends; throws when it is nobody we know. */
    abstract void authenticate(Exchange exchange) throws Exception;

    /** Returns the one value of a header that must be sent as a header: hosts put the query's parameters among them. */
    static String onlyHeader(RequestHead head, String name) {
        List<String> values = head.parameters(name).isEmpty() ? head.headers(name) : List.of();
        return values.size() == 1 ? values.get(0) : null;
    }

    @Override
    public final void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        HttpRefusal refusal = refusal(RequestHead.of(message));
        if (refusal != null) {
            throw refusal.status() == 401
                    ? Refusal.unauthenticated(refusal.detail(), exchange)
                    : new RefusedRequestException(refusal, exchange);
        }
        authenticate(exchange);
        body(exchange);
    }

    /** Reads the body, unless that is done already. */
    final byte[] body(Exchange exchange) throws Exception {
        return HttpBody.plain(exchange, maxDocumentSize);
    }
}
