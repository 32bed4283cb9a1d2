package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds a page, or a part of one, that a test makes from code; {@code -Ddocs.write=true} writes it anew. */
final class GeneratedPage {

    private GeneratedPage() {}

    static void isUpToDate(Path page, String expected) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, expected);
        }
        List<String> there = Files.exists(page) ? Files.readAllLines(page) : List.of();
        List<String> missing = new ArrayList<>(expected.lines().toList());
        missing.removeAll(there);
        assertThat(missing)
                .as("lines that %s lacks: -Ddocs.write=true writes it anew", page)
                .isEmpty();
        assertThat(Files.readString(page).equals(expected))
                .as("%s is as it is made: -Ddocs.write=true writes it anew", page)
                .isTrue();
    }

    /** Compares what stands between {@code <!-- name -->} and {@code <!-- /name -->}. */
    static void partIsUpToDate(Path page, String name, String expected) throws IOException {
        Pattern part = Pattern.compile("(?s)(<!-- " + name + " -->\n)(.*?)(<!-- /" + name + " -->)");
        String text = Files.readString(page);
        assertThat(part.matcher(text).results()).as("%s of %s", name, page).hasSize(1);
        isUpToDate(
                page,
                part.matcher(text)
                        .replaceFirst(match -> match.group(1) + Matcher.quoteReplacement(expected) + match.group(3)));
    }

    /** Has a value as a cell of a Markdown table. */
    static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
