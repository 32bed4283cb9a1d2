package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/explanation/flag-flips.md} shows a file and names tests that are there. {@code -Ddocs.write=true} brings it up to date. */
class FlagFlipsDocTest {

    private static final Path REPOSITORY = Path.of("../..");
    private static final Path PAGE = REPOSITORY.resolve("docs/explanation/flag-flips.md");
    private static final Pattern FILE = Pattern.compile("(?s)(<!-- (\\S+) -->\n```java\n)(.*?)(```)");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @Test
    void theExampleIsATestOfOurs() throws IOException {
        String text = Files.readString(PAGE);
        String expected = FILE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + read(match.group(2)) + match.group(4)));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(FILE.matcher(text).results()).hasSize(1);
        assertThat(PAGE).content().isEqualTo(expected);
    }

    @Test
    void theTestsThatAreNamedAreThere() throws IOException {
        List<MatchResult> named = TEST.matcher(Files.readString(PAGE)).results().toList();
        assertThat(named).isNotEmpty().allSatisfy(test -> {
            Class<?> type = Class.forName(getClass().getPackageName() + "." + test.group(1));
            assertThat(Stream.of(type.getDeclaredMethods()).map(method -> method.getName()))
                    .contains(test.group(2));
        });
    }

    private static String read(String file) {
        try {
            return Files.readString(REPOSITORY.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
