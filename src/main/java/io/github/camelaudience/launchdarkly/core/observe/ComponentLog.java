package io.github.camelaudience.launchdarkly.core.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the one logger of the component, named after its endpoint, so that users have one name to set. */
public final class ComponentLog {

    /** Takes every line of the component. */
    public static final Logger LOG =
            LoggerFactory.getLogger("io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint");

    private ComponentLog() {}
}
