package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;

/** Tells whether a message is for us at all: Segment's subscription. Immutable and safe for use by many threads. */
@FunctionalInterface
public interface Trigger {

    /** Segment's default, {@code type = "identify" or type = "track"}. */
    Trigger IDENTIFY_OR_TRACK = message -> {
        String type = message.type();
        return "identify".equals(type) || "track".equals(type);
    };

    boolean matches(AudienceMessage message);
}
