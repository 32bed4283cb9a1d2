package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;

/** Is told what sessions find and how they end, for counters and logs. Called by many threads; must be quick. */
public interface SyncMonitor {

    /** Tells nobody. */
    SyncMonitor SILENT = new SyncMonitor() {};

    /** Takes note of a change whose message has no time that can be read: it counts as happening now (rule D30). */
    default void unreadableTime() {}

    /** Takes note of something that happened to an audience. */
    default void event(AudienceEvent event) {}

    /** Takes note of a session that has ended. */
    default void reported(SyncReport report) {}
}
