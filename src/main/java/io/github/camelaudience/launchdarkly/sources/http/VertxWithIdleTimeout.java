package io.github.camelaudience.launchdarkly.sources.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.util.concurrent.TimeUnit;

/**
 * Is a Vert.x whose HTTP servers close connections on which nothing moves. Camel Main's server takes the one that it finds in
 * the registry, and sets no such time itself.
 */
public final class VertxWithIdleTimeout extends VertxWrapper {

    private int idleSeconds = 60;

    public VertxWithIdleTimeout() {
        super((VertxInternal) Vertx.vertx());
    }

    /**
     * Sets after how many seconds without a byte in either direction a connection is closed; 60 by default. Must be longer
     * than any request may wait for its answer.
     */
    public void setIdleSeconds(int idleSeconds) {
        if (idleSeconds < 1) {
            throw new IllegalArgumentException("idleSeconds must be positive");
        }
        this.idleSeconds = idleSeconds;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        return super.createHttpServer(
                new HttpServerOptions(options).setIdleTimeout(idleSeconds).setIdleTimeoutUnit(TimeUnit.SECONDS));
    }

    @Override
    public HttpServer createHttpServer() {
        return createHttpServer(new HttpServerOptions());
    }
}
