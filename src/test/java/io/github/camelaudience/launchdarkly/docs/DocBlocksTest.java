package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A block under a comment with the path of a file is that file, or the part of it between two lines of {@code docs:name}.
 * Every example is shown, or linked, by some page. {@code -Ddocs.write=true} brings the blocks up to date.
 */
class DocBlocksTest {

    private static final Pattern FILE =
            Pattern.compile("(?s)(<!-- ([\\w./-]+/[\\w.-]+)(?:#([\\w-]+))? -->\n```\\w*\n)(.*?)(```\n)");
    private static final List<String> EXAMPLES =
            List.of("src/test/resources/examples", "connectors/routes/src/test/resources/examples");

    @Test
    void blocksAreTheFilesTheyName() throws IOException {
        int blocks = 0;
        for (Path page : DocPages.all()) {
            String text = Files.readString(page);
            blocks += (int) FILE.matcher(text).results().count();
            String expected = FILE.matcher(text)
                    .replaceAll(block -> Matcher.quoteReplacement(
                            block.group(1) + text(block.group(2), block.group(3)) + block.group(5)));
            if (!expected.equals(text)) {
                GeneratedPage.isUpToDate(page, expected);
            }
        }
        assertThat(blocks).isGreaterThan(20);
    }

    @Test
    void everyExampleIsShownOrLinked() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : DocPages.all()) {
            all.append(Files.readString(page));
        }
        Set<String> hidden = new TreeSet<>();
        for (String folder : EXAMPLES) {
            try (Stream<Path> examples = Files.list(Path.of(folder))) {
                examples.map(file -> folder + "/" + file.getFileName())
                        .filter(file -> all.indexOf(file) < 0)
                        .forEach(hidden::add);
            }
        }
        assertThat(hidden).isEmpty();
    }

    private static String text(String file, String part) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            return String.join("\n", part == null ? lines : partOf(lines, file, part)) + "\n";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The lines after one with {@code docs:name} and before one with {@code docs:end}, moved to the left. */
    private static List<String> partOf(List<String> lines, String file, String name) {
        List<String> part = new ArrayList<>();
        boolean within = false;
        for (String line : lines) {
            if (line.strip().endsWith("docs:end")) {
                within = false;
            } else if (line.strip().endsWith("docs:" + name)) {
                within = true;
            } else if (within) {
                part.add(line);
            }
        }
        assertThat(part).as("docs:%s in %s", name, file).isNotEmpty();
        int indent = part.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return part.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .toList();
    }
}
