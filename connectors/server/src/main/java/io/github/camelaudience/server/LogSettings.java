package io.github.camelaudience.server;

import io.github.camelaudience.server.Command.WrongArguments;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Tells {@code conf/log4j2.properties} by system properties where the log goes, before the first logger is made. */
final class LogSettings {

    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    private LogSettings() {}

    /**
     * Sets the properties that are not set.
     *
     * @param runs whether the server runs: all other commands keep standard output for what they print, and say themselves
     *             what is wrong, so they log nothing unless a level is asked for
     * @throws WrongArguments when a variable has a value that it cannot have
     */
    static void set(Map<String, String> environment, Properties system, boolean runs) {
        String format = oneOf(environment, Variable.LOG_FORMAT, FORMATS);
        String level = oneOf(environment, Variable.LOG_LEVEL, LEVELS);
        boolean asked = !environment.getOrDefault(Variable.LOG_LEVEL.name(), "").isBlank();
        String file = environment.getOrDefault(Variable.LOG_FILE.name(), "");
        boolean toFile = runs && !file.isBlank();
        system.putIfAbsent("audience.log.appender", (toFile ? "file-" : "console-") + format);
        system.putIfAbsent("audience.log.file", toFile ? file : "");
        system.putIfAbsent("audience.log", runs ? "SYSTEM_OUT" : "SYSTEM_ERR");
        system.putIfAbsent("audience.level", runs || asked ? level : "off");
    }

    private static String oneOf(Map<String, String> environment, Variable variable, List<String> values) {
        String value = environment.getOrDefault(variable.name(), "");
        if (value.isBlank()) {
            return variable == Variable.LOG_LEVEL ? "info" : values.get(0);
        }
        if (!values.contains(value)) {
            throw new WrongArguments(
                    variable.name() + " must be one of " + String.join(", ", values) + " but was " + value);
        }
        return value;
    }
}
