package io.github.camelaudience.standin;

import java.util.List;

/**
 * Changes one of a segment's lists of individual targets.
 *
 * @param included    true for the list of included targets, false for that of excluded ones
 * @param add         true to add, false to remove; what is so already stays so
 * @param contextKind the kind of the contexts
 * @param keys        their keys
 */
record TargetEdit(boolean included, boolean add, String contextKind, List<String> keys) {

    TargetEdit {
        keys = List.copyOf(keys);
    }
}
