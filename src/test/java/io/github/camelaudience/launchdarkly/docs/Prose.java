package io.github.camelaudience.launchdarkly.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes the sentences out of a Markdown page: those of paragraphs and list items, and those of table cells apart. */
record Prose(List<String> sentences, List<String> cells) {

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *(```+).*?^ *\\1 *$");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
    private static final Pattern HTML = Pattern.compile("</?[a-zA-Z][^>]*>");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]+`");
    private static final Pattern LINK = Pattern.compile("!?\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern LIST_ITEM = Pattern.compile("^\\s*(?:[-*]|\\d+\\.)\\s+");
    private static final Pattern END = Pattern.compile("(?<=[.!?:])[*_)\"”]*\\s+");

    static Prose of(String markdown) {
        String text = CODE_BLOCK.matcher(markdown).replaceAll("\n\n");
        text = COMMENT.matcher(text).replaceAll("");
        text = HTML.matcher(text).replaceAll("");
        text = LINK.matcher(text).replaceAll("$1");
        text = INLINE_CODE.matcher(text).replaceAll("CODE");
        List<String> sentences = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : (text + "\n\n").split("\n", -1)) {
            if (line.startsWith("|")) {
                flush(block, sentences);
                Stream.of(line.replace("\\|", "/").split("\\|"))
                        .filter(cell -> !cell.matches("[\\s:-]*"))
                        .forEach(cell -> flush(new StringBuilder(cell), cells));
            } else if (line.isBlank() || line.startsWith("#")) {
                flush(block, sentences);
            } else {
                if (LIST_ITEM.matcher(line).find()) {
                    flush(block, sentences);
                }
                block.append(' ')
                        .append(LIST_ITEM.matcher(line).replaceFirst("").replaceFirst("^\\s*> ?", ""));
            }
        }
        return new Prose(sentences, cells);
    }

    private static void flush(StringBuilder block, List<String> into) {
        Stream.of(END.split(block.toString().strip()))
                .filter(sentence -> words(sentence) > 0)
                .forEach(into::add);
        block.setLength(0);
    }

    /** Counts what has a letter or a digit; code and a path are one word each. */
    static int words(String sentence) {
        return (int) Stream.of(sentence.strip().split("\\s+"))
                .filter(word -> word.matches(".*[\\p{L}\\p{N}].*"))
                .count();
    }

    double meanWords() {
        return sentences.stream().mapToInt(Prose::words).average().orElse(0);
    }
}
