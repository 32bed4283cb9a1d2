/**
 * Says when more people leave an audience than can be meant, and holds it until somebody says that they are.
 *
 * <p>Flow: delivery asks {@code RemovalBrake} before a request, which counts in {@code RecentRemovals} by a {@code BrakePolicy}; a plan of
 * changes asks the policy alone. It sends nothing, keeps no change, and knows nothing of LaunchDarkly: who asks tells how large an audience
 * is.
 */
package io.github.camelaudience.launchdarkly.core.brake;
