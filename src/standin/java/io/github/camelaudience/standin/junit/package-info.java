/**
 * Gives a JUnit test a stand-in of its own.
 *
 * <p>Flow: {@link io.github.camelaudience.standin.junit.LaunchDarklyStandIn} on a test class starts one for each test
 * and stops it after. Tests of users call it. It knows nothing of the program under test.
 */
package io.github.camelaudience.standin.junit;
