package io.github.camelaudience.launchdarkly.core.launchdarkly.standard;

import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.AudienceSegment;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts the targets of the segments that are written here, and warns before LaunchDarkly's limits are reached: once per segment and once
 * per environment. Segments that others write are not counted. Thread-safe.
 */
final class TargetCounts {

    /** The most individual targets of a standard segment. */
    static final int MOST = 15_000;

    /** From here on a segment is near that. */
    static final int NEAR = 12_000;

    /** From here on, LaunchDarkly says, individual targets of an environment can affect performance. */
    static final int MANY_IN_ENVIRONMENT = 10_000;

    private final Consumer<String> warnings;
    private final Map<EnvironmentKeys, Map<String, Integer>> byEnvironment = new HashMap<>();
    private final Map<EnvironmentKeys, Integer> sums = new HashMap<>();
    private final Set<Object> warned = new HashSet<>();

    TargetCounts(Consumer<String> warnings) {
        this.warnings = Objects.requireNonNull(warnings, "warnings");
    }

    /** Notes what LaunchDarkly says. */
    synchronized void counted(AudienceSegment segment, int targets) {
        segment.targets(targets);
        EnvironmentKeys environment = segment.environment();
        Integer before = byEnvironment
                .computeIfAbsent(environment, each -> new HashMap<>())
                .put(segment.path(), targets);
        int sum = sums.merge(environment, targets - (before == null ? 0 : before), Integer::sum);
        if (targets >= NEAR && warned.add(segment.path())) {
            warnings.accept("The " + segment.describe() + " has " + targets
                    + " individual targets. A standard segment takes " + MOST
                    + ": who would enter after that is held back. A big segment (backend=big) has no such limit");
        }
        if (sum >= MANY_IN_ENVIRONMENT && warned.add(environment)) {
            warnings.accept(
                    "The standard segments that are written here have " + sum + " individual targets in "
                            + environment.describe() + ". LaunchDarkly says that more than " + MANY_IN_ENVIRONMENT
                            + " of an environment can affect performance: its SDKs start slower. Big segments (backend=big) do not count");
        }
    }
}
