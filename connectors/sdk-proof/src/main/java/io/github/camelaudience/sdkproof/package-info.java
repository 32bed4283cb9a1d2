/**
 * Runs LaunchDarkly's own Java SDK on a stand-in LaunchDarkly.
 *
 * <p>Flow: {@link io.github.camelaudience.sdkproof.StandInSdk} makes a client that takes flags and segments from the
 * stand-in's stream or poll, and asks {@link io.github.camelaudience.sdkproof.StandInBigSegmentStore} for the members of
 * big segments. Tests and the demo call it. It knows nothing of the component.
 */
package io.github.camelaudience.sdkproof;
