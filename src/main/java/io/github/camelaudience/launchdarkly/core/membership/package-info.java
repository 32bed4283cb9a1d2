/**
 * Names what everything is about: a membership, its change, the verdict of a message, reasons and rules.
 *
 * <p>Flow: all other packages make and hand on these values. It knows nothing of Camel, JSON, HTTP and clocks.
 */
package io.github.camelaudience.launchdarkly.core.membership;
