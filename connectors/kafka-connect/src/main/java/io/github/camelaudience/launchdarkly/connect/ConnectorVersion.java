package io.github.camelaudience.launchdarkly.connect;

/** Knows the version of this connector, that of its jar. */
final class ConnectorVersion {

    static final String VALUE = version();

    private ConnectorVersion() {}

    private static String version() {
        String version = ConnectorVersion.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
