package io.github.camelaudience.server.page;

import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationHandlerFactory;

/**
 * Puts a handler before all others of one of Camel's HTTP servers that is about to start. Its list of authentication handlers is the one place where
 * Camel takes a handler before it binds the port: one that is added to the running server comes too late for the first requests.
 */
public final class EarlyHandler {

    private EarlyHandler() {}

    /** Adds a handler of every path to those of a server. */
    public static void add(AuthenticationConfig handlers, AuthenticationHandler handler) {
        AuthenticationConfigEntry entry = new AuthenticationConfigEntry();
        entry.setPath("/*");
        entry.setAuthenticationProviderFactory(vertx -> null);
        entry.setAuthenticationHandlerFactory(new AuthenticationHandlerFactory() {
            @Override
            public <T extends AuthenticationProvider> AuthenticationHandler createAuthenticationHandler(T none) {
                return handler;
            }
        });
        handlers.getEntries().add(entry);
        handlers.setEnabled(true);
    }
}
