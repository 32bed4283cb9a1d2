package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The README shows what is really there: its examples are files that {@link ExamplesTest} runs, its table of options is the
 * catalog. {@code -Ddocs.write=true} brings it up to date.
 */
@Tag("catalog")
class ReadmeDocTest {

    private static final Path README = Path.of("README.md");
    private static final Path CATALOG =
            Path.of("src/generated/resources/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json");
    private static final Path TEST_YOUR_ROUTES = Path.of("docs/how-to/test-your-route.md");
    private static final Path LEDGER = Path.of("docs/how-to/ledger.md");
    private static final Path MIRROR = Path.of("docs/how-to/mirror.md");
    private static final Path BACKENDS = Path.of("docs/explanation/backends.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)(<!-- (src/\\S+) -->\n```\\w+\n)(.*?)(```)");
    private static final Pattern OPTIONS = Pattern.compile("(?s)(<!-- options -->\n)(.*?)(<!-- /options -->)");
    private static final Pattern HOSTS = Pattern.compile("(?s)(<!-- hosts -->\n)(.*?)(<!-- /hosts -->)");

    @Test
    void examplesAndOptionsAreUpToDate() throws IOException {
        String readme = Files.readString(README);
        String withHosts = HOSTS.matcher(readme)
                .replaceFirst(Matcher.quoteReplacement("<!-- hosts -->\n" + hosts() + "<!-- /hosts -->"));
        String expected = OPTIONS.matcher(withHosts)
                .replaceFirst(Matcher.quoteReplacement("<!-- options -->\n" + options() + "<!-- /options -->"));
        isUpToDate(README, expected);
        assertThat(EXAMPLE.matcher(readme).results()).hasSizeGreaterThanOrEqualTo(3);
    }

    /** {@code AudienceRouteTest} runs with the other tests. */
    @Test
    void theTestThatIsShownIsOneOfOurs() throws IOException {
        String page = Files.readString(TEST_YOUR_ROUTES);
        assertThat(EXAMPLE.matcher(page).results()).hasSize(1);
        isUpToDate(TEST_YOUR_ROUTES, page);
    }

    /** {@code BackendExamplesTest} runs them. */
    @Test
    void theRoutesOfTheBackendsAreOurs() throws IOException {
        String page = Files.readString(BACKENDS);
        assertThat(EXAMPLE.matcher(page).results()).hasSize(3);
        isUpToDate(BACKENDS, page);
    }

    /** {@code LedgerExamplesTest} runs them. */
    @Test
    void theRoutesOfTheLedgerAreOurs() throws IOException {
        String page = Files.readString(LEDGER);
        assertThat(EXAMPLE.matcher(page).results()).hasSize(3);
        isUpToDate(LEDGER, page);
    }

    /** {@code MirrorExamplesTest} runs them. */
    @Test
    void theRoutesOfTheMirrorAreOurs() throws IOException {
        String page = Files.readString(MIRROR);
        assertThat(EXAMPLE.matcher(page).results()).hasSize(3);
        isUpToDate(MIRROR, page);
    }

    private static void isUpToDate(Path page, String text) throws IOException {
        String expected = EXAMPLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + text(match.group(2)) + match.group(4)));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(page, expected);
        }
        assertThat(page).content().isEqualTo(expected);
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The rows that the tests of the hosts have written. */
    private static String hosts() throws IOException {
        StringBuilder table = new StringBuilder("| in | version | proven | by |\n|---|---|---|---|\n");
        try (Stream<Path> rows = Files.list(Path.of("docs/hosts"))) {
            rows.filter(row -> !row.endsWith("README.md"))
                    .sorted()
                    .map(row -> text(row.toString()))
                    .forEach(table::append);
        }
        return table.toString();
    }

    private static String options() throws IOException {
        StringBuilder table = new StringBuilder("| option | default | |\n|---|---|---|\n");
        for (Map.Entry<String, JsonNode> option :
                new ObjectMapper().readTree(CATALOG.toFile()).get("properties").properties()) {
            JsonNode value = option.getValue();
            if (option.getKey().equals("lazyStartProducer")) {
                continue;
            }
            String required = value.path("required").asBoolean() ? "required" : "";
            String standard = value.path("defaultValue").isMissingNode() ? required : standard(value);
            table.append("| `")
                    .append(option.getKey())
                    .append("` | ")
                    .append(standard)
                    .append(" | ")
                    .append(value.get("description").asText().replace("|", "\\|"))
                    .append(" |\n");
        }
        return table.toString();
    }

    /** A size says its unit beside the number that is written in a URI; a duration is written with its unit. */
    private static String standard(JsonNode option) {
        String number = "`" + option.get("defaultValue").asText() + "`";
        return option.get("description").asText().startsWith("The most bytes of ")
                ? (option.get("defaultValue").asInt() >> 20) + " MiB (" + number + ")"
                : number;
    }
}
