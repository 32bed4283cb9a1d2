package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds what the tasks of a worker share, because LaunchDarkly counts the requests of an account together: clock and rate limiters. */
final class SharedLimits {

    private record Account(String apiUrl, AccessToken token) {}

    static final MonotonicClock CLOCK = new MonotonicClock();

    private static final Map<Account, RateLimiter> LIMITERS = new ConcurrentHashMap<>();

    private SharedLimits() {}

    static RateLimiter of(EngineSettings settings) {
        return LIMITERS.computeIfAbsent(
                new Account(settings.apiUrl(), settings.token()),
                account -> new RateLimiter(settings.retryPolicy().maxDelay()));
    }
}
