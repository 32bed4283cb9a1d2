package io.github.camelaudience.launchdarkly.sources.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before a route at Vert.x: refuses requests for their head before their body is read, and reads the body itself,
 * as far as {@link BytesInFlight} has room. After a refusal the connection is closed, because what is left of the body
 * would only be thrown away.
 */
final class VertxGuard implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(VertxGuard.class);

    /** How long what was refused may go on sending: a connection that is closed at once loses the answer. */
    private static final long LINGER_MILLIS = 1000;

    private static final Pattern FRAMING = Pattern.compile("(?i)(transfer-encoding|content-length)\\s*:");

    private static final long DEFAULT_TIMEOUT_MILLIS = 30_000;
    private static final int RETRY_AFTER_SECONDS = 30;

    private final RequestCheck check;
    private final BytesInFlight inFlight;
    private final long timeoutMillis;
    private final Set<String> methods;
    private final RefusalLog refusals = new RefusalLog(() -> System.nanoTime() / 1_000_000, LOG::warn);

    private VertxGuard(RequestCheck check, PlatformHttpEndpoint endpoint) {
        this.check = check;
        this.inFlight = BytesInFlight.of(endpoint.getCamelContext());
        this.timeoutMillis = endpoint.getRequestTimeout() > 0 ? endpoint.getRequestTimeout() : DEFAULT_TIMEOUT_MILLIS;
        this.methods = Method.parseList(endpoint.getHttpMethodRestrict()).stream()
                .map(Method::name)
                .collect(Collectors.toSet());
    }

    /** Puts one before a route that is not started yet, if Vert.x serves it; answers what takes it away again. */
    static Runnable before(Route route, RequestCheck check) {
        List<io.vertx.ext.web.Route> guarded = new ArrayList<>();
        if (route.getEndpoint() instanceof PlatformHttpEndpoint endpoint) {
            VertxGuard guard = new VertxGuard(check, endpoint);
            String path = endpoint.getPath().replaceAll("\\{([^/}]+)}", ":$1")
                    + (endpoint.isMatchOnUriPrefix() && !endpoint.getPath().endsWith("*") ? "*" : "");
            for (VertxPlatformHttpRouter router :
                    endpoint.getCamelContext().getRegistry().findByType(VertxPlatformHttpRouter.class)) {
                if (!isManagementServer(router)) {
                    guarded.add(router.route(path).handler(guard));
                }
            }
        }
        return () -> guarded.forEach(io.vertx.ext.web.Route::remove);
    }

    /** Camel 4.17 cannot tell; there a guard stands before a path that the other server does not have, which does no harm. */
    private static boolean isManagementServer(VertxPlatformHttpRouter router) {
        try {
            return router.isManagementServer();
        } catch (NoSuchMethodError e) {
            return false;
        }
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (((RoutingContextInternal) ctx).seenHandler(RoutingContextInternal.BODY_HANDLER)) {
            ctx.next(); // another guard was here
            return;
        }
        HttpServerRequest request = ctx.request();
        HttpRefusal refusal = refusal(request);
        Arrival arrival = new Arrival(ctx);
        if (refusal != null) {
            arrival.refuse(refusal);
        } else {
            arrival.read();
        }
    }

    private HttpRefusal refusal(HttpServerRequest request) {
        if (!methods.contains(request.method().name())) {
            return HttpRefusal.of(405, "expected " + String.join(" or ", methods));
        }
        return isAmbiguous(request)
                ? HttpRefusal.of(400, "expected one Host, and no header within another")
                : check.refusal(head(request));
    }

    /**
     * Whether another server could read the request otherwise, as far as Netty lets it pass: it takes a line that begins with
     * a space for more of the header above, where others see a header of its own.
     */
    private static boolean isAmbiguous(HttpServerRequest request) {
        boolean hosts = request.version() == HttpVersion.HTTP_1_1
                && request.headers().getAll("Host").size() != 1;
        return hosts
                || request.headers().entries().stream()
                        .anyMatch(header -> FRAMING.matcher(header.getValue()).find());
    }

    private static RequestHead head(HttpServerRequest request) {
        return new RequestHead() {
            @Override
            public List<String> headers(String name) {
                return request.headers().getAll(name);
            }

            @Override
            public String query() {
                return request.query();
            }
        };
    }

    /** Is one body on its way in. All of it happens on the event loop of its connection. */
    private final class Arrival {

        private final RoutingContext ctx;
        private final HttpServerRequest request;
        private final Vertx vertx;
        private final BytesInFlight.Share share;
        private final Buffer body = Buffer.buffer();
        private long declared = -1;
        private long timer = -1;
        private boolean over;

        Arrival(RoutingContext ctx) {
            this.ctx = ctx;
            this.request = ctx.request();
            this.vertx = ctx.vertx();
            Context loop = vertx.getOrCreateContext();
            this.share = inFlight.open(() -> loop.runOnContext(nothing -> refuse(HttpRefusal.overloaded())));
        }

        void read() {
            String length = request.getHeader("Content-Length");
            declared = length == null ? -1 : Long.parseLong(length); // which the head's check has seen
            timer = vertx.setTimer(timeoutMillis, id -> refuse(HttpRefusal.late(timeoutMillis)));
            ctx.addEndHandler(ended -> {
                vertx.cancelTimer(timer);
                share.close();
            });
            if (request.version() != HttpVersion.HTTP_1_0
                    && "100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                ctx.response().writeContinue();
            }
            request.handler(this::take);
            request.endHandler(nothing -> ended());
            request.resume();
            if (declared == 0) {
                arrived();
            }
        }

        /** Camel resumes the request once more, which one of HTTP/2 that has ended does not allow: go on before it ends. */
        private boolean isWhole() {
            return declared >= 0 && body.length() >= declared;
        }

        private void take(Buffer chunk) {
            if (over) {
                return;
            }
            if (declared < 0 && isHttp2()) {
                refuse(HttpRefusal.of(411, "expected Content-Length, which HTTP/2 can do without and this cannot"));
            } else if (body.length() + (long) chunk.length() > check.maxDocumentSize()) {
                refuse(HttpRefusal.tooLarge(check.maxDocumentSize()));
            } else if (!share.grow(chunk.length())) {
                refuse(HttpRefusal.overloaded());
            } else {
                body.appendBuffer(chunk);
                if (isWhole()) {
                    arrived();
                }
            }
        }

        private void ended() {
            if (isHttp2() && !over) {
                refuse(check.empty(head(request)));
            } else {
                arrived();
            }
        }

        private boolean isHttp2() {
            return request.version() == HttpVersion.HTTP_2;
        }

        private void arrived() {
            if (over) {
                return;
            }
            if (!share.arrived()) {
                refuse(HttpRefusal.overloaded());
                return;
            }
            over = true;
            vertx.cancelTimer(timer);
            RoutingContextInternal internal = (RoutingContextInternal) ctx;
            internal.visitHandler(RoutingContextInternal.BODY_HANDLER);
            internal.setBody(body);
            ctx.next();
        }

        void refuse(HttpRefusal refusal) {
            HttpServerResponse response = ctx.response();
            if (over || response.ended() || response.closed()) {
                return;
            }
            over = true;
            vertx.cancelTimer(timer);
            share.close();
            refusals.refused(refusal.detail());
            boolean whole = request.isEnded();
            if (!whole) {
                request.handler(chunk -> {}); // thrown away while the answer is on its way
                request.resume();
            }
            response.setStatusCode(refusal.status()).putHeader("Content-Type", "application/json");
            if (refusal.status() == HttpRefusal.OVERLOADED) {
                response.putHeader("Retry-After", String.valueOf(RETRY_AFTER_SECONDS));
            } else if (refusal.status() == 401 && check.challenge() != null) {
                response.putHeader("WWW-Authenticate", check.challenge());
            } else if (refusal.status() == 405) {
                response.putHeader("Allow", String.join(", ", methods));
            }
            if (!whole && !isHttp2()) {
                response.putHeader("Connection", "close");
            }
            response.end(Buffer.buffer(refusal.body()));
            if (!whole) {
                request.endHandler(nothing -> hangUp());
                vertx.setTimer(LINGER_MILLIS, id -> hangUp());
            }
        }

        /** Other requests may share a connection of HTTP/2. */
        private void hangUp() {
            if (isHttp2()) {
                ctx.response().reset();
            } else {
                request.connection().close();
            }
        }
    }
}
