package io.github.camelaudience.launchdarkly.core.launchdarkly.http;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends through Apache HttpClient 5, for hosts without a client of their own to lend. Keeps connections, and neither follows
 * redirects, nor repeats requests, nor keeps cookies; an exchange ends within connect and response timeout together, however
 * slowly the answer drips. Safe for use by many threads.
 */
public final class HttpClientTransport implements Transport, AutoCloseable {

    /** Bounds the wait for a connection, unless said otherwise. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Bounds the wait for an answer, unless said otherwise. */
    public static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    /** More than any engine has under way: who sends waits for LaunchDarkly, not for a connection. */
    private static final int MOST_CONNECTIONS = 1000;

    private final Duration connectTimeout;
    private final Duration responseTimeout;
    private final ScheduledThreadPoolExecutor alarm;
    private final BoundedAnswer bounds;

    private CloseableHttpClient client;
    private boolean closed;

    /** Makes a transport with {@link #CONNECT_TIMEOUT} and {@link #RESPONSE_TIMEOUT}. */
    public HttpClientTransport() {
        this(CONNECT_TIMEOUT, RESPONSE_TIMEOUT);
    }

    /** Makes a transport; each timeout is at least a millisecond. */
    public HttpClientTransport(Duration connectTimeout, Duration responseTimeout) {
        if (connectTimeout.toMillis() < 1 || responseTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "timeouts must be at least 1 ms but were: " + connectTimeout + " and " + responseTimeout);
        }
        this.connectTimeout = connectTimeout;
        this.responseTimeout = responseTimeout;
        this.alarm = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "launchdarkly-audience-deadline");
            thread.setDaemon(true);
            return thread;
        });
        this.alarm.setRemoveOnCancelPolicy(true);
        this.bounds = new BoundedAnswer(alarm, connectTimeout.toMillis() + responseTimeout.toMillis());
    }

    @Override
    public Reply exchange(Call call) throws IOException {
        CloseableHttpClient used = client();
        boolean usable = false;
        try {
            Reply reply = HttpCalls.exchange(used, null, null, call);
            usable = true;
            return reply;
        } catch (IOException e) {
            usable = true;
            throw e;
        } catch (RuntimeException e) {
            if (isClosed()) {
                throw new IOException("the HTTP client was closed", e);
            }
            throw e;
        } finally {
            if (!usable) {
                discard(used); // after an error its pool of connections may be closed for ever
            }
        }
    }

    private synchronized CloseableHttpClient client() throws IOException {
        if (closed) {
            throw new IOException("the HTTP client is closed");
        }
        if (client == null) {
            client = create();
        }
        return client;
    }

    private CloseableHttpClient create() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout(connectTimeout))
                                .setSocketTimeout(timeout(responseTimeout))
                                .build())
                        .setMaxConnPerRoute(MOST_CONNECTIONS)
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(responseTimeout))
                        .setResponseTimeout(timeout(responseTimeout))
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .addExecInterceptorFirst("launchdarkly-audience-bounds", bounds)
                .build();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void discard(CloseableHttpClient broken) {
        synchronized (this) {
            if (client != broken) {
                return;
            }
            client = null;
        }
        broken.close(CloseMode.IMMEDIATE);
    }

    /** Ends the requests that are under way, and closes all connections. */
    @Override
    public void close() {
        CloseableHttpClient last;
        synchronized (this) {
            closed = true;
            last = client;
            client = null;
        }
        bounds.end();
        if (last != null) {
            last.close(CloseMode.IMMEDIATE);
        }
        alarm.shutdownNow();
    }
}
