package io.github.camelaudience.server;

import io.github.camelaudience.server.page.EarlyHandler;
import io.github.camelaudience.server.page.MountedPath;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.PlatformHttpListener;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Answers 503 with {@code Retry-After} where Camel's HTTP server would answer 404 because a route does not run yet, or no
 * longer: from the moment the port is bound until the context has started, from the moment it begins to stop until the
 * port is closed, and in between for the path of a route that is stopped or being read again. A sender such as Segment
 * repeats a 503 and gives up at a 404. A path that no route ever had is 404.
 *
 * <p>The gate stands before every other handler of the server, and does not touch the body of a request.
 */
final class HttpGate extends LifecycleStrategySupport implements PlatformHttpListener {

    private static final String RETRY_AFTER = "Retry-After";
    private static final String SECONDS = "5";
    private static final int UNAVAILABLE = 503;
    private static final Pattern PARAMETER = Pattern.compile("\\{[^/}]+}|\\*$");

    private final CamelContext context;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    private HttpGate(CamelContext context) {
        this.context = context;
    }

    /** Puts a gate before the HTTP server that the context is going to have. */
    static void stand(CamelContext context) {
        context.addLifecycleStrategy(new HttpGate(context));
    }

    @Override
    public void onServiceAdd(CamelContext adding, Service service, Route route) {
        if (service instanceof MainHttpServer server) {
            EarlyHandler.add(server.getConfiguration().getAuthenticationConfig(), this::handle);
        }
    }

    @Override
    public void onComponentAdd(String name, Component component) {
        if (component instanceof PlatformHttpComponent http) {
            http.addPlatformHttpListener(this);
        }
    }

    @Override
    public void registerHttpEndpoint(HttpEndpointModel model) {
        String path = path(model);
        known.add(path);
        running.add(path);
    }

    @Override
    public void unregisterHttpEndpoint(HttpEndpointModel model) {
        running.remove(path(model));
    }

    private void handle(RoutingContext request) {
        if (!context.isStarted() || isOfARouteThatDoesNotRun(request)) {
            request.response()
                    .setStatusCode(UNAVAILABLE)
                    .putHeader(RETRY_AFTER, SECONDS)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"error\":\"not running now, try again later\"}");
            return;
        }
        // Camel has 503s of its own, for a request that takes too long and for a route that is suspended.
        request.addHeadersEndHandler(sent -> {
            if (request.response().getStatusCode() == UNAVAILABLE
                    && !request.response().headers().contains(RETRY_AFTER)) {
                request.response().putHeader(RETRY_AFTER, SECONDS);
            }
        });
        request.next();
    }

    private boolean isOfARouteThatDoesNotRun(RoutingContext request) {
        String below = MountedPath.of(request);
        if (running.stream().anyMatch(served -> matches(served, below))) {
            return false;
        }
        return known.stream().anyMatch(served -> matches(served, below))
                || context.getRoutes().stream()
                        .filter(route -> route.isAutoStartup() && route.getEndpoint() instanceof PlatformHttpEndpoint)
                        .anyMatch(route -> matches(path(route.getEndpoint()), below));
    }

    private static String path(HttpEndpointModel model) {
        return model.getConsumer() == null
                ? model.getUri()
                : path(model.getConsumer().getEndpoint());
    }

    private static String path(Endpoint endpoint) {
        PlatformHttpEndpoint http = (PlatformHttpEndpoint) endpoint;
        return http.isMatchOnUriPrefix() && !http.getPath().endsWith("*") ? http.getPath() + "*" : http.getPath();
    }

    private boolean matches(String served, String path) {
        return patterns.computeIfAbsent(served, HttpGate::pattern).matcher(path).matches();
    }

    /** A path of Camel's, with {@code {name}} for one part of it and {@code *} for all that follows. */
    private static Pattern pattern(String served) {
        String path = served.startsWith("/") ? served : "/" + served;
        StringBuilder pattern = new StringBuilder();
        Matcher matcher = PARAMETER.matcher(path);
        int from = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(path.substring(from, matcher.start())))
                    .append(matcher.group().equals("*") ? ".*" : "[^/]+");
            from = matcher.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(path.substring(from))).append("/?").toString());
    }
}
