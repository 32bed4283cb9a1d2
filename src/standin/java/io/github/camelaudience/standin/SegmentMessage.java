package io.github.camelaudience.standin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * Writes what Segment sends of a person and an audience, for tests: {@code SegmentMessage.identify("u1").enters("vip")}
 * is the JSON of an identify call that says that u1 is in the audience with key vip and id aud_vip. An immutable value.
 */
public final class SegmentMessage {

    private static final String TIMESTAMP = "2026-01-02T03:04:05.678Z";

    private final String type;
    private final String userId;
    private final String messageId;
    private final String timestamp;

    private SegmentMessage(String type, String userId, String messageId, String timestamp) {
        this.type = type;
        this.userId = userId;
        this.messageId = messageId;
        this.timestamp = timestamp;
    }

    /** Begins an identify call about a person: the membership is among its traits. */
    public static SegmentMessage identify(String userId) {
        return new SegmentMessage("identify", userId, null, TIMESTAMP);
    }

    /** Begins a track call about a person: the membership is among its properties. */
    public static SegmentMessage track(String userId) {
        return new SegmentMessage("track", userId, null, TIMESTAMP);
    }

    /** Begins a page call about a person, with the membership where no audience puts it. */
    public static SegmentMessage page(String userId) {
        return new SegmentMessage("page", userId, null, TIMESTAMP);
    }

    /** Names the message; without it, the name follows from person, audience and membership. */
    public SegmentMessage messageId(String id) {
        return new SegmentMessage(type, userId, id, timestamp);
    }

    /** Sets when it happened, as text of any form; without it, it is 2026-01-02T03:04:05.678Z. */
    public SegmentMessage at(Object time) {
        return new SegmentMessage(type, userId, messageId, time.toString());
    }

    /** Writes that the person is in the audience with this key. */
    public String enters(String audience) {
        return says(audience, true);
    }

    /** Writes that the person is not in the audience with this key. */
    public String leaves(String audience) {
        return says(audience, false);
    }

    /**
     * Writes what is said of the membership, right or wrong.
     *
     * @param audience the audience's key
     * @param member   a boolean, or JSON in its place
     */
    public String says(String audience, Object member) {
        String id = messageId == null ? "m-" + userId + "-" + audience + "-" + member : messageId;
        String key = quoted(audience);
        return "{\"messageId\":" + quoted(id) + ",\"type\":" + quoted(type) + ",\"userId\":" + quoted(userId)
                + ",\"timestamp\":" + quoted(timestamp)
                + ",\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":"
                + quoted("aud_" + audience) + ",\"computation_key\":" + key + "}},"
                + (type.equals("track") ? "\"properties\"" : "\"traits\"") + ":{" + key + ":" + member + "}}";
    }

    private static String quoted(String text) {
        return new StringBuilder("\"")
                .append(JsonStringEncoder.getInstance().quoteAsString(text))
                .append('"')
                .toString();
    }
}
