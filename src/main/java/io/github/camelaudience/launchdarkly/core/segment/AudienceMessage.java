package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.MessageTrees;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.Objects;

/**
 * Holds the facts of one Segment message, and the bytes they were read from. Knows nothing of LaunchDarkly.
 *
 * @param messageId            {@code messageId}, or {@code null}
 * @param type                 {@code type} as written, or {@code null} when absent or not a string
 * @param eventTime            the first that can be read of {@code timestamp}, {@code originalTimestamp},
 *                             {@code receivedAt}, {@code sentAt}, in milliseconds since the epoch; or
 *                             {@link MembershipChange#NO_EVENT_TIME}
 * @param userId               {@code userId}
 * @param anonymousId          {@code anonymousId}
 * @param traitsEmail          {@code traits.email}
 * @param contextTraitsEmail   {@code context.traits.email}
 * @param computationId        {@code context.personas.computation_id}
 * @param computationKey       {@code context.personas.computation_key}
 * @param computationClass     {@code context.personas.computation_class}
 * @param traitsMembership     the member of {@code traits} that the computation key names
 * @param propertiesMembership the member of {@code properties} that the computation key names
 * @param raw                  the bytes of this message
 * @param location             where the message stands
 * @param sharedContext        the {@code context} of the envelope the message came in, or {@code null}: its members count
 *                             where the message's own {@code context} lacks them. The facts above reflect it already
 */
public record AudienceMessage(
        String messageId,
        String type,
        long eventTime,
        FieldValue userId,
        FieldValue anonymousId,
        FieldValue traitsEmail,
        FieldValue contextTraitsEmail,
        FieldValue computationId,
        FieldValue computationKey,
        FieldValue computationClass,
        FieldValue traitsMembership,
        FieldValue propertiesMembership,
        RawJson raw,
        Location location,
        RawJson sharedContext) {

    /** The message is not an element of an array. */
    public static final int NOT_INDEXED = Location.NOT_INDEXED;

    public AudienceMessage {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(location, "location");
    }

    /** The same message at another place: what was read alone, and then put into a collection. */
    public AudienceMessage at(String container, int index) {
        return new AudienceMessage(
                messageId,
                type,
                eventTime,
                userId,
                anonymousId,
                traitsEmail,
                contextTraitsEmail,
                computationId,
                computationKey,
                computationClass,
                traitsMembership,
                propertiesMembership,
                raw,
                new Location(container, index),
                sharedContext);
    }

    /** JSON path of what holds the message: {@code $} when it stands alone or in the top array. */
    public String container() {
        return location.container();
    }

    /** Position in the container, or {@link #NOT_INDEXED}. */
    public int index() {
        return location.index();
    }

    /** JSON path of this message in its document, for example {@code $}, {@code $[3]} or {@code $.batch[0]}. */
    public String path() {
        return location.path();
    }

    /**
     * Returns the JSON path in the document of a path within the message: {@code $.userId} becomes {@code $[3].userId}.
     */
    public String path(String within) {
        return path() + within.substring(1);
    }

    /**
     * Tells whether the message tells when it happened, but in no way that can be read (rule D30).
     */
    public boolean hasUnreadableTime() {
        return eventTime == MembershipChange.NO_EVENT_TIME && EventTime.isTold(raw);
    }

    /**
     * Returns the message as a tree, for mappings and triggers that go beyond the facts. Has the members of the shared context, too, which
     * are the same nodes for all messages of an envelope: whoever wants to change one takes a copy.
     */
    public JsonNode tree() {
        return MessageTrees.parse(raw, sharedContext);
    }

    /** Shows where and what type, never an identifier of a person. */
    @Override
    public String toString() {
        return "AudienceMessage[" + path() + ", type=" + type + ", " + raw.length() + " bytes]";
    }
}
