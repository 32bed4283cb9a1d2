package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.api.Transport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends through the user's camel-http component, so that its proxy, TLS and pool settings apply. Each request has an
 * exchange of its own: nothing of the user's message can redirect it, and nothing of it leaks out.
 *
 * <p>camel-http's own repetition of a request on 429 and 503 is switched off, redirects are not followed, and an
 * exchange ends within connect and response timeout together, however slowly the answer drips.
 */
final class CamelHttpTransport extends ServiceSupport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(CamelHttpTransport.class);

    private static final String CONFIGURER_PREFIX = "launchdarkly-audience-http-";

    private final CamelContext context;
    private final String componentName;
    private final long connectTimeout;
    private final long responseTimeout;
    private final Map<String, Producer> producers = new ConcurrentHashMap<>();

    private String configurerName;
    private BoundedAnswer boundedAnswer;

    CamelHttpTransport(CamelContext context, String componentName, long connectTimeout, long responseTimeout) {
        this.context = context;
        this.componentName = componentName;
        this.connectTimeout = connectTimeout;
        this.responseTimeout = responseTimeout;
    }

    @Override
    protected void doStart() {
        HttpComponent http = httpComponent();
        HttpClientConfigurer ofUser = http.getHttpClientConfigurer();
        boundedAnswer = new BoundedAnswer(
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "launchdarkly-audience-deadline"),
                connectTimeout + responseTimeout);
        configurerName = CONFIGURER_PREFIX + componentName + "-" + (connectTimeout + responseTimeout) + "-"
                + Integer.toHexString(System.identityHashCode(this));
        BoundedAnswer ours = boundedAnswer;
        HttpClientConfigurer configurer = builder -> {
            if (ofUser != null) {
                ofUser.configureHttpClient(builder);
            }
            builder.disableAutomaticRetries();
            builder.addExecInterceptorFirst("launchdarkly-audience-bounds", ours);
        };
        context.getRegistry().bind(configurerName, HttpClientConfigurer.class, configurer);
    }

    private HttpComponent httpComponent() {
        if (context.getComponent(componentName) instanceof HttpComponent http) {
            return http;
        }
        throw new IllegalArgumentException(
                "httpComponent must name a component of type camel-http, but there is none named " + componentName);
    }

    @Override
    protected void doStop() {
        for (Producer producer : producers.values()) {
            ServiceHelper.stopService(producer);
            forget(producer.getEndpoint());
        }
        producers.clear();
        context.getRegistry().unbind(configurerName);
        context.getExecutorServiceManager().shutdownNow(boundedAnswer.alarm());
    }

    @Override
    public Reply exchange(Call call) throws IOException {
        Exchange exchange = new DefaultExchange(context);
        Message message = exchange.getMessage();
        call.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(call.method()));
        message.setBody(call.body().length == 0 ? null : call.body());
        try {
            producer(call.url()).process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            throw asIoException(exchange.getException());
        }
        Message answer = exchange.getMessage();
        byte[] body = answer.getBody() == null ? null : answer.getBody(byte[].class);
        return new Reply(
                answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                name -> answer.getHeader(name, String.class),
                body == null ? new byte[0] : body);
    }

    private Producer producer(String url) {
        return producers.computeIfAbsent(url, this::createProducer);
    }

    private Producer createProducer(String url) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("throwExceptionOnFailure", "false");
        options.put("copyHeaders", "false");
        options.put("followRedirects", "false");
        options.put("connectTimeout", Long.toString(connectTimeout));
        options.put("connectionRequestTimeout", Long.toString(responseTimeout));
        options.put("responseTimeout", Long.toString(responseTimeout));
        options.put("soTimeout", Long.toString(responseTimeout));
        options.put("httpClientConfigurer", "#" + configurerName);
        try {
            Producer producer =
                    context.getEndpoint(componentName + ":" + url, options).createProducer();
            ServiceHelper.startService(producer);
            return producer;
        } catch (Exception e) {
            throw new IllegalStateException("cannot create the HTTP client for " + url, e);
        }
    }

    /** Each start has endpoints of its own: the context would keep those of all starts, with their connections. */
    private void forget(Endpoint endpoint) {
        try {
            context.removeEndpoint(endpoint);
        } catch (Exception e) {
            LOG.debug("The HTTP endpoint of a stopped transport could not be stopped", e);
        }
    }

    private static IOException asIoException(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof IOException io) {
                return io;
            }
        }
        return new IOException(failure);
    }
}
