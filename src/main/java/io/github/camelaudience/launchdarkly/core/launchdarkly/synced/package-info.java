/**
 * Writes to LaunchDarkly's synced segments ({@code POST /api/v2/segment-targets/segment-audiences}).
 *
 * <p>Flow: {@code SyncedSegmentsJson} makes the body of a request, which goes out over the transport; {@code
 * CredentialsCheck} asks whether token and environment are right. Delivery calls it through {@code core.launchdarkly}.
 * It knows nothing of retries, order and windows.
 */
package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;
