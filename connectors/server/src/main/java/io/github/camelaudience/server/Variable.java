package io.github.camelaudience.server;

/** Names the environment variables that the shipped configuration and the launcher read, and what each is for. */
enum Variable {
    LAUNCHDARKLY_CLIENT_SIDE_ID("the client-side ID of the environment; no secret", false),
    LAUNCHDARKLY_ACCESS_TOKEN("the access token that writes segments", true),
    SEGMENT_SHARED_SECRET("what Segment's webhook signs with, for segment-webhook", true),
    SEGMENT_PREVIOUS_SHARED_SECRET("the one before, while it is being changed", true),
    SEGMENT_WRITE_KEYS("write keys that may send, separated by commas, for segment-tracking-api", true),
    SEGMENT_PUBSUB_TOKEN("the token in the address of the push subscription, for segment-pubsub", true),
    SEGMENT_DATA("the folder of what is kept: inbox, rejected messages; ../audience-data", false),
    LEDGER_JDBC_URL("a ledger in PostgreSQL that servers share, as jdbc:postgresql://host:5432/database", false),
    LEDGER_JDBC_USER("its user", false),
    LEDGER_JDBC_PASSWORD("and the password", true),
    SERVER_HOST("where routes listen, 127.0.0.1", false),
    SERVER_PORT("and their port, 8080", false),
    MANAGEMENT_HOST("where health and metrics are, 127.0.0.1", false),
    MANAGEMENT_PORT("and their port, 9876", false),
    PAGE_PASSWORD("a password for the operator's page, needed where MANAGEMENT_HOST is not loopback", true),
    MANAGEMENT_CONSOLE("whether there are Camel's consoles, true", false),
    LOG_FORMAT("text, the default, or json: one object of the Elastic Common Schema a line", false),
    LOG_FILE("a file for the log, instead of standard output; a new one every 100 MB, ten are kept", false),
    LOG_LEVEL("what the log holds: error, warn, info or debug; info", false),
    SERVER_ROUTES("which files of routes run, as a pattern of Camel: file:routes/*.camel.yaml", false),
    JAVA_HOME("which Java, 17 or later", false),
    JAVA_OPTS("its options, -XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError", false),
    CLASS_ARCHIVE("a file that keeps the loaded classes, so that starts take less time; none", false),
    MALLOC_ARENA_MAX("how many arenas glibc has, so that the ledger needs less memory, 2", false);

    private final String meaning;
    private final boolean secret;

    Variable(String meaning, boolean secret) {
        this.meaning = meaning;
        this.secret = secret;
    }

    String meaning() {
        return meaning;
    }

    /** Whether the value is kept from the log, and may come from a file. */
    boolean isSecret() {
        return secret;
    }
}
