package io.github.camelaudience.launchdarkly.core.trigger;

/**
 * A place in the text of a trigger.
 *
 * @param line   the first is 1
 * @param column the first is 1
 */
record Position(int line, int column) {

    static Position of(String fql, int offset) {
        int start = lineStart(fql, offset);
        int line =
                1 + (int) fql.substring(0, start).chars().filter(c -> c == '\n').count();
        return new Position(line, offset - start + 1);
    }

    private static int lineStart(String fql, int offset) {
        return fql.lastIndexOf('\n', offset - 1) + 1;
    }

    /** The line of the text with a caret under the place. */
    String caret(String fql) {
        String text = fql.split("\n", -1)[line - 1].replace('\t', ' ').replace('\r', ' ');
        return "  " + text + System.lineSeparator() + "  " + " ".repeat(column - 1) + "^";
    }

    @Override
    public String toString() {
        return line == 1 ? "column " + column : "line " + line + ", column " + column;
    }
}
