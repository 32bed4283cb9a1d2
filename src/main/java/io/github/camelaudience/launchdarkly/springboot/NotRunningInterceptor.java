package io.github.camelaudience.launchdarkly.springboot;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.Consumer;
import org.apache.camel.StatefulService;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Answers 503 with {@code Retry-After} for a route that is stopped or suspended, or whose CamelContext is about to stop:
 * Camel leaves its handlers with Spring when a route stops.
 */
final class NotRunningInterceptor implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || !(method.getBean() instanceof Consumer consumer)) {
            return true;
        }
        boolean running = consumer.getEndpoint().getCamelContext().isStarted()
                && (!(consumer instanceof StatefulService service) || service.isStarted());
        if (!running) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader(NotRunningFilter.RETRY_AFTER, NotRunningFilter.SECONDS);
        }
        return running;
    }
}
