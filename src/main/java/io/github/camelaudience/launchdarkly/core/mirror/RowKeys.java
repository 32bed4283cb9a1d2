package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Reads keys from rows as a database gives them: each a map of columns, or the key itself. */
public final class RowKeys implements KeySet {

    private final Iterator<?> rows;
    private final String column;

    /**
     * Reads rows, one at a time.
     *
     * @param column that holds the context key, or {@code null} where there is only one
     */
    public RowKeys(Iterator<?> rows, String column) {
        this.rows = rows;
        this.column = column;
    }

    @Override
    public void read(KeySink sink) throws IOException {
        String name = null;
        for (long number = 1; rows.hasNext(); number++) {
            Object row = rows.next();
            if (row instanceof Map<?, ?> columns) {
                name = name != null && columns.containsKey(name) ? name : name(columns);
                sink.value(columns.get(name), number);
            } else if (row instanceof Iterable<?> || row instanceof Object[]) {
                sink.bad(
                        number,
                        RejectReason.NOT_AN_OBJECT.name(),
                        "expected a map of columns or a context key but found a list");
            } else {
                sink.value(row, number);
            }
        }
    }

    private String name(Map<?, ?> columns) {
        List<String> names = new ArrayList<>();
        columns.keySet().forEach(name -> names.add(String.valueOf(name)));
        if (column == null) {
            if (names.size() != 1) {
                throw TextKeys.unnamed();
            }
            return names.get(0);
        }
        return names.get(ColumnNames.index(names, column));
    }
}
