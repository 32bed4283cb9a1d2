package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.xml.sax.InputSource;

/**
 * What a page tells to type is what the repository has: a module, profile and test of a command; a property that somebody reads;
 * an artifact that is built. Code stands in files that tests run ({@link DocBlocksTest}); the rest parses at least.
 */
class DocSnippetsTest {

    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^(?:<!-- ([^\\n]*?) -->\\n)? *```(\\w*)[^\\n]*\\n(.*?)^ *```$");
    private static final Set<String> LANGUAGES = Set.of(
            "java", "yaml", "xml", "json", "properties", "shell", "sh", "text", "sql", "ini", "dockerfile", "console");
    private static final Set<String> PROGRAMS = Set.of(
            ("mvn java bin/audience-server curl export camel docker kubectl systemctl journalctl tar cp mv mkdir cd cat grep"
                            + " sudo psql jq echo openssl npm npx unzip ls touch chown chmod useradd rm printf for done helm"
                            + " body signature kill sha256sum install test tee sed skopeo promtool ssh")
                    .split(" "));
    private static final List<String> OF_OTHERS = List.of(
            "camel.health.",
            "camel.main.",
            "camel.server.",
            "camel.management.",
            "camel.vault.",
            "camel.component.kafka.",
            "camel.component.jms.",
            "camel.component.http.",
            "camel.component.https.",
            "camel.springboot.",
            "camel.beans.",
            "camel.cloud.",
            "spring.",
            "server.",
            "management.",
            "quarkus.",
            "logging.",
            "config.providers",
            "errors.",
            "camel.ssl.",
            "log4j",
            "logger.",
            "launchdarkly.",
            "camel.metrics.");

    private record Snippet(Path page, String marker, String language, String text) {

        String name() {
            return page + ", ```" + language + ": " + text.lines().findFirst().orElse("");
        }
    }

    private static final List<Snippet> SNIPPETS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        SNIPPETS.clear();
        for (Path page : DocPages.all()) {
            BLOCK.matcher(Files.readString(page))
                    .results()
                    .map(block -> new Snippet(page, block.group(1), block.group(2), block.group(3)))
                    .forEach(SNIPPETS::add);
        }
        assertThat(SNIPPETS).hasSizeGreaterThan(60);
    }

    private static List<Snippet> of(String... languages) {
        return SNIPPETS.stream()
                .filter(snippet -> List.of(languages).contains(snippet.language()))
                .toList();
    }

    private static boolean isFile(Snippet snippet) {
        return snippet.marker() != null && snippet.marker().contains("/");
    }

    @Test
    void everyBlockNamesItsLanguage() {
        assertThat(SNIPPETS.stream()
                        .filter(snippet -> !LANGUAGES.contains(snippet.language()))
                        .map(Snippet::name))
                .isEmpty();
    }

    /** A test compiles and runs it. */
    @Test
    void javaAndRoutesAreFiles() {
        assertThat(of("java")).isNotEmpty();
        assertThat(SNIPPETS.stream()
                        .filter(snippet -> snippet.language().equals("java")
                                || snippet.language().equals("yaml")
                                        && snippet.text().contains("from:")
                                || snippet.language().equals("xml")
                                        && snippet.text().contains("<route"))
                        .filter(snippet -> !isFile(snippet))
                        .map(Snippet::name))
                .isEmpty();
    }

    @Test
    void dataParses() throws Exception {
        for (Snippet snippet : of("json")) {
            assertThat(parses(snippet.text()))
                    .as("JSON of %s: %s", snippet.page(), snippet.text())
                    .isTrue();
        }
        for (Snippet snippet : of("yaml")) {
            new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                    .loadAllFromString(snippet.text())
                    .forEach(document -> assertThat(document).isNotNull());
        }
        for (Snippet snippet : of("xml")) {
            String body = snippet.text().replaceFirst("<\\?xml[^>]*>", "");
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader("<page>" + body + "</page>")));
        }
    }

    private static boolean parses(String json) {
        try (var values = new ObjectMapper().readerFor(JsonNode.class).readValues(json)) {
            return values.readAll().stream().allMatch(value -> value instanceof JsonNode);
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void artifactsAreBuilt() throws IOException {
        Set<String> built = new TreeSet<>();
        for (Path pom : poms()) {
            Pattern.compile("<artifactId>(camel-launchdarkly[^<]*)<")
                    .matcher(Files.readString(pom))
                    .results()
                    .forEach(artifact -> built.add(artifact.group(1)));
        }
        assertThat(of("xml").stream().flatMap(snippet -> Pattern.compile(
                                "<artifactId>(camel-launchdarkly[^<]*)</artifactId>\\s*<version>([^<]*)<")
                        .matcher(snippet.text())
                        .results()))
                .isNotEmpty()
                .allSatisfy(artifact -> {
                    assertThat(built).contains(artifact.group(1));
                    assertThat(artifact.group(2)).isEqualTo(version());
                });
    }

    private static String version() throws IOException {
        Matcher version = Pattern.compile(
                        "(?s)<artifactId>camel-launchdarkly-audience-connectors</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    /** A misspelt property of ours would be ignored by some hosts. */
    @Test
    void propertiesAreReadBySomebody() throws IOException {
        Map<String, Set<String>> known = ours();
        Set<String> unknown = new TreeSet<>();
        for (Snippet snippet : of("properties")) {
            snippet.text()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.contains("=") && !line.startsWith("#!"))
                    .map(line -> line.replaceFirst("^#\\s*", "").replaceFirst("\\s*=.*", ""))
                    .filter(key -> !isKnown(key, known))
                    .forEach(key -> unknown.add(snippet.page() + ": " + key));
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean isKnown(String key, Map<String, Set<String>> known) {
        for (Map.Entry<String, Set<String>> family : known.entrySet()) {
            if (!family.getKey().isEmpty() && key.startsWith(family.getKey())) {
                String option = key.substring(family.getKey().length());
                return family.getValue().contains(camelCase(option))
                        || family.getValue().contains(option.substring(option.lastIndexOf('.') + 1));
            }
        }
        return known.get("").contains(key) || OF_OTHERS.stream().anyMatch(key::startsWith);
    }

    private static String camelCase(String kebab) {
        return Pattern.compile("-(\\w)").matcher(kebab).replaceAll(letter -> letter.group(1)
                .toUpperCase(Locale.ROOT));
    }

    /** What may stand behind each prefix; behind none, the properties of the shipped routes and of the server. */
    private static Map<String, Set<String>> ours() throws IOException {
        Map<String, Set<String>> known = new HashMap<>();
        JsonNode catalog = new ObjectMapper()
                .readTree(Path.of(
                                "src/generated/resources/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json")
                        .toFile());
        known.put(
                "camel.component.launchdarkly-audience.",
                catalog.get("componentProperties").properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".kamelet.yaml"))
                    .toList()) {
                JsonNode kamelet = new ObjectMapper()
                        .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
                known.put(
                        "camel.kamelet." + kamelet.at("/metadata/name").asText() + ".",
                        kamelet.at("/spec/definition/properties").properties().stream()
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet()));
            }
        }
        Set<String> others = new TreeSet<>();
        for (String file : List.of(
                "routes/application.properties",
                "connectors/server/src/main/conf/application.properties",
                "connectors/spring-boot/src/main/resources/application.properties",
                "connectors/first-route/src/main/resources/application.properties")) {
            for (String line : Files.readAllLines(Path.of(file))) {
                others.add(line.replaceFirst("^#\\s*", "").replaceFirst("\\s*=.*", ""));
            }
        }
        known.put("", others);
        return known;
    }

    @Test
    void commandsNameWhatIsThere() throws IOException {
        Set<String> wrong = new TreeSet<>();
        Set<String> tests = tests();
        for (Snippet snippet : of("shell", "sh")) {
            for (String command : commands(snippet.text())) {
                String program = program(command);
                if (!program.isEmpty() && !PROGRAMS.contains(program) && !program.endsWith(".sh")) {
                    wrong.add(snippet.page() + ": no such program: " + command);
                }
                if (program.equals("mvn")) {
                    maven(command, tests).forEach(what -> wrong.add(snippet.page() + ": " + what + " in " + command));
                }
                Pattern.compile("\\b((?:routes|kamelets|connectors|demo)/[\\w./-]*[\\w-])")
                        .matcher(command.replaceAll("https?://\\S+", ""))
                        .results()
                        .map(file -> file.group(1))
                        .filter(file -> !file.contains("/target") && Files.notExists(Path.of(file)))
                        .forEach(file -> wrong.add(snippet.page() + ": no such file: " + file));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The first word that sets no variable. */
    private static String program(String command) {
        return command.replaceAll("\\$\\([^)]*\\)", "")
                .replaceFirst("^(?:\\w+=\\S*(?:\\s+|$))+", "")
                .split("\\s")[0];
    }

    private static List<String> commands(String text) {
        String joined =
                text.replace("\\\n", " ").replaceAll("(?s)'[^']*'", "''").replaceAll("(?s)\"[^\"]*\"", "\"\"");
        return joined.lines()
                .map(String::strip)
                .map(line -> line.replaceFirst("(^|\\s)# .*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> maven(String command, Set<String> tests) {
        List<String> wrong = new ArrayList<>();
        List<String> words = Arrays.asList(command.split("\\s+"));
        String folder = words.contains("-f") ? words.get(words.indexOf("-f") + 1) : ".";
        if (Files.notExists(Path.of(folder))) {
            wrong.add("no such folder: " + folder);
        }
        if (words.contains("-pl")) {
            Stream.of(words.get(words.indexOf("-pl") + 1).split(","))
                    .filter(module -> Files.notExists(Path.of(folder, module, "pom.xml")))
                    .forEach(module -> wrong.add("no such module: " + module));
        }
        words.stream()
                .filter(word -> word.startsWith("-P"))
                .map(word -> word.substring(2).replaceFirst("^-", ""))
                .filter(profile -> !profiles().contains(profile))
                .forEach(profile -> wrong.add("no such profile: " + profile));
        words.stream()
                .filter(word -> word.startsWith("-Dtest="))
                .flatMap(word -> Stream.of(word.substring("-Dtest=".length()).split(",")))
                .map(test -> test.replaceFirst("#.*", ""))
                .filter(test -> test.matches("\\w+") && !tests.contains(test))
                .forEach(test -> wrong.add("no such test: " + test));
        return wrong;
    }

    private static Set<String> profiles() {
        try {
            Set<String> profiles = new TreeSet<>();
            for (Path pom : poms()) {
                Pattern.compile("(?s)<profile>.*?<id>([^<]+)<")
                        .matcher(Files.readString(pom))
                        .results()
                        .forEach(profile -> profiles.add(profile.group(1)));
            }
            return profiles;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> poms() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of("connectors"))) {
            return Stream.concat(
                            Stream.of(Path.of("pom.xml"), Path.of("connectors/pom.xml")),
                            modules.map(module -> module.resolve("pom.xml")))
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String root : List.of("src/test", "src/fuzz", "connectors")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> tests.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        return tests;
    }
}
