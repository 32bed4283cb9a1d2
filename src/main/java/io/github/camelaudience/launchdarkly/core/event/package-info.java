/**
 * Names what happens to audiences that somebody should know of, once each.
 *
 * <p>Flow: a session shows each change to {@code AudienceWatch}, which tells its listener of an {@code AudienceEvent} when something is
 * new; the engine tells of others by the same type. It delivers nothing and knows no log.
 */
package io.github.camelaudience.launchdarkly.core.event;
