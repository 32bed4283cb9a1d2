package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Knows the figures of the started endpoints of a component, for gauges that those of one environment share. Thread-safe. */
public final class RunningFigures {

    /** With the client-side ID of the environment. */
    private final Map<Supplier<AudienceFigures>, String> started = new ConcurrentHashMap<>();

    private final Set<AudienceSizes> sizes = ConcurrentHashMap.newKeySet();

    /** Adds an endpoint that starts. */
    public void add(Supplier<AudienceFigures> figures, String clientSideId) {
        started.put(figures, clientSideId);
    }

    /** Takes out an endpoint that has stopped. */
    public void remove(Supplier<AudienceFigures> figures) {
        started.remove(figures);
    }

    /** Adds what knows the sizes of a started endpoint's audiences. */
    public void add(AudienceSizes known) {
        sizes.add(known);
    }

    /** Takes it out. */
    public void remove(AudienceSizes known) {
        sizes.remove(known);
    }

    /** Gives what is known of an audience; endpoints that remember for themselves may know different parts, and the largest counts. */
    Optional<AudienceState> of(AudienceKey audience) {
        return sizes.stream()
                .map(known -> known.of(audience))
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(AudienceState::members));
    }

    /** Counts the audiences of an environment. */
    long audiences(String clientSideId) {
        return sizes.stream()
                .flatMap(known -> known.all().stream())
                .map(AudienceState::audience)
                .filter(audience -> audience.environment().equals(clientSideId))
                .distinct()
                .count();
    }

    /** Asks the started endpoints of an environment. */
    Stream<AudienceFigures> of(String clientSideId) {
        return started.entrySet().stream()
                .filter(endpoint -> endpoint.getValue().equals(clientSideId))
                .map(endpoint -> endpoint.getKey().get());
    }
}
