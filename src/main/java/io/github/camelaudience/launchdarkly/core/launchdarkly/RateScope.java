package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.util.Locale;

/**
 * Names what LaunchDarkly counts requests for. Each has a limit, a remainder and a window of its own, and a request counts for all
 * three; an answer may tell of one, of several or of none.
 *
 * @see <a href="https://launchdarkly.com/docs/api#rate-limiting">LaunchDarkly: rate limiting</a>
 */
public enum RateScope {
    /** Counts all requests of the account: {@code X-Ratelimit-Global-…}, with the reset that it shares with {@link #ROUTE}. */
    ACCOUNT,
    /** Counts the account's requests of one route, which is a URL pattern and a verb: {@code X-Ratelimit-Route-…}. */
    ROUTE,
    /** Counts the requests with one access token: {@code X-Ratelimit-Auth-Token-…}, the reset included. */
    TOKEN;

    /** Returns the name in small letters, as figures and tags show it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
