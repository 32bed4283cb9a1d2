/**
 * Asks LaunchDarkly's public REST API about environments and segments, for the backends that write to it.
 *
 * <p>Flow: {@code Environments} finds the keys of an environment, {@code AudienceSegments} finds or makes the segment of an audience by
 * its {@code SegmentKeyRule}, and says what answers about it mean; {@code RestApi} makes the requests. The backends call it. It
 * knows nothing of how members are written, of retries and of order, and keeps no document that LaunchDarkly sends.
 */
package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;
