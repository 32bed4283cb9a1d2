/**
 * The seam to a host: a {@link io.github.camelaudience.launchdarkly.core.sync.SyncEngine} opens a {@link
 * io.github.camelaudience.launchdarkly.core.sync.SyncSession}, which reads documents, has the changes in them delivered, and
 * tells once, by a {@link io.github.camelaudience.launchdarkly.core.sync.SyncResult}, what became of all.
 *
 * <p>Called by whatever brings messages: the component's {@code exchange} package, or a host of your own. It knows no host: where
 * a message came from is a type parameter, and what has to be known of it is asked of {@link
 * io.github.camelaudience.launchdarkly.core.sync.Origins}.
 */
package io.github.camelaudience.launchdarkly.core.sync;
