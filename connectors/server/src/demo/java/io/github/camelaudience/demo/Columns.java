package io.github.camelaudience.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Lines whose columns stand below each other. */
final class Columns {

    /** A text, how it is coloured, and whether it stands at the right of its column. */
    record Cell(String text, UnaryOperator<String> ink, boolean right) {

        static Cell of(String text) {
            return new Cell(text, UnaryOperator.identity(), false);
        }

        static Cell of(String text, UnaryOperator<String> ink) {
            return new Cell(text, ink, false);
        }

        static Cell number(long number, UnaryOperator<String> ink) {
            return new Cell(Long.toString(number), ink, true);
        }

        private String padded(int width, boolean last) {
            String space = " ".repeat(Math.max(0, width - text.length()));
            return right ? space + ink.apply(text) : last ? ink.apply(text) : ink.apply(text) + space;
        }
    }

    private static final String INDENT = "  ";
    private static final String GAP = "   ";

    private final List<List<Cell>> rows = new ArrayList<>();

    Columns row(Cell... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, without line ends. */
    List<String> lines() {
        List<Integer> widths = widths();
        List<String> lines = new ArrayList<>();
        for (List<Cell> row : rows) {
            StringBuilder line = new StringBuilder(INDENT);
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i).padded(widths.get(i), i == row.size() - 1));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).text.length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        return widths;
    }
}
