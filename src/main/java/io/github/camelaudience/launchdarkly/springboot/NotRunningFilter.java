package io.github.camelaudience.launchdarkly.springboot;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;

/**
 * Turns 404 into 503 with {@code Retry-After} while the CamelContext does not run, because nobody knows then which paths its
 * routes will have, and for the path of a route that does not run, which Camel 4.22 takes from Spring. What other handlers
 * answer stays as it is.
 */
final class NotRunningFilter implements Filter, Ordered {

    static final String RETRY_AFTER = "Retry-After";
    static final String SECONDS = "5";

    private static final String SCHEME = "platform-http:";
    private static final Pattern SLASHES = Pattern.compile("/+");

    private final ObjectProvider<CamelContext> contexts;
    private volatile CamelContext context;

    NotRunningFilter(ObjectProvider<CamelContext> contexts) {
        this.contexts = contexts;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked && response instanceof HttpServletResponse answer) {
            String path = asked.getRequestURI().substring(asked.getContextPath().length());
            chain.doFilter(request, new NotFoundIsLater(answer, path));
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isRunning(String path) {
        if (context == null) {
            context = contexts.getIfAvailable();
        }
        return context == null
                || (context.isStarted()
                        && context.getRoutes().stream().noneMatch(route -> {
                            String uri = route.getEndpoint().getEndpointBaseUri();
                            return uri.startsWith(SCHEME)
                                    && isOf(uri.substring(SCHEME.length()), path)
                                    && !context.getRouteController()
                                            .getRouteStatus(route.getRouteId())
                                            .isStarted();
                        }));
    }

    /** Whether a path is one that a route takes, whose own may have names in braces for what may be anything. */
    private static boolean isOf(String taken, String path) {
        String[] parts = SLASHES.split(taken.replaceFirst("^/+", ""));
        String[] asked = SLASHES.split(path.replaceFirst("^/+", ""));
        if (parts.length != asked.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].startsWith("{") && !parts[i].equals(asked[i])) {
                return false;
            }
        }
        return true;
    }

    private final class NotFoundIsLater extends HttpServletResponseWrapper {

        private final String path;

        NotFoundIsLater(HttpServletResponse response, String path) {
            super(response);
            this.path = path;
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            super.sendError(later(status), message);
        }

        @Override
        public void sendError(int status) throws IOException {
            super.sendError(later(status));
        }

        @Override
        public void setStatus(int status) {
            super.setStatus(later(status));
        }

        private int later(int status) {
            boolean unavailable = status == SC_SERVICE_UNAVAILABLE || (status == SC_NOT_FOUND && !isRunning(path));
            if (unavailable && !containsHeader(RETRY_AFTER)) {
                setHeader(RETRY_AFTER, SECONDS);
            }
            return unavailable ? SC_SERVICE_UNAVAILABLE : status;
        }
    }
}
