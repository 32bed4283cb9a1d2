package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a page calls by its name is there by that name: options, meters, headers, reasons, files, and lines of the log. */
@Tag("catalog")
class DocNamesTest {

    private static final Path CATALOG =
            Path.of("src/generated/resources/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json");
    private static final Pattern OPTION = Pattern.compile("`([a-z]+[A-Z]\\w*)=[^`]*`");
    private static final Pattern METER = Pattern.compile("launchdarkly\\.audience(?:\\.[a-z]+)+");
    private static final Pattern HEADER = Pattern.compile("\\bCamelLaunchDarklyAudience[A-Z]\\w+");
    private static final Pattern REASON = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`");
    private static final Pattern PATH =
            Pattern.compile("`((?:connectors|routes|kamelets|demo|docs|src)/[\\w./-]*\\w)`");
    private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z][\\w',]*(?: [\\w',]+){3,})\"");

    /** Names that others gave: of Camel, Kafka Connect, Jackson and the like. */
    private static final Set<String> OF_OTHERS = Set.of(
            "mapJmsMessage",
            "objectMessageEnabled",
            "maxAge",
            "requestTimeout",
            "acceptPartiallySignedBatches",
            "tokenIn",
            "disableReplyTo",
            "forceSendOriginalMessage",
            "autoCommit",
            "maximumRedeliveries",
            "allowManualCommit",
            "groupProtocol",
            "maxPollIntervalMs",
            "noErrorHandler",
            "filterFile",
            "logExhausted",
            "autoCommitEnable",
            "breakOnFirstError",
            "pollOnError");

    private static List<Path> pages() throws IOException {
        return DocPages.all().stream()
                .filter(page -> !page.equals(Path.of("CHANGELOG.md"))
                        && !page.equals(Path.of("docs/reference/public-names.md")))
                .toList();
    }

    private static Set<String> missing(Pattern pattern, int group, Set<String> known) throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path page : pages()) {
            for (MatchResult name :
                    pattern.matcher(Files.readString(page)).results().toList()) {
                if (!known.contains(name.group(group))) {
                    missing.add(page + ": " + name.group(group));
                }
            }
        }
        return missing;
    }

    @Test
    void options() throws IOException {
        Set<String> known = new TreeSet<>(OF_OTHERS);
        var catalog = new ObjectMapper().readTree(CATALOG.toFile());
        catalog.get("componentProperties").fieldNames().forEachRemaining(known::add);
        catalog.get("properties").fieldNames().forEachRemaining(known::add);
        assertThat(missing(OPTION, 1, known)).isEmpty();
    }

    /** {@code AudienceMetersTest} compares the table of this page with what is registered. */
    @Test
    void meters() throws IOException {
        Set<String> known = METER.matcher(Files.readString(Path.of("docs/server/operate.md")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).hasSizeGreaterThan(15);
        assertThat(missing(METER, 0, known)).isEmpty();
    }

    @Test
    void headers() throws IOException {
        Set<String> known = HEADER.matcher(Files.readString(Path.of(
                        "src/main/java/io/github/camelaudience/launchdarkly/LaunchDarklyAudienceConstants.java")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing(HEADER, 0, known)).isEmpty();
    }

    @Test
    void reasons() throws IOException {
        Set<String> known = new TreeSet<>(Set.of("NO_COLOR"));
        Pattern.compile("`([A-Z_]+)`")
                .matcher(Files.readString(Path.of("docs/reference/reasons.md")))
                .results()
                .forEach(reason -> known.add(reason.group(1)));
        StringBuilder server = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("connectors/server/src/main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                server.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        Pattern.compile("[A-Z]+(?:_[A-Z]+)+")
                .matcher(server.append(Files.readString(Path.of("routes/application.properties"))))
                .results()
                .map(MatchResult::group)
                .forEach(variable -> known.addAll(List.of(variable, variable + "_FILE")));
        // a property of the routes has an environment variable
        Files.readAllLines(Path.of("routes/application.properties")).stream()
                .map(line -> line.replaceFirst("^#\\s*", "").replaceFirst("\\s*=.*", ""))
                .forEach(property -> known.add(property.toUpperCase(Locale.ROOT).replace('.', '_')));
        assertThat(missing(REASON, 1, known)).isEmpty();
    }

    @Test
    void files() throws IOException {
        Set<String> there = new TreeSet<>();
        for (Path page : pages()) {
            PATH.matcher(Files.readString(page))
                    .results()
                    .map(path -> path.group(1))
                    .filter(path -> path.contains("target")
                            || Files.exists(Path.of(path))
                            || Files.exists(Path.of("connectors/first-route", path)))
                    .forEach(there::add);
        }
        assertThat(missing(PATH, 1, there)).isEmpty();
    }

    /** What the runbook quotes can be found in the log by searching for it. */
    @Test
    void quotedLines() throws IOException {
        StringBuilder source = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                source.append(Files.readString(file));
            }
        }
        Set<String> quoted = QUOTED.matcher(Files.readString(Path.of("docs/server/runbook.md")))
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(quoted)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(source.indexOf(line)).as(line).isNotNegative());
    }

    /** Output that a page shows is compared with what is printed, or was recorded by a command that the page names. */
    @Test
    void outputIsCheckedOrRecorded() throws IOException {
        Map<String, String> checkedBy = Map.of(
                "docs/sources", "CurlDocTest",
                "docs/tutorials/first-audience.md", "FirstAudienceDocTest",
                "README.md", "FirstAudienceDocTest");
        Set<String> recorded = Set.of(
                "docs/explanation/reliability.md", "docs/explanation/flag-flips.md", "docs/explanation/ledger.md");
        for (Path page : pages()) {
            long outputs = Pattern.compile("(?m)^ *```text$")
                    .matcher(Files.readString(page))
                    .results()
                    .count();
            boolean known = recorded.contains(page.toString())
                    || page.equals(Path.of("ARCHITECTURE.md"))
                    || checkedBy.keySet().stream().anyMatch(checked -> page.startsWith(checked));
            assertThat(outputs == 0 || known)
                    .as("output in %s that nothing compares", page)
                    .isTrue();
        }
    }
}
