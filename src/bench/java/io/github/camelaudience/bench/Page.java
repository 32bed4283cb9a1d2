package io.github.camelaudience.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page with the figures: {@code -Dbench.write=true} puts new ones into it. */
public final class Page {

    private static final Path FILE = Path.of("docs/explanation/performance.md");

    private Page() {}

    /** Prints a block of figures, and writes it between its marks when asked to. */
    static void block(String name, String text) throws IOException {
        System.out.println(text);
        if (Boolean.getBoolean("bench.write")) {
            String page = Files.readString(FILE);
            String written = block(name)
                    .matcher(page)
                    .replaceFirst(
                            Matcher.quoteReplacement("<!-- " + name + " -->\n" + text + "<!-- /" + name + " -->"));
            Files.writeString(FILE, written);
        }
    }

    /** Writes a picture beside the page when asked to. */
    static void picture(String file, String svg) throws IOException {
        if (Boolean.getBoolean("bench.write")) {
            Files.writeString(FILE.resolveSibling(file), svg);
        }
    }

    /** The number in the row of a block that begins with these words. */
    public static double stated(Path project, String name, String row) throws IOException {
        Matcher block = block(name).matcher(Files.readString(project.resolve(FILE)));
        if (block.find()) {
            Matcher number = Pattern.compile("\\| " + Pattern.quote(row) + " \\| ([0-9.]+) ")
                    .matcher(block.group());
            if (number.find()) {
                return Double.parseDouble(number.group(1));
            }
        }
        throw new IllegalStateException(FILE + " states no figure for: " + row);
    }

    private static Pattern block(String name) {
        return Pattern.compile("<!-- " + name + " -->.*?<!-- /" + name + " -->", Pattern.DOTALL);
    }
}
