package io.github.camelaudience.sdkproof;

import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStore;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStoreTypes;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStoreTypes.Membership;
import com.launchdarkly.sdk.server.subsystems.BigSegmentStoreTypes.StoreMetadata;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a stand-in for the members of big segments, over HTTP and by the hash of a context's key: it stands where an
 * application has the Redis or DynamoDB store that a Relay or LaunchDarkly fills.
 */
public final class StandInBigSegmentStore implements BigSegmentStore {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final String url;
    private final String sdkKey;

    /** Asks for the members in {@link StandIn#environment()}. */
    public StandInBigSegmentStore(StandIn standIn) {
        url = standIn.url() + "/standin/big-segment-store";
        sdkKey = standIn.sdkKey();
    }

    @Override
    public Membership getMembership(String hash) {
        LDValue lists = get("?hash=" + URLEncoder.encode(hash, StandardCharsets.UTF_8));
        return BigSegmentStoreTypes.createMembershipFromSegmentRefs(
                lists.get("included").valuesAs(LDValue.Convert.String),
                lists.get("excluded").valuesAs(LDValue.Convert.String));
    }

    @Override
    public StoreMetadata getMetadata() {
        return new StoreMetadata(get("").get("synchronizedOn").longValue());
    }

    /** Throws what makes the SDK say that the store fails. */
    private LDValue get(String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + query))
                .timeout(PATIENCE)
                .header("Authorization", sdkKey)
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the big-segment store answered " + answer.statusCode());
            }
            return LDValue.parse(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the big-segment store was asked", e);
        }
    }

    /** Has nothing to close. */
    @Override
    public void close() {}
}
