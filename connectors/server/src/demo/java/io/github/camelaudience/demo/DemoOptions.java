package io.github.camelaudience.demo;

import java.io.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * How the demo runs.
 *
 * @param repository   the checkout: routes and sample messages are read from there
 * @param work         a folder of its own for the inbox
 * @param clientSideId of a real LaunchDarkly environment, or {@code null} for the stand-in
 * @param accessToken  of a real LaunchDarkly account, or {@code null} for the stand-in
 * @param stay         how long to stay after the summary, in seconds; {@link #UNTIL_STOPPED} for ever
 * @param usualPorts   whether to try the usual ports before free ones
 * @param colour       whether to write in colour
 */
record DemoOptions(
        Path repository,
        Path work,
        String clientSideId,
        String accessToken,
        long stay,
        boolean usualPorts,
        boolean colour) {

    static final long UNTIL_STOPPED = Long.MAX_VALUE;

    /** The property that has to be true before anything is written to a real environment. */
    static final String LIVE = "demo.live";

    private static final String TOKEN = "LAUNCHDARKLY_ACCESS_TOKEN";
    private static final String ENVIRONMENT = "LAUNCHDARKLY_CLIENT_SIDE_ID";

    /**
     * Options as the command and the environment give them.
     *
     * @throws IllegalArgumentException saying what to set
     */
    static DemoOptions of(Properties system, Map<String, String> environment, boolean terminal) {
        boolean live = live(system.getProperty(LIVE, ""));
        String token = live ? given(environment, TOKEN) : null;
        String id = live ? given(environment, ENVIRONMENT) : null;
        if (live && (token == null || id == null)) {
            throw new IllegalArgumentException("-D" + LIVE + "=true writes to a real LaunchDarkly environment: set "
                    + TOKEN + " and " + ENVIRONMENT + ", or leave it out for the stand-in.");
        }
        Path module = Path.of("").toAbsolutePath();
        return new DemoOptions(
                module.resolve("../..").normalize(),
                module.resolve("target/demo"),
                id,
                token,
                stay(system.getProperty("demo.seconds", ""), terminal),
                true,
                terminal && given(environment, "NO_COLOR") == null);
    }

    /** Whether someone is watching. From Java 22 on there is a console even if its ends are files. */
    static boolean terminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    boolean live() {
        return accessToken != null;
    }

    /** The same with another folder of its own. */
    DemoOptions in(Path folder) {
        return new DemoOptions(repository, folder, clientSideId, accessToken, stay, usualPorts, colour);
    }

    /** A record would print the token. */
    @Override
    public String toString() {
        return "DemoOptions[live=" + live() + ", stay=" + stay + "]";
    }

    /** What is exported for the server must not make a demo write to it. */
    private static boolean live(String asked) {
        return switch (asked.strip()) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new IllegalArgumentException(LIVE + " must be true or false but was: " + asked);
        };
    }

    private static long stay(String seconds, boolean terminal) {
        if (seconds.isBlank()) {
            return terminal ? UNTIL_STOPPED : 0;
        }
        try {
            return Math.max(0, Long.parseLong(seconds.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("demo.seconds must be a number of seconds but was: " + seconds, e);
        }
    }

    private static String given(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
