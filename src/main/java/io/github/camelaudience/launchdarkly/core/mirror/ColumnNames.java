package io.github.camelaudience.launchdarkly.core.mirror;

import java.util.List;
import java.util.stream.IntStream;

/** Finds a column by its name: databases write names in upper or lower case as they like. */
final class ColumnNames {

    private ColumnNames() {}

    /**
     * Gives the place of the column with this name, else of the only one that differs in upper and lower case.
     *
     * @throws MirrorException when there is none, or more than one. What the columns are called may be the data of a person
     */
    static int index(List<String> names, String column) {
        int[] same = IntStream.range(0, names.size())
                .filter(i -> names.get(i).equals(column))
                .toArray();
        int[] alike = IntStream.range(0, names.size())
                .filter(i -> names.get(i).equalsIgnoreCase(column))
                .toArray();
        if (same.length == 1) {
            return same[0];
        }
        if (alike.length == 1) {
            return alike[0];
        }
        throw new MirrorException(
                alike.length == 0
                        ? "there is no column " + column + " among the " + names.size()
                                + " of the header line: is keyColumn"
                                + " right, is the delimiter, and is the first line a header line?"
                        : "there is more than one column " + column);
    }
}
