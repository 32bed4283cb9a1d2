package io.github.camelaudience.standin;

import java.util.List;

/**
 * Says for whom a flag of the stand-in is on: members of any of these segments see {@code true}, everybody else
 * {@code false}. On the wire it is a rule with one {@code segmentMatch} clause.
 *
 * @param names keys of segments, or ids of audiences, whatever kind their segments are; what has no segment yet matches nobody
 */
public record FlagRule(List<String> names) {

    /**
     * Checks and copies the names.
     *
     * @throws IllegalArgumentException if there is none
     */
    public FlagRule {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a flag needs the key of a segment, or the id of an audience");
        }
    }

    /** Turns a flag on for the members of these segments, named by key or by the id of their audience. */
    public static FlagRule onFor(String... names) {
        return new FlagRule(List.of(names));
    }
}
