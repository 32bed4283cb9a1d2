package io.github.camelaudience.launchdarkly.core.launchdarkly.http;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Makes calls with Apache HttpClient 5. */
public final class HttpCalls {

    private static final byte[] NO_BODY = {};
    private static final int SHORT = 4096;

    private HttpCalls() {}

    /**
     * Sends and waits. The client says how: whom it asks for a connection, how long it waits, and whether it follows or repeats.
     *
     * @param host    whom to ask
     * @param context of this call, or {@code null}
     * @throws IOException when no complete answer came
     */
    public static Transport.Reply exchange(HttpClient client, HttpHost host, HttpContext context, Transport.Call call)
            throws IOException {
        // of a kind that can be broken off while it waits for a connection
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), URI.create(call.url()));
        call.headers().forEach(request::addHeader);
        if (call.body().length > 0) {
            request.setEntity(new ByteArrayEntity(call.body(), null));
        }
        return client.execute(host, request, context, HttpCalls::reply);
    }

    private static Transport.Reply reply(ClassicHttpResponse response) throws IOException {
        byte[] body = response.getEntity() == null ? null : read(response.getEntity());
        return new Transport.Reply(
                response.getCode(), name -> value(response.getHeaders(name)), body == null ? NO_BODY : body);
    }

    /** A short body of known length needs no buffer that is a hundred times as large. */
    private static byte[] read(HttpEntity entity) throws IOException {
        long length = entity.getContentLength();
        if (length < 0 || length > SHORT) {
            return EntityUtils.toByteArray(entity);
        }
        try (InputStream content = entity.getContent()) {
            return content == null ? NO_BODY : content.readNBytes((int) length);
        }
    }

    /** What stands there several times is one list (RFC 9110, section 5.3). */
    private static String value(Header[] headers) {
        return switch (headers.length) {
            case 0 -> null;
            case 1 -> headers[0].getValue();
            default -> Arrays.stream(headers).map(Header::getValue).collect(Collectors.joining(", "));
        };
    }
}
