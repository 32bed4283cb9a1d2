package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Knows the figures of the started endpoints of a component, for gauges that those of one environment share. Thread-safe. */
public final class RunningFigures {

    /** With the client-side ID of the environment. */
    private final Map<Supplier<AudienceFigures>, String> started = new ConcurrentHashMap<>();

    /** Adds an endpoint that starts. */
    public void add(Supplier<AudienceFigures> figures, String clientSideId) {
        started.put(figures, clientSideId);
    }

    /** Takes out an endpoint that has stopped. */
    public void remove(Supplier<AudienceFigures> figures) {
        started.remove(figures);
    }

    /** Asks the started endpoints of an environment. */
    Stream<AudienceFigures> of(String clientSideId) {
        return started.entrySet().stream()
                .filter(endpoint -> endpoint.getValue().equals(clientSideId))
                .map(endpoint -> endpoint.getKey().get());
    }
}
