package io.github.camelaudience.standin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values one slot took, in the order they were applied: one bit each, so that a soak of millions fits in memory. */
public final class ValueHistory {

    private long[] words = new long[1];
    private int size;

    ValueHistory() {}

    void append(boolean value) {
        int word = size >>> 6;
        if (word == words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        if (value) {
            words[word] |= 1L << size;
        }
        size++;
    }

    ValueHistory copy() {
        ValueHistory copy = new ValueHistory();
        copy.words = words.clone();
        copy.size = size;
        return copy;
    }

    /** How many values were applied. */
    public int size() {
        return size;
    }

    /** The value that was applied as number {@code index}, from 0. */
    public boolean get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return (words[index >>> 6] & (1L << index)) != 0;
    }

    /** All values, oldest first. */
    public List<Boolean> values() {
        List<Boolean> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(get(i));
        }
        return List.copyOf(values);
    }

    /** One digit per value, oldest first: {@code 101} is enter, leave, enter. */
    @Override
    public String toString() {
        StringBuilder digits = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            digits.append(get(i) ? '1' : '0');
        }
        return digits.toString();
    }
}
