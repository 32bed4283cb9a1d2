package io.github.camelaudience.bench;

import java.util.Map;

/**
 * What a set of memberships comes to, in any order: how many there are, and a sum over all with their values.
 *
 * @param memberships how many
 * @param sum         of a hash of each
 */
record Digest(long memberships, long sum) {

    /** Of the last value by {@code audience/person}. */
    static Digest of(Map<String, Boolean> last) {
        long sum = 0;
        for (Map.Entry<String, Boolean> one : last.entrySet()) {
            sum += hash(one.getKey(), one.getValue());
        }
        return new Digest(last.size(), sum);
    }

    private static long hash(String slot, boolean value) {
        long hash = value ? 1 : 2;
        for (int i = 0; i < slot.length(); i++) {
            hash = hash * 0x100000001B3L + slot.charAt(i);
        }
        return hash;
    }

    @Override
    public String toString() {
        return memberships + " " + sum;
    }

    static Digest parse(String text) {
        String[] parts = text.strip().split(" ");
        return new Digest(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
}
