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
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;

/**
 * Turns 404 into 503 with {@code Retry-After} while the CamelContext does not run: nobody knows then which paths its routes
 * will have. What other handlers answer stays as it is.
 */
final class NotRunningFilter implements Filter, Ordered {

    static final String RETRY_AFTER = "Retry-After";
    static final String SECONDS = "5";

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
        if (request instanceof HttpServletRequest && response instanceof HttpServletResponse http) {
            chain.doFilter(request, new NotFoundIsLater(http));
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isRunning() {
        if (context == null) {
            context = contexts.getIfAvailable();
        }
        return context == null || context.isStarted();
    }

    private final class NotFoundIsLater extends HttpServletResponseWrapper {

        NotFoundIsLater(HttpServletResponse response) {
            super(response);
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
            boolean unavailable = status == SC_SERVICE_UNAVAILABLE || (status == SC_NOT_FOUND && !isRunning());
            if (unavailable && !containsHeader(RETRY_AFTER)) {
                setHeader(RETRY_AFTER, SECONDS);
            }
            return unavailable ? SC_SERVICE_UNAVAILABLE : status;
        }
    }
}
