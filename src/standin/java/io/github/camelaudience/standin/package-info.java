/**
 * Is a LaunchDarkly for tests, soak runs and demos: a loopback HTTP server that keeps the public contract of the
 * synced-segment endpoint, the REST API of segments and the wire of SDKs, breaks it on demand, and remembers what it was
 * told.
 *
 * <p>Flow: a test starts {@link io.github.camelaudience.standin.StandIn}, plans faults, lets its program send, and asks
 * for members and requests. It knows nothing of the program under test.
 */
package io.github.camelaudience.standin;
