package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import java.util.Locale;

/** Names what holds up the next request. */
public enum RateBound {
    /** Nothing does: it may go. */
    NONE("nothing"),
    /** The limit that LaunchDarkly announces for the account. */
    ACCOUNT("the limit of the account"),
    /** The limit that LaunchDarkly announces for the route. */
    ROUTE("the limit of the route"),
    /** The limit that LaunchDarkly announces for the access token. */
    TOKEN("the limit of the access token"),
    /** A limit that nothing announces, which refusals have taught. */
    LEARNED("a limit that refusals have taught"),
    /** The pause after a refusal, or the one that an answer asked for, of which no announced limit is the cause. */
    PAUSE("a pause that LaunchDarkly asked for"),
    /** As many are under way as there may be by what was accepted so far. */
    IN_FLIGHT("the number of requests under way");

    private final String words;

    RateBound(String words) {
        this.words = words;
    }

    /** Returns the name in small letters, as figures and tags show it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Says in words what it is, for people. */
    public String words() {
        return words;
    }

    static RateBound of(RateScope scope) {
        return switch (scope) {
            case ACCOUNT -> ACCOUNT;
            case ROUTE -> ROUTE;
            case TOKEN -> TOKEN;
        };
    }
}
