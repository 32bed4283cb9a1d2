/**
 * A stand-in LaunchDarkly for tests, soak runs and demos: a loopback HTTP server that keeps the public contract of the
 * synced-segment endpoint, breaks it on demand, and remembers what it was told.
 *
 * <p>Start with {@link io.github.camelaudience.standin.StandIn}. It knows nothing of the program under test.
 */
package io.github.camelaudience.standin;
