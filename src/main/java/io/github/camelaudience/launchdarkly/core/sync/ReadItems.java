package io.github.camelaudience.launchdarkly.core.sync;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Holds what a session has read, in input order; bad input stays small in it. For one thread at a time. */
final class ReadItems<S> implements Iterable<ReadItem<S>> {

    /** After so many, rejected neighbours are kept as one: each byte still has its verdict. */
    private static final int MOST_KEPT_ALONE = 1000;

    private final List<ReadItem<S>> items = new ArrayList<>();
    private int rejected;
    /** The first item that may stand for several. */
    private int firstShared;

    void add(ReadItem<S> item) {
        if (item.isRejected() && rejected >= MOST_KEPT_ALONE && !items.isEmpty()) {
            int last = items.size() - 1;
            if (last >= firstShared && items.get(last).takes(item)) {
                items.set(last, items.get(last).and(item));
                return;
            }
        }
        if (item.isRejected() && ++rejected == MOST_KEPT_ALONE) {
            firstShared = items.size() + 1;
        }
        items.add(item);
    }

    int size() {
        return items.size();
    }

    @Override
    public Iterator<ReadItem<S>> iterator() {
        return items.iterator();
    }
}
