package io.github.camelaudience.standin;

import java.util.List;

/**
 * Shows a flag and what SDKs reported of it.
 *
 * @param key       the flag's key
 * @param rule      for whom it is on
 * @param sightings who saw it, the one for whom it changed last first
 */
public record FlagView(String key, FlagRule rule, List<Sighting> sightings) {

    /**
     * Tells what an SDK reported of one context.
     *
     * @param contextKind the context kind
     * @param contextKey  the key of the context
     * @param on          the flag's value
     * @param atMillis    when the SDK first evaluated it so, by the SDK's clock
     */
    public record Sighting(String contextKind, String contextKey, boolean on, long atMillis) {}
}
