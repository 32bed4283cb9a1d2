package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code docs/reference/options.md} and {@code headers.md} are made from the catalog and the Kamelets. */
@Tag("catalog")
class OptionsDocTest {

    private static final Path OPTIONS = Path.of("docs/reference/options.md");
    private static final Path KAMELETS = Path.of("docs/reference/kamelets.md");
    private static final Path HEADERS = Path.of("docs/reference/headers.md");
    private static final Path CATALOG =
            Path.of("src/generated/resources/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json");
    private static final String NOT_OURS = "lazyStartProducer";

    /** What an option is about, in the order of the page. An option without a place stands under the last title. */
    private static final Map<String, Pattern> GROUPS = groups();

    private static Map<String, Pattern> groups() {
        Map<String, Pattern> groups = new LinkedHashMap<>();
        groups.put(
                "Where to",
                names(
                        "clientSideId|accessToken|instance|baseUrl|clientSdkUrl|backend|projectKey|environmentKey|segmentKey"));
        groups.put(
                "What a message means",
                names("trigger|mapping|mappingLanguages|contextKind|contextKey|audienceIdFallback|onMissingMembership"
                        + "|allowAudiences|denyAudiences|headerOverrides"));
        groups.put("What the endpoint does", names("operation|dryRun|verifyOnStart|auditShare"));
        groups.put("Rejected messages", names("onRejected|rejectedUri|maxDocumentSize"));
        groups.put(
                "Requests and their size",
                names("audiencesPerRequest|maxBatchSize|maxBatchBytes|linger|maxInFlight|maxPending|httpComponent"));
        groups.put(
                "Time and repeats",
                names("retryTimeout|retryDelay|maxRetryDelay|connectTimeout|responseTimeout|unauthorizedCoolDown"));
        groups.put(
                "What is remembered",
                names("maxRememberedMemberships|stateRepository|ledger.*|membershipLedger|settleAfter"));
        groups.put("Brakes and events", names("brake.*|eventsUri"));
        groups.put("Deletes", names("onDelete|delete.*|rejectedFolders"));
        groups.put("Mirrors", names("mirror.*|audienceId|audienceKey|keyColumn|csvDelimiter|snapshotTime"));
        groups.put("Others", names(".*"));
        return groups;
    }

    private static Pattern names(String names) {
        return Pattern.compile(names);
    }

    @Test
    void theOptionsAreThoseOfTheCatalog() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        GROUPS.keySet().forEach(title -> rows.put(title, new ArrayList<>()));
        Map<String, JsonNode> kamelets = kamelets();
        JsonNode catalog = catalog().get("properties");
        catalog.properties().stream()
                .filter(option -> !option.getKey().equals(NOT_OURS))
                .forEach(option -> rows.get(groupOf(option.getKey())).add(row(option, kamelets)));
        String page = """
                # Options

                Every option of the endpoint `launchdarkly-audience:clientSideId`, by what it is about.

                | where | write |
                |---|---|
                | a route | `launchdarkly-audience:clientSideId?retryTimeout=2m`, or `parameters:` in YAML |
                | all endpoints of an application | `camel.component.launchdarkly-audience.retryTimeout=2m`; in Spring Boot also `retry-timeout` |
                | a Kamelet | `camel.kamelet.launchdarkly-audience-sink.retryTimeout=2m`. The fourth column says which of the Kamelets have the option |
                | Kafka Connect | the same name in the connector's configuration; [which it has](../sources/kafka-connect.md#options) |

                A duration has its unit, as in `30s` or `4m`. A number without a unit counts milliseconds. A size counts bytes.
                A wrong value or a misspelt name stops the start, and the sentence says what was meant.
                [Overrides](headers.md#overrides) say what a single message may change.

                This page is generated from the catalog: `mvn -q test -Dtest='*DocTest' -Ddocs.write=true`.
                """
                + rows.entrySet().stream()
                        .filter(group -> !group.getValue().isEmpty())
                        .map(group -> "\n## " + group.getKey()
                                + "\n\n| option | type | default | Kamelets | meaning |\n|---|---|---|---|---|\n"
                                + String.join("", group.getValue()))
                        .collect(Collectors.joining());
        GeneratedPage.isUpToDate(OPTIONS, page);
    }

    private static String groupOf(String option) {
        return GROUPS.entrySet().stream()
                .filter(group -> group.getValue().matcher(option).matches())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static String row(Map.Entry<String, JsonNode> option, Map<String, JsonNode> kamelets) {
        JsonNode value = option.getValue();
        String having = kamelets.entrySet().stream()
                .filter(kamelet -> kamelet.getValue().has(option.getKey()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return "| <a id=\"%s\"></a>`%s` | %s | %s | %s | %s |\n"
                .formatted(
                        option.getKey().toLowerCase(Locale.ROOT),
                        option.getKey(),
                        type(value),
                        standard(value),
                        having.isEmpty() ? "–" : having,
                        (value.path("deprecated").asBoolean() ? "**Deprecated.** " : "")
                                + GeneratedPage.cell(value.get("description").asText()));
    }

    private static String type(JsonNode option) {
        String type = option.get("type").asText();
        return switch (type) {
            case "enum" ->
                StreamSupport.stream(option.get("enum").spliterator(), false)
                        .map(value -> "`" + value.asText() + "`")
                        .collect(Collectors.joining(", "));
            case "string" -> "text";
            case "boolean" -> "`true`, `false`";
            case "integer" -> isSize(option) ? "bytes" : "whole number";
            case "object" -> "bean, as `#name`";
            default -> type;
        };
    }

    /** A size says its unit beside the number that is written in a URI; a duration is written with its unit. */
    private static String standard(JsonNode option) {
        if (option.path("defaultValue").isMissingNode()) {
            return option.path("required").asBoolean() ? "required" : "";
        }
        String number = "`" + option.get("defaultValue").asText() + "`";
        return isSize(option) ? (option.get("defaultValue").asInt() >> 20) + " MiB (" + number + ")" : number;
    }

    private static boolean isSize(JsonNode option) {
        return option.get("description").asText().startsWith("The most bytes of ");
    }

    @Test
    void theHeadersAreThoseOfTheCatalog() throws IOException {
        List<Map.Entry<String, JsonNode>> headers =
                List.copyOf(catalog().get("headers").properties());
        String page = """
                # Headers and exchange properties

                The route may set the first ones. The component sets the others when the exchange is done.
                `LaunchDarklyAudienceConstants` has a constant for each name.

                ## Overrides

                %s
                An override counts for one message: a route decides by an exchange property, which no transport can set. A header of the
                same name counts only with `headerOverrides=true`, because headers may come from whoever sends the message. Of a
                `List<Exchange>` the properties of each exchange count. A blank override counts as none. Nothing overrides `operation`.

                `CamelLaunchDarklyAudienceForgetOnFailure` is a header that a route sets for itself, as the Kafka and JMS routes do.

                ## What comes back

                %s
                The exchange property `CamelLaunchDarklyAudienceSyncReport` holds a `SyncReport`. It has one item for each message, in the order
                of the body: the JSON path, the result, the [reason](reasons.md) and a detail. The detail may name a person, so keep it out of logs.

                This page is generated from the catalog: `mvn -q test -Dtest='*DocTest' -Ddocs.write=true`.
                """.formatted(
                        table(headers.stream().filter(header -> isForRoute(header.getKey()))),
                        table(headers.stream().filter(header -> !isForRoute(header.getKey()))));
        GeneratedPage.isUpToDate(HEADERS, page);
    }

    @Test
    void theKameletsAreThoseOfTheFolder() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Kamelets

                Each is in the jar, and in [`kamelets/`](../../kamelets). Set a property in the route, or for all routes as
                `camel.kamelet.<name>.<property>`. A misspelt property stops the start.

                This page is generated from the Kamelets: `mvn -q test -Dtest=OptionsDocTest -Ddocs.write=true`.
                """);
        int kamelets = 0;
        for (Path file : kameletFiles()) {
            JsonNode kamelet = yaml(file);
            JsonNode definition = kamelet.at("/spec/definition");
            List<String> required = new ArrayList<>();
            definition.path("required").forEach(name -> required.add(name.asText()));
            page.append("\n## `%s`\n\n%s\n\n| property | type | default | meaning |\n|---|---|---|---|\n"
                    .formatted(
                            kamelet.at("/metadata/name").asText(),
                            definition.get("description").asText().strip()));
            assertThat(definition.get("properties").properties())
                    .as("descriptions in %s that are whole sentences: one with a # is quoted", file)
                    .allSatisfy(property -> assertThat(property.getValue()
                                    .get("description")
                                    .asText()
                                    .strip())
                            .endsWith("."));
            definition
                    .get("properties")
                    .properties()
                    .forEach(property -> page.append("| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    property.getKey(),
                                    kameletType(property.getValue()),
                                    required.contains(property.getKey())
                                            ? "required"
                                            : property.getValue()
                                                                    .path("default")
                                                                    .isMissingNode()
                                                            || property.getValue()
                                                                    .get("default")
                                                                    .asText()
                                                                    .isEmpty()
                                                    ? ""
                                                    : "`"
                                                            + property.getValue()
                                                                    .get("default")
                                                                    .asText() + "`",
                                    GeneratedPage.cell(property.getValue()
                                            .get("description")
                                            .asText()
                                            .strip()))));
            kamelets++;
        }
        assertThat(kamelets).isGreaterThanOrEqualTo(4);
        GeneratedPage.isUpToDate(KAMELETS, page.toString());
    }

    private static String kameletType(JsonNode property) {
        return property.has("enum")
                ? property.get("enum")
                        .valueStream()
                        .map(value -> "`" + value.asText() + "`")
                        .collect(Collectors.joining(", "))
                : property.path("format").asText("").equals("password")
                        ? "secret"
                        : property.get("type").asText();
    }

    private static boolean isForRoute(String header) {
        return header.matches(".*(Environment|ContextKind|Name|ForgetOnFailure)");
    }

    private static String table(Stream<Map.Entry<String, JsonNode>> headers) {
        String rows = headers.map(header -> "| `%s` | %s | %s |\n"
                        .formatted(
                                header.getKey(),
                                header.getValue().get("javaType").asText(),
                                GeneratedPage.cell(
                                        header.getValue().get("description").asText())))
                .collect(Collectors.joining());
        assertThat(rows).isNotEmpty();
        return "| name | type | meaning |\n|---|---|---|\n" + rows;
    }

    private static JsonNode catalog() throws IOException {
        return new ObjectMapper().readTree(CATALOG.toFile());
    }

    /** The properties of each Kamelet, by the word of its name that tells it from the others. */
    private static Map<String, JsonNode> kamelets() throws IOException {
        Map<String, JsonNode> kamelets = new LinkedHashMap<>();
        for (Path file : kameletFiles()) {
            String name = file.getFileName().toString().replace(".kamelet.yaml", "");
            if (!name.endsWith("-source")) {
                kamelets.put(
                        name.replaceAll("^launchdarkly-audience-|^segment-audience-|-action$", ""),
                        yaml(file).at("/spec/definition/properties"));
            }
        }
        assertThat(kamelets).containsKeys("sink", "explain", "audit");
        return kamelets;
    }

    private static List<Path> kameletFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            return files.filter(each -> each.toString().endsWith(".kamelet.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }
}
