package io.github.camelaudience.server;

import java.util.Properties;
import org.apache.camel.spi.PropertiesComponent;

/**
 * Gives the Kamelet that explains the settings of the one that syncs: what was explained with other settings than it
 * would be synced with is worse than nothing. A setting of its own wins.
 */
final class ExplainSettings {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";
    private static final String EXPLAIN = "camel.kamelet.segment-audience-explain-action.";

    /** The parameters that both have. */
    private static final String[] SHARED = {
        "clientSideId",
        "contextKind",
        "contextKey",
        "mapping",
        "trigger",
        "onMissingMembership",
        "audienceIdFallback",
        "maxDocumentSize"
    };

    private ExplainSettings() {}

    /** Copies what is set for the sink and not for the explanation, placeholders as they are written. */
    static void copy(PropertiesComponent properties) {
        Properties own = properties.loadProperties(name -> name.startsWith(EXPLAIN));
        Properties sink = properties.loadProperties(name -> name.startsWith(SINK));
        for (String name : SHARED) {
            String value = sink.getProperty(SINK + name);
            if (value != null && own.getProperty(EXPLAIN + name) == null) {
                properties.addInitialProperty(EXPLAIN + name, value);
            }
        }
    }
}
