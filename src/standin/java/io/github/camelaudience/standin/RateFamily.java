package io.github.camelaudience.standin;

/** Names what LaunchDarkly counts requests for; each has a limit and a window of its own. */
public enum RateFamily {
    /** all requests of the account: {@code X-Ratelimit-Global-…}, and the reset that it shares with {@link #ROUTE} */
    GLOBAL("X-Ratelimit-Global-"),
    /** the requests of one route: {@code X-Ratelimit-Route-…} */
    ROUTE("X-Ratelimit-Route-"),
    /** the requests with one access token: {@code X-Ratelimit-Auth-Token-…}, the reset included */
    TOKEN("X-Ratelimit-Auth-Token-");

    private final String prefix;

    RateFamily(String prefix) {
        this.prefix = prefix;
    }

    String header(String what) {
        return prefix + what;
    }
}
