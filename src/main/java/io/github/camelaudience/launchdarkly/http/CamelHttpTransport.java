package io.github.camelaudience.launchdarkly.http;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.BoundedAnswer;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.BasicHttpContext;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Sends with the client of the user's camel-http component, so that its proxy, TLS and pool settings apply. The request is made here:
 * nothing of the user's message can redirect it, and nothing of it leaks out.
 *
 * <p>camel-http's own repetition of a request on 429 and 503 is switched off, redirects are not followed, and an
 * exchange ends within connect and response timeout together, however slowly the answer drips.
 */
public final class CamelHttpTransport extends ServiceSupport implements Transport {

    /** What camel-http has unless it is told otherwise. */
    private static final int CONNECTIONS_PER_ROUTE = 20;

    private static final int CONNECTIONS = 200;

    /** Names of attributes that camel-http gives the context of each request. */
    private static final String EXCHANGE = Exchange.class.getName();

    private static final String HOST = HttpHost.class.getName();

    private final CamelContext context;
    private final String componentName;
    private final long connectTimeout;
    private final long responseTimeout;
    private final int mostRequests;
    private final Map<String, Client> clients = new HashMap<>();

    private HttpComponent http;
    private HttpClientConfigurer configurer;
    private ScheduledExecutorService alarm;
    private BoundedAnswer bounds;

    private record Client(HttpEndpoint endpoint, HttpClient http, HttpHost host) {}

    /**
     * Sends by a camel-http component.
     *
     * @param componentName   of the component in the context, such as {@code https}
     * @param connectTimeout  in milliseconds
     * @param responseTimeout in milliseconds; an answer may take both together
     * @param mostRequests    how many may be under way at a time: unless the component's pool was given other bounds than camel-http's
     *                        own, it has a connection for each
     */
    public CamelHttpTransport(
            CamelContext context, String componentName, long connectTimeout, long responseTimeout, int mostRequests) {
        this.context = context;
        this.componentName = componentName;
        this.connectTimeout = connectTimeout;
        this.responseTimeout = responseTimeout;
        this.mostRequests = mostRequests;
    }

    /** Names the one of Camel's HTTP components that carries a URL, unless the user names another. */
    public static String componentFor(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("http:") ? "http" : "https";
    }

    @Override
    protected void doStart() {
        http = httpComponent();
        HttpClientConfigurer ofUser = http.getHttpClientConfigurer();
        alarm = context.getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "launchdarkly-audience-deadline");
        bounds = new BoundedAnswer(alarm, connectTimeout + responseTimeout);
        BoundedAnswer interceptor = bounds;
        configurer = builder -> {
            if (ofUser != null) {
                ofUser.configureHttpClient(builder);
            }
            builder.disableAutomaticRetries();
            builder.addExecInterceptorFirst("launchdarkly-audience-bounds", interceptor);
        };
    }

    private HttpComponent httpComponent() {
        if (context.getComponent(componentName) instanceof HttpComponent http) {
            return http;
        }
        throw new IllegalArgumentException(
                "httpComponent must name a component of type camel-http, but there is none named " + componentName);
    }

    /** Ends the requests that are under way, also where their connections are of a pool that others share. */
    @Override
    protected void doStop() {
        if (alarm == null) {
            return; // was never started
        }
        bounds.end();
        synchronized (clients) {
            clients.values().forEach(client -> ServiceHelper.stopAndShutdownServices(client.endpoint));
            clients.clear();
        }
        context.getExecutorServiceManager().shutdownNow(alarm);
        alarm = null;
    }

    @Override
    public Reply exchange(Call call) throws IOException {
        String origin = origin(call.url());
        Client client = client(origin);
        boolean usable = false;
        try {
            Reply reply = HttpCalls.exchange(client.http, client.host, contextOf(client), call);
            usable = true;
            return reply;
        } catch (IOException e) {
            usable = true;
            throw e;
        } catch (RuntimeException e) {
            IOException ofNetwork = ObjectHelper.getException(IOException.class, e);
            if (ofNetwork == null) {
                throw e;
            }
            usable = true;
            throw ofNetwork;
        } finally {
            if (!usable) {
                discard(origin, client); // after an error its pool of connections may be closed for ever
            }
        }
    }

    /** What the user's component and its listeners expect in the context of a request. */
    private HttpContext contextOf(Client client) {
        HttpContext ofUser = client.endpoint.getHttpContext();
        HttpContext own = ofUser == null ? HttpClientContext.create() : new BasicHttpContext(ofUser);
        own.setAttribute(EXCHANGE, new DefaultExchange(context));
        own.setAttribute(HOST, client.host);
        return own;
    }

    /** Every segment has a URL of its own, but all of a host share a client. */
    private static String origin(String url) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        return path < 0 ? url : url.substring(0, path);
    }

    private void discard(String origin, Client client) {
        synchronized (clients) {
            if (!clients.remove(origin, client)) {
                return;
            }
        }
        ServiceHelper.stopAndShutdownServices(client.endpoint);
    }

    /** None is made after the stop, for nobody would close it. */
    private Client client(String origin) throws IOException {
        synchronized (clients) {
            if (!isRunAllowed() || isStopping()) {
                throw new IOException("the HTTP client is stopped");
            }
            return clients.computeIfAbsent(origin, this::createClient);
        }
    }

    private Client createClient(String origin) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("throwExceptionOnFailure", "false");
        options.put("copyHeaders", "false");
        options.put("followRedirects", "false");
        options.put("connectTimeout", Long.toString(connectTimeout));
        options.put("connectionRequestTimeout", Long.toString(responseTimeout));
        options.put("responseTimeout", Long.toString(responseTimeout));
        options.put("soTimeout", Long.toString(responseTimeout));
        options.put("httpClientConfigurer", configurer);
        if (http.getConnectionsPerRoute() == CONNECTIONS_PER_ROUTE && mostRequests > CONNECTIONS_PER_ROUTE) {
            options.put("connectionsPerRoute", Integer.toString(mostRequests));
            int total = http.getMaxTotalConnections();
            options.put(
                    "maxTotalConnections",
                    Integer.toString(total == CONNECTIONS ? Math.max(CONNECTIONS, mostRequests) : total));
        }
        HttpEndpoint endpoint = null;
        Client client = null;
        try {
            // Not from the context, which would answer with another endpoint's client for the same URL.
            endpoint = (HttpEndpoint) http.createEndpoint(componentName + ":" + origin, options);
            ServiceHelper.startService(endpoint);
            client = new Client(endpoint, endpoint.getHttpClient(), HttpHost.create(URI.create(origin)));
            return client;
        } catch (Exception e) {
            throw new IllegalStateException("cannot create the HTTP client for " + origin, e);
        } finally {
            if (client == null) {
                ServiceHelper.stopAndShutdownServices(endpoint);
            }
        }
    }
}
