package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps marks of many memberships, in the order in which they were put in. What is kept long and changed all the time is dear as objects, because each
 * collection of garbage has to look at it: numbers and texts are in arrays here, and one object is left of each mark. An entry has a number, which is
 * another's after it has been removed. Not thread-safe: guarded by the lock of its ledger.
 */
final class MarkTable {

    /** No entry. */
    static final int NONE = 0;

    private static final int PAGE_BITS = 12;
    private static final int IN_PAGE = (1 << PAGE_BITS) - 1;
    private static final int FIRST_PLACES = 64;
    private static final int MOST_PLACES = 1 << 30;

    // the numbers of an entry
    private static final int HASH = 0;
    private static final int OLDER = 1;
    /** Or the next one that is free. */
    private static final int NEWER = 2;
    /** The number of the audience twice, and one more for a member. */
    private static final int AUDIENCE = 3;

    private static final int BLOCK = 4;
    private static final int NUMBERS = 5;

    private final MarkText text;
    private final Blocks blocks = new Blocks();

    /** The entries from 0; that one is of no mark, and begins and ends the order. */
    private int[][] numbers = {new int[NUMBERS << PAGE_BITS]};

    /** Two for each entry: where the change came from, and the id of the request, which is that of others, too. */
    private Object[][] shared = {new Object[2 << PAGE_BITS]};

    /**
     * Has the entries by their hashes: the hash in the upper half, the entry in the lower one. An entry is in the place of its hash or in one of those
     * that follow without a gap. Most questions are about memberships that are not there, and are answered by one look.
     */
    private long[] places = new long[FIRST_PLACES];

    private int size;
    /** The highest entry that was in use so far. */
    private int last = NONE;

    private int free = NONE;

    MarkTable() {
        this(ThreadLocalRandom.current().nextLong());
    }

    /** Makes one whose hashes are known to whoever knows the seed. */
    MarkTable(long seed) {
        text = new MarkText(seed);
    }

    int size() {
        return size;
    }

    /** Gives the entry of a membership, or {@link #NONE}. */
    int find(int audience, String contextKey) {
        int hash = text.key(audience, contextKey);
        for (int place = first(hash); places[place] != 0; place = next(place)) {
            int entry = (int) places[place];
            if (hashAt(place) == hash
                    && audience(entry) == audience
                    && blocks.beginWith(number(entry, BLOCK), text.bytes(), text.length())) {
                return entry;
            }
        }
        return NONE;
    }

    /** Puts the mark of a membership behind all others; the membership must have none. */
    void add(int audience, String contextKey, Mark mark) {
        if (2 * size >= places.length && places.length < MOST_PLACES) {
            spread();
        }
        int hash = text.key(audience, contextKey);
        text.mark(mark);
        int entry = take();
        set(entry, HASH, hash);
        set(entry, AUDIENCE, audience << 1 | (mark.included() ? 1 : 0));
        set(entry, BLOCK, blocks.put(text.bytes(), text.length()));
        setShared(entry, mark.origin(), mark.requestId());
        place(places, hash, entry);
        link(number(NONE, OLDER), entry);
        link(entry, NONE);
        size++;
    }

    Mark mark(int entry) {
        load(entry);
        Object[] page = shared[entry >>> PAGE_BITS];
        int at = (entry & IN_PAGE) << 1;
        return text.mark((ChangeOrigin) page[at], (String) page[at + 1]);
    }

    String contextKey(int entry) {
        load(entry);
        return text.contextKey();
    }

    int audience(int entry) {
        return number(entry, AUDIENCE) >>> 1;
    }

    boolean isIncluded(int entry) {
        return (number(entry, AUDIENCE) & 1) != 0;
    }

    /** Gives the entry that was put in first, or {@link #NONE}. */
    int eldest() {
        return number(NONE, NEWER);
    }

    /** Gives the entry that was put in after another one, or {@link #NONE}. */
    int newer(int entry) {
        return number(entry, NEWER);
    }

    void remove(int entry) {
        int place = first(number(entry, HASH));
        while ((int) places[place] != entry) {
            place = next(place);
        }
        clear(place);
        link(number(entry, OLDER), number(entry, NEWER));
        blocks.free(number(entry, BLOCK));
        setShared(entry, null, null);
        set(entry, NEWER, free);
        free = entry;
        size--;
    }

    private int first(int hash) {
        return hash & places.length - 1;
    }

    private int next(int place) {
        return place + 1 & places.length - 1;
    }

    private int hashAt(int place) {
        return (int) (places[place] >>> Integer.SIZE);
    }

    private static void place(long[] places, int hash, int entry) {
        int last = places.length - 1;
        int place = hash & last;
        while (places[place] != 0) {
            place = place + 1 & last;
        }
        places[place] = (long) hash << Integer.SIZE | entry;
    }

    /** Leaves no gap before those that follow, unless it is between them and the place of their hash. */
    private void clear(int from) {
        int gap = from;
        for (int place = next(gap); places[place] != 0; place = next(place)) {
            int way = place - first(hashAt(place)) & places.length - 1;
            if (way >= (place - gap & places.length - 1)) {
                places[gap] = places[place];
                gap = place;
            }
        }
        places[gap] = 0;
    }

    private void load(int entry) {
        text.load(blocks, number(entry, BLOCK));
    }

    private int number(int entry, int which) {
        return numbers[entry >>> PAGE_BITS][at(entry) + which];
    }

    private void set(int entry, int which, int value) {
        numbers[entry >>> PAGE_BITS][at(entry) + which] = value;
    }

    private static int at(int entry) {
        return (entry & IN_PAGE) * NUMBERS;
    }

    private void setShared(int entry, ChangeOrigin origin, String requestId) {
        Object[] page = shared[entry >>> PAGE_BITS];
        int at = (entry & IN_PAGE) << 1;
        page[at] = origin;
        page[at + 1] = requestId;
    }

    private void link(int older, int newer) {
        set(older, NEWER, newer);
        set(newer, OLDER, older);
    }

    private int take() {
        if (free != NONE) {
            int entry = free;
            free = number(entry, NEWER);
            return entry;
        }
        int page = last + 1 >>> PAGE_BITS;
        if (page == numbers.length) {
            int[] more = new int[NUMBERS << PAGE_BITS]; // where there is no room for it nothing has changed
            Object[] moreShared = new Object[2 << PAGE_BITS];
            Object[][] allShared = Arrays.copyOf(shared, page + 1);
            numbers = Arrays.copyOf(numbers, page + 1);
            numbers[page] = more;
            shared = allShared;
            shared[page] = moreShared;
        }
        return ++last;
    }

    private void spread() {
        long[] more = new long[places.length << 1];
        for (int entry = eldest(); entry != NONE; entry = newer(entry)) {
            place(more, number(entry, HASH), entry);
        }
        places = more;
    }
}
