package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md go down only, and each package leaves alone what it must not know. */
class ImportDirectionTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/camelaudience/launchdarkly");
    private static final String ROOT = "io.github.camelaudience.launchdarkly";
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");

    /** Package, and the packages of ours that it may import. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry(
                    "",
                    Set.of(
                            "delivery",
                            "api",
                            "segment",
                            "segment.mapping",
                            "segment.trigger",
                            "membership",
                            "convert")),
            Map.entry("springboot", Set.of("", "host")),
            Map.entry("host", Set.of()),
            Map.entry("webhook", Set.of("", "segment", "membership")),
            Map.entry("backfill", Set.of("", "segment", "membership")),
            Map.entry("kafka", Set.of("")),
            Map.entry("jms", Set.of("")),
            Map.entry("convert", Set.of("segment")),
            Map.entry("delivery", Set.of("api", "membership")),
            Map.entry("api", Set.of("membership")),
            Map.entry("segment", Set.of("membership")),
            Map.entry("segment.mapping", Set.of("segment", "membership")),
            Map.entry("segment.trigger", Set.of("segment", "membership")),
            Map.entry("membership", Set.of()));

    /** Package, and the beginnings of foreign names that it must not import. */
    private static final Map<String, List<String>> FORBIDDEN = Map.of(
            "membership", List.of("org.apache.camel", "com.fasterxml", "java.net", "org.apache.hc", "java.time.Clock"),
            "segment", List.of("org.apache.camel", "java.net.http", "org.apache.hc", "java.time.Clock"),
            "api", List.of("org.apache.camel", "org.apache.hc", "java.time.Clock"),
            "kafka", List.of("com.fasterxml"),
            "delivery", List.of("org.apache.camel", "com.fasterxml", "org.apache.hc", "java.time.Clock"));

    @Test
    void importsGoDownOnly() {
        Map<String, String> wrong = new TreeMap<>();
        int files = 0;
        for (Path file : javaFiles()) {
            files++;
            String from = packageOf(file);
            assertThat(ALLOWED)
                    .as("a package that ARCHITECTURE.md does not know: " + from)
                    .containsKey(from);
            for (String name : imports(file)) {
                if (!isAllowed(from, name)) {
                    wrong.put(file.getFileName() + " imports " + name, from);
                }
            }
        }
        assertThat(files).isGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    private static boolean isAllowed(String from, String name) {
        if (name.startsWith(ROOT + ".")) {
            String to = ourPackage(name);
            return to.equals(from) || ALLOWED.get(from).contains(to);
        }
        String top = from.contains(".") ? from.substring(0, from.indexOf('.')) : from;
        return FORBIDDEN.getOrDefault(top, List.of()).stream().noneMatch(name::startsWith);
    }

    /** The lower-case part of a name below the root package. */
    private static String ourPackage(String name) {
        StringBuilder found = new StringBuilder();
        for (String part : name.substring(ROOT.length() + 1).split("\\.")) {
            if (Character.isUpperCase(part.charAt(0))) {
                break;
            }
            found.append(found.isEmpty() ? "" : ".").append(part);
        }
        return found.toString();
    }

    private static String packageOf(Path file) {
        return SOURCES.relativize(file.getParent()).toString().replace('/', '.');
    }

    private static List<Path> javaFiles() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> imports(Path file) {
        try {
            Matcher matcher = IMPORT.matcher(Files.readString(file));
            return matcher.results().map(result -> result.group(1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
