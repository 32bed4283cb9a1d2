package io.github.camelaudience.server;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.spi.PropertiesComponent;

/**
 * Gives the Kamelets that explain, audit and tell why the settings of the one that syncs: what was explained or audited with other settings
 * than it is synced with is worse than nothing. A setting of their own wins.
 */
final class ActionSettings {

    private static final String PREFIX = "camel.kamelet.";
    private static final String SINK = PREFIX + "launchdarkly-audience-sink.";

    /** The parameters that each of them has in common with the sink, and that mean the same there. */
    private static final Map<String, List<String>> SHARED = Map.of(
            "segment-audience-explain-action",
            List.of(
                    "clientSideId",
                    "backend",
                    "projectKey",
                    "environmentKey",
                    "contextKind",
                    "contextKey",
                    "mapping",
                    "mappingLanguages",
                    "trigger",
                    "onMissingMembership",
                    "audienceIdFallback",
                    "allowAudiences",
                    "denyAudiences",
                    "onDelete",
                    "deleteEnvironments",
                    "maxDocumentSize"),
            "segment-audience-audit-action",
            List.of(
                    "clientSideId",
                    "accessToken",
                    "instance",
                    "baseUrl",
                    "contextKind",
                    "backend",
                    "projectKey",
                    "environmentKey",
                    "segmentKey",
                    "stateRepository",
                    "ledgerFolder",
                    "ledgerDataSource",
                    "membershipLedger",
                    "maxDocumentSize",
                    "httpComponent",
                    "connectTimeout",
                    "responseTimeout",
                    "settleAfter"),
            "segment-audience-mirror-action",
            List.of(
                    "clientSideId",
                    "accessToken",
                    "instance",
                    "baseUrl",
                    "contextKind",
                    "backend",
                    "projectKey",
                    "environmentKey",
                    "segmentKey",
                    "audiencesPerRequest",
                    "maxBatchSize",
                    "maxBatchBytes",
                    "maxInFlight",
                    "maxPending",
                    "ledgerFolder",
                    "ledgerDataSource",
                    "membershipLedger",
                    "settleAfter",
                    "httpComponent",
                    "connectTimeout",
                    "responseTimeout",
                    "dryRun"),
            "segment-audience-why-action",
            List.of(
                    "clientSideId",
                    "instance",
                    "baseUrl",
                    "contextKind",
                    "ledgerFolder",
                    "ledgerDataSource",
                    "membershipLedger"));

    private ActionSettings() {}

    /** Copies what is set for the sink and not for the action, placeholders as they are written. */
    static void copy(PropertiesComponent properties) {
        SHARED.forEach((action, names) -> copy(properties, PREFIX + action + ".", names));
    }

    private static void copy(PropertiesComponent properties, String prefix, List<String> names) {
        Properties own = properties.loadProperties(name -> name.startsWith(prefix));
        Properties sink = properties.loadProperties(name -> name.startsWith(SINK));
        for (String name : names) {
            String value = sink.getProperty(SINK + name);
            if (value != null && own.getProperty(prefix + name) == null) {
                properties.addInitialProperty(prefix + name, value);
            }
        }
    }
}
