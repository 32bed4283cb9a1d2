package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that are read by somebody in a hurry have short sentences, and no word that only we know. */
class DocStyleTest {

    private static final int MOST_WORDS = 30;
    private static final double MOST_WORDS_ON_AVERAGE = 16;
    private static final Path GLOSSARY = Path.of("docs/explanation/how-it-works.md");

    /** Words of the code, or with a meaning of our own: a page may use one when the glossary has a line for it. */
    private static final Set<String> PRIVATE = Set.of(
            "slot",
            "fence",
            "settle",
            "settled",
            "company",
            "lane",
            "ticket",
            "bisect",
            "bisected",
            "bisection",
            "halved",
            "verdict",
            "membership",
            "held",
            "drift",
            "ledger",
            "stand-in",
            "superseded",
            "probe",
            "brake",
            "courier",
            "entrance",
            "submission",
            "settlement",
            "disposition",
            "spot check",
            "update target",
            "cool-down",
            "dead letter",
            "claim",
            "lease");

    @ParameterizedTest
    @MethodSource("pages")
    void sentencesAreShort(Path page) throws IOException {
        Prose prose = Prose.of(Files.readString(page));
        assertThat(Stream.concat(prose.sentences().stream(), prose.cells().stream())
                        .filter(sentence -> Prose.words(sentence) > MOST_WORDS))
                .as("sentences of more than %d words in %s", MOST_WORDS, page)
                .isEmpty();
        assertThat(prose.meanWords()).as("words of a sentence in %s", page).isLessThanOrEqualTo(MOST_WORDS_ON_AVERAGE);
    }

    @Test
    void wordsOfOursAreInTheGlossary() throws IOException {
        Set<String> explained = glossary();
        Map<Path, Set<String>> unexplained = new TreeMap<>();
        for (Path page : pages()) {
            String text = String.join(" ", Prose.of(Files.readString(page)).sentences())
                    .toLowerCase(Locale.ROOT);
            Set<String> used = PRIVATE.stream()
                    .filter(word -> Pattern.compile("\\b" + word + "(?:s|d|ed|ing)?\\b")
                            .matcher(text)
                            .find())
                    .filter(word -> !explained.contains(word))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!used.isEmpty()) {
                unexplained.put(page, used);
            }
        }
        assertThat(unexplained).isEmpty();
    }

    @Test
    void theReadmeIsShort() throws IOException {
        Prose readme = Prose.of(Files.readString(Path.of("README.md")));
        assertThat(Stream.concat(readme.sentences().stream(), readme.cells().stream())
                        .mapToInt(Prose::words)
                        .sum())
                .isBetween(400, 650);
    }

    /** What options, headers and log lines say stands in pages, editors and forms, without a glossary beside it. */
    @ParameterizedTest
    @ValueSource(strings = {"options.md", "headers.md", "reasons.md", "answers.md", "log.md"})
    void textsOfTheCodeAreShortAndPlain(String name) throws IOException {
        Prose prose = Prose.of(Files.readString(Path.of("docs/reference", name)));
        List<String> sentences = Stream.concat(prose.sentences().stream(), prose.cells().stream())
                .toList();
        assertThat(sentences.stream().filter(sentence -> Prose.words(sentence) > MOST_WORDS))
                .as("sentences of more than %d words in %s", MOST_WORDS, name)
                .isEmpty();
        Set<String> unexplained = new TreeSet<>(PRIVATE);
        unexplained.removeAll(glossary());
        assertThat(sentences.stream()
                        .map(sentence -> sentence.toLowerCase(Locale.ROOT))
                        .filter(sentence -> unexplained.stream()
                                .anyMatch(word -> Pattern.compile("\\b" + word + "(?:s|d|ed|ing)?\\b")
                                        .matcher(sentence)
                                        .find())))
                .isEmpty();
    }

    @Test
    void theCounterCounts() {
        Prose prose = Prose.of("""
                # A heading. Not counted.

                One two `three.four five` six. Seven [eight nine](x.md#y)!
                Ten
                eleven.

                - A list item
                  goes on.
                - Another one:

                ```java
                not. counted.
                ```

                | cell one | two words. three more words |
                |---|---|
                """);
        assertThat(prose.sentences()).extracting(Prose::words).containsExactly(4, 3, 2, 5, 2);
        assertThat(prose.cells()).extracting(Prose::words).containsExactly(2, 2, 3);
    }

    /** README, tutorials, how-to guides, sources, pages for operators, questions, and how it works. */
    static List<Path> pages() throws IOException {
        return DocPages.all().stream()
                .filter(page -> page.equals(Path.of("README.md"))
                        || page.equals(GLOSSARY)
                        || page.startsWith("docs/tutorials")
                        || page.startsWith("docs/how-to")
                        || page.startsWith("docs/sources")
                        || page.equals(Path.of("docs/explanation/backends.md"))
                        || page.equals(Path.of("docs/faq.md"))
                        || page.startsWith("docs/server")
                        || page.equals(Path.of("docs/explanation/order-and-duplicates.md"))
                        || page.equals(Path.of("docs/README.md")))
                .toList();
    }

    private static Set<String> glossary() throws IOException {
        String page = Files.readString(GLOSSARY);
        Set<String> terms = Pattern.compile("(?m)^\\| \\*\\*([^*]+)\\*\\* \\| .{10,}\\|$")
                .matcher(page.substring(page.indexOf("## Glossary")))
                .results()
                .flatMap(row -> Stream.of(row.group(1).toLowerCase(Locale.ROOT).split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(terms).hasSizeGreaterThan(5);
        return terms;
    }
}
