package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages of docs/sources show what is really there: a block under a comment with the path of a file is that file, and
 * links lead somewhere. {@code -Ddocs.write=true} brings them up to date.
 */
class SourcesDocTest {

    private static final Path PAGES = RunningRoute.REPOSITORY.resolve("docs/sources");
    private static final Pattern FILE = Pattern.compile("(?s)(<!-- (\\S+/\\S+) -->\n```\\w+\n)(.*?)(```)");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)[^)]*\\)");

    @Test
    void blocksAreTheFilesTheyName() throws IOException {
        for (Path page : pages()) {
            String text = Files.readString(page);
            String expected = FILE.matcher(text)
                    .replaceAll(
                            match -> Matcher.quoteReplacement(match.group(1) + file(match.group(2)) + match.group(4)));
            if (Boolean.getBoolean("docs.write")) {
                Files.writeString(page, expected);
            }
            assertThat(page).content().isEqualTo(expected);
        }
    }

    @Test
    void everyExampleIsShown() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : pages()) {
            all.append(Files.readString(page));
        }
        try (Stream<Path> examples = Files.list(RunningRoute.EXAMPLES)) {
            assertThat(examples.map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(all).contains("/examples/" + name + " -->"));
        }
    }

    @Test
    void linksLeadToFiles() throws IOException {
        for (Path page : pages()) {
            assertThat(LINK.matcher(Files.readString(page)).results().map(link -> PAGES.resolve(link.group(1))))
                    .as(page.toString())
                    .allSatisfy(file -> assertThat(file).exists());
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.sorted().toList();
        }
    }

    private static String file(String path) {
        try {
            return Files.readString(RunningRoute.REPOSITORY.resolve(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
