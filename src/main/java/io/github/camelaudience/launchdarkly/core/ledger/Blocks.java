package io.github.camelaudience.launchdarkly.core.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keeps texts of any length in chains of small blocks, of which each can take the place of any other: nothing is moved, and no room is lost between
 * them. Not thread-safe.
 */
final class Blocks {

    private static final VarHandle NEXT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int NONE = 0;
    /** Of a block; it begins with the number of the next one. */
    private static final int SIZE_BITS = 5;

    private static final int HELD = (1 << SIZE_BITS) - Integer.BYTES;
    private static final int PAGE_BITS = 11;
    private static final int IN_PAGE = (1 << PAGE_BITS) - 1;

    private byte[][] pages = {new byte[1 << SIZE_BITS + PAGE_BITS]};
    /** The highest block that was in use so far; they count from 1. */
    private int last = NONE;

    private int free = NONE;

    /** Keeps the first bytes of an array, and gives the number of the first block. */
    int put(byte[] bytes, int length) {
        int first = take();
        int block = first;
        int done = 0;
        while (true) {
            int part = Math.min(HELD, length - done);
            System.arraycopy(bytes, done, page(block), at(block) + Integer.BYTES, part);
            done += part;
            if (done == length) {
                link(block, NONE);
                return first;
            }
            int next = take();
            link(block, next);
            block = next;
        }
    }

    /** Tells whether what begins with this block begins with the first bytes of an array. */
    boolean beginWith(int first, byte[] bytes, int length) {
        int block = first;
        for (int done = 0; done < length && block != NONE; done += HELD) {
            int part = Math.min(HELD, length - done);
            int from = at(block) + Integer.BYTES;
            if (!Arrays.equals(page(block), from, from + part, bytes, done, done + part)) {
                return false;
            }
            block = next(block);
        }
        return true;
    }

    /** Gives how many bytes blocks from this one on have room for. */
    int room(int first) {
        int room = 0;
        for (int block = first; block != NONE; block = next(block)) {
            room += HELD;
        }
        return room;
    }

    /** Copies the blocks from this one on into an array that has room for them. */
    void get(int first, byte[] into) {
        int done = 0;
        for (int block = first; block != NONE; block = next(block)) {
            System.arraycopy(page(block), at(block) + Integer.BYTES, into, done, HELD);
            done += HELD;
        }
    }

    void free(int first) {
        int block = first;
        while (next(block) != NONE) {
            block = next(block);
        }
        link(block, free);
        free = first;
    }

    private int take() {
        if (free != NONE) {
            int block = free;
            free = next(block);
            return block;
        }
        int page = last + 1 >>> PAGE_BITS;
        if (page == pages.length) {
            byte[] more = new byte[1 << SIZE_BITS + PAGE_BITS]; // where there is no room for it nothing has changed
            pages = Arrays.copyOf(pages, page + 1);
            pages[page] = more;
        }
        return ++last;
    }

    private byte[] page(int block) {
        return pages[block >>> PAGE_BITS];
    }

    private static int at(int block) {
        return (block & IN_PAGE) << SIZE_BITS;
    }

    private int next(int block) {
        return (int) NEXT.get(page(block), at(block));
    }

    private void link(int block, int next) {
        NEXT.set(page(block), at(block), next);
    }
}
