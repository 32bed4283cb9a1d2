package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import java.util.Objects;

/** Is the segment of one audience: found at LaunchDarkly, or made there, and of the right kind. Thread-safe. */
public final class AudienceSegment {

    private final EnvironmentKeys environment;
    private final String key;
    private final String contextKind;
    private volatile int targets;
    private volatile boolean everAccepted;

    AudienceSegment(EnvironmentKeys environment, String key, String contextKind, int targets) {
        this.environment = Objects.requireNonNull(environment, "environment");
        this.key = Objects.requireNonNull(key, "key");
        this.contextKind = contextKind;
        this.targets = targets;
    }

    /** Gives the keys of its project and environment. */
    public EnvironmentKeys environment() {
        return environment;
    }

    /** Gives its path below the API's URL. */
    public String path() {
        return environment.segmentsPath() + "/" + EnvironmentKeys.encode(key);
    }

    /** Gives the one kind of contexts that a big segment has. */
    public String contextKind() {
        return contextKind;
    }

    /** Gives the number of its individual targets, or more. */
    public int targets() {
        return targets;
    }

    /** Notes how many targets it has, or how many at most. */
    public void targets(int count) {
        targets = count;
    }

    /** Whether a change of its members was ever accepted. */
    boolean everAccepted() {
        return everAccepted;
    }

    void accepted() {
        everAccepted = true;
    }

    /** Names it with its environment and project. */
    public String describe() {
        return describe(environment, key);
    }

    static String describe(EnvironmentKeys environment, String key) {
        return "segment " + key + " in " + environment.describe();
    }

    @Override
    public String toString() {
        return describe();
    }
}
