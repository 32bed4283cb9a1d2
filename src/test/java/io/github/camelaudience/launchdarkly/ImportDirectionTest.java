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

    /** Package, and the packages of ours that it may import; all of {@code core} is open to what is above it. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("", Set.of("exchange", "runtime", "observe", "http", "transform", "host", "core")),
            Map.entry("runtime", Set.of("", "exchange", "http", "observe", "transform", "core")),
            Map.entry("exchange", Set.of("", "observe", "transform", "core")),
            Map.entry("observe", Set.of("", "core")),
            Map.entry("http", Set.of("core")),
            Map.entry("transform", Set.of("core")),
            Map.entry("host", Set.of("core.settings")),
            Map.entry("springboot", Set.of("", "host")),
            Map.entry("sources.http", Set.of("", "observe", "core")),
            Map.entry("sources.file", Set.of("", "exchange", "observe", "core")),
            Map.entry("sources.kafka", Set.of("", "core")),
            Map.entry("sources.jms", Set.of("", "core")),
            Map.entry("sources.sqs", Set.of("", "core")),
            Map.entry(
                    "core.observe",
                    Set.of(
                            "core.event",
                            "core.audit",
                            "core.sync",
                            "core.delivery",
                            "core.ledger",
                            "core.delivery.pacing",
                            "core.launchdarkly",
                            "core.membership")),
            Map.entry(
                    "core.settings",
                    Set.of(
                            "core.brake",
                            "core.delivery",
                            "core.ledger",
                            "core.launchdarkly",
                            "core.launchdarkly.big",
                            "core.launchdarkly.rest",
                            "core.launchdarkly.standard",
                            "core.launchdarkly.synced",
                            "core.verdict",
                            "core.trigger",
                            "core.mapping",
                            "core.segment",
                            "core.membership")),
            Map.entry(
                    "core.sync",
                    Set.of(
                            "core.brake",
                            "core.deletion",
                            "core.event",
                            "core.delivery",
                            "core.delivery.pacing",
                            "core.ledger",
                            "core.launchdarkly",
                            "core.verdict",
                            "core.trigger",
                            "core.mapping",
                            "core.segment",
                            "core.json",
                            "core.membership")),
            Map.entry(
                    "core.delivery",
                    Set.of(
                            "core.brake",
                            "core.delivery.pacing",
                            "core.ledger",
                            "core.launchdarkly",
                            "core.membership")),
            Map.entry("core.delivery.pacing", Set.of("core.launchdarkly")),
            Map.entry("core.brake", Set.of("core.ledger", "core.membership")),
            Map.entry("core.deletion", Set.of("core.ledger", "core.json", "core.membership")),
            Map.entry("core.event", Set.of("core.ledger", "core.membership")),
            Map.entry("core.ledger", Set.of("core.membership")),
            Map.entry("core.ledger.postgresql", Set.of("core.ledger", "core.membership")),
            Map.entry("core.ledger.rocksdb", Set.of("core.ledger", "core.membership")),
            Map.entry("core.launchdarkly.synced", Set.of("core.launchdarkly", "core.membership")),
            Map.entry("core.launchdarkly.rest", Set.of("core.launchdarkly", "core.membership")),
            Map.entry(
                    "core.launchdarkly.standard",
                    Set.of("core.launchdarkly", "core.launchdarkly.rest", "core.membership")),
            Map.entry(
                    "core.launchdarkly.big", Set.of("core.launchdarkly", "core.launchdarkly.rest", "core.membership")),
            Map.entry("core.launchdarkly.http", Set.of("core.launchdarkly")),
            Map.entry("core.launchdarkly", Set.of("core.membership")),
            Map.entry(
                    "core.audit",
                    Set.of(
                            "core.delivery.pacing",
                            "core.ledger",
                            "core.launchdarkly",
                            "core.launchdarkly.rest",
                            "core.json",
                            "core.membership")),
            Map.entry("core.why", Set.of("core.ledger", "core.json", "core.membership")),
            Map.entry(
                    "core.explain",
                    Set.of(
                            "core.verdict",
                            "core.trigger",
                            "core.mapping",
                            "core.segment",
                            "core.json",
                            "core.membership")),
            Map.entry(
                    "core.verdict",
                    Set.of("core.trigger", "core.mapping", "core.segment", "core.json", "core.membership")),
            Map.entry("core.trigger", Set.of("core.segment", "core.json", "core.membership")),
            Map.entry("core.mapping", Set.of("core.segment", "core.json", "core.membership")),
            Map.entry("core.segment", Set.of("core.json", "core.membership")),
            Map.entry("core.json", Set.of("core.membership")),
            Map.entry(
                    "core.mirror",
                    Set.of(
                            "core.sync",
                            "core.delivery",
                            "core.launchdarkly",
                            "core.ledger",
                            "core.rows",
                            "core.json",
                            "core.membership")),
            Map.entry("core.rows", Set.of()),
            Map.entry("core.membership", Set.of()));

    /** Beginnings of the names that nothing in {@code core} may import: it works without any host. */
    private static final List<String> HOSTS = List.of(
            "org.apache.camel",
            "org.springframework",
            "org.apache.kafka",
            "io.vertx",
            "io.netty",
            "jakarta.",
            "io.micrometer");

    /** Package, and the beginnings of further foreign names that it must not import. */
    private static final Map<String, List<String>> FORBIDDEN = Map.of(
            "core.membership", List.of("com.fasterxml", "java.net", "org.apache.hc", "java.time.Clock"),
            "core.json", List.of("java.net.http", "org.apache.hc", "java.time.Clock"),
            "core.segment", List.of("java.net.http", "org.apache.hc", "java.time.Clock"),
            "core.mapping", List.of("java.net.http", "org.apache.hc", "java.time.Clock"),
            "core.trigger", List.of("java.net.http", "org.apache.hc", "java.time.Clock"),
            "core.verdict", List.of("java.net.http", "org.apache.hc", "java.time.Clock"),
            "core.launchdarkly", List.of("org.apache.hc", "java.time.Clock"),
            "core.sync", List.of("com.fasterxml.jackson.core", "com.fasterxml.jackson.databind", "org.apache.hc"),
            "core.delivery", List.of("com.fasterxml", "org.apache.hc", "java.time.Clock"),
            "sources.kafka", List.of("com.fasterxml"));

    /** The one room of the core that may know Apache HttpClient. */
    private static final String HTTP_CLIENT = "core.launchdarkly.http";

    /** Room, and the beginning of the names that it alone may import: who has no such engine does not need it. */
    private static final Map<String, String> ENGINES =
            Map.of("core.ledger.postgresql", "java.sql", "core.ledger.rocksdb", "org.rocksdb");

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
            Set<String> allowed = ALLOWED.get(from);
            return to.equals(from) || allowed.contains(to) || allowed.contains("core") && to.startsWith("core.");
        }
        if (ENGINES.entrySet().stream()
                .anyMatch(engine -> name.startsWith(engine.getValue()) && !from.equals(engine.getKey()))) {
            return false;
        }
        return from.equals(HTTP_CLIENT) && name.startsWith("org.apache.hc")
                || !from.startsWith("core.") && !FORBIDDEN.containsKey(from)
                || Stream.concat(
                                from.startsWith("core.") ? HOSTS.stream() : Stream.empty(),
                                FORBIDDEN.entrySet().stream()
                                        .filter(entry ->
                                                from.equals(entry.getKey()) || from.startsWith(entry.getKey() + "."))
                                        .flatMap(entry -> entry.getValue().stream()))
                        .noneMatch(name::startsWith);
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
