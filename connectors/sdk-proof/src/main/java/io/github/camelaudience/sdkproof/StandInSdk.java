package io.github.camelaudience.sdkproof;

import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.BigSegmentsConfigurationBuilder;
import com.launchdarkly.sdk.server.integrations.PollingDataSourceBuilder;
import com.launchdarkly.sdk.server.subsystems.ComponentConfigurer;
import com.launchdarkly.sdk.server.subsystems.DataSource;
import io.github.camelaudience.standin.StandIn;
import java.lang.reflect.Field;
import java.time.Duration;

/**
 * Makes LaunchDarkly's Java SDK for a stand-in. All is as the SDK has it by default, but for its addresses, and for reports
 * of evaluations every 100 ms instead of every 5 s. An immutable value.
 *
 * @param standIn   plays LaunchDarkly
 * @param polling   how often it asks instead of keeping a stream open, {@code null} for a stream
 * @param cacheTime how long the SDK believes what its big-segment store said of a context; zero for not at all
 */
public record StandInSdk(StandIn standIn, Duration polling, Duration cacheTime) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Keeps a stream open, and remembers members of big segments for 5 s: both are the SDK's defaults. */
    public static StandInSdk of(StandIn standIn) {
        return new StandInSdk(standIn, null, BigSegmentsConfigurationBuilder.DEFAULT_USER_CACHE_TIME);
    }

    /** Asks every so often instead of keeping a stream open. The SDK's least is 30 s; here a test may have less. */
    public StandInSdk byPolling(Duration every) {
        return new StandInSdk(standIn, every, cacheTime);
    }

    /** Asks the big-segment store at each evaluation. */
    public StandInSdk withoutCache() {
        return new StandInSdk(standIn, polling, Duration.ZERO);
    }

    /**
     * Starts a client, which the caller closes.
     *
     * @throws IllegalStateException if the client has no flags after 10 s
     */
    public LDClient start() {
        LDClient client = new LDClient(standIn.sdkKey(), config());
        if (!client.isInitialized()) {
            throw new IllegalStateException("the SDK got no flags from " + standIn.url());
        }
        return client;
    }

    private LDConfig config() {
        ComponentConfigurer<DataSource> source = polling == null ? Components.streamingDataSource() : polling(polling);
        return new LDConfig.Builder()
                .serviceEndpoints(Components.serviceEndpoints().relayProxy(standIn.url()))
                .dataSource(source)
                .bigSegments(Components.bigSegments(context -> new StandInBigSegmentStore(standIn))
                        .userCacheTime(cacheTime))
                .events(Components.sendEvents().flushInterval(Duration.ofMillis(100)))
                .startWait(PATIENCE)
                .build();
    }

    /** Sets what the SDK's own tests set, which its setter would make 30 s of. */
    private static PollingDataSourceBuilder polling(Duration every) {
        PollingDataSourceBuilder builder = Components.pollingDataSource();
        try {
            Field interval = PollingDataSourceBuilder.class.getDeclaredField("pollInterval");
            interval.setAccessible(true);
            interval.set(builder, every);
            return builder;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this SDK keeps its poll interval elsewhere", e);
        }
    }
}
