package io.github.camelaudience.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesFunction;

/**
 * Reads {@code {{env:NAME}}} from the file that the variable {@code NAME_FILE} names, where {@code NAME} itself is not set:
 * as the secrets of Docker and Kubernetes are given to a process. One line break at the end of the file is not of the value.
 */
final class SecretFiles implements PropertiesFunction {

    static final String SUFFIX = "_FILE";

    /** More than that is no secret but another file. */
    private static final int MOST_BYTES = 65_536;

    private final Map<String, String> environment;

    SecretFiles(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Has a context read its variables so. */
    static void serve(CamelContext context, Map<String, String> environment) {
        context.getPropertiesComponent().addPropertiesFunction(new SecretFiles(environment));
    }

    @Override
    public String getName() {
        return "env";
    }

    @Override
    public String apply(String remainder) {
        int colon = remainder.indexOf(':');
        String name = colon < 0 ? remainder : remainder.substring(0, colon);
        String value = value(name);
        return value != null || colon < 0 ? value : remainder.substring(colon + 1);
    }

    /**
     * Returns what a variable says, or {@code null}.
     *
     * @throws IllegalArgumentException when its file cannot be read, or it is set twice
     */
    String value(String name) {
        String value = environment.get(name);
        String file = environment.get(name + SUFFIX);
        if (file == null || file.isBlank()) {
            return value;
        }
        if (value != null && !value.isEmpty()) {
            throw new IllegalArgumentException(
                    "both " + name + " and " + name + SUFFIX + " are set: leave one of them out");
        }
        return read(name + SUFFIX, Path.of(file));
    }

    private static String read(String variable, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(variable + " names a file that is too large for a secret: " + file);
            }
            return Files.readString(file).replaceFirst("\\R\\z", "");
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(variable + " names a file that is not there: " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(variable + " names a file that is not UTF-8: " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(variable + " names a file that cannot be read: " + e, e);
        }
    }
}
