/**
 * Makes an audience what a list says that it should be.
 *
 * <p>Flow: a {@code KeySet} reads rows into context keys, {@code KeySorter} stages them on disk in order, {@code KeyComparison} walks them
 * beside the ledger, and {@code Mirror} tells the {@code MirrorPlan}, holds it or has its changes delivered, and writes down how far it is
 * in a {@code StagedRun}. The operation {@code mirror} calls it. It knows nothing of requests, lanes and Camel.
 */
package io.github.camelaudience.launchdarkly.core.mirror;
