package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says which identifier becomes the context key; the names are those of Segment's own destination. */
@SuppressWarnings("checkstyle:ConstantName")
public enum ContextKeyPriority {
    USER_ID_ONLY("user_id_only", Identifier.USER_ID),
    EMAIL_ONLY("email_only", Identifier.EMAIL),
    USER_ID_THEN_EMAIL("user_id_then_email", Identifier.USER_ID, Identifier.EMAIL),
    USER_ID_THEN_ANONYMOUS_ID("user_id_then_anonymousId", Identifier.USER_ID, Identifier.ANONYMOUS_ID),
    USER_ID_THEN_EMAIL_THEN_ANONYMOUS_ID(
            "user_id_then_email_then_anonymousId", Identifier.USER_ID, Identifier.EMAIL, Identifier.ANONYMOUS_ID);

    /** Names one of the three identifiers of a message. */
    public enum Identifier {
        USER_ID,
        EMAIL,
        ANONYMOUS_ID
    }

    private final String segmentName;
    private final List<Identifier> order;

    ContextKeyPriority(String segmentName, Identifier... order) {
        this.segmentName = segmentName;
        this.order = List.of(order);
    }

    /** Returns the name as Segment spells it, for example {@code user_id_then_anonymousId}. */
    public String segmentName() {
        return segmentName;
    }

    /** Returns the identifiers to try, first to last. */
    public List<Identifier> order() {
        return order;
    }

    /** Finds the priority of that name, if there is one. */
    public static Optional<ContextKeyPriority> find(String segmentName) {
        return Arrays.stream(values())
                .filter(priority -> priority.segmentName.equals(segmentName))
                .findFirst();
    }

    /**
     * Finds the priority of that name.
     *
     * @throws IllegalArgumentException naming the five that exist
     */
    public static ContextKeyPriority of(String segmentName) {
        return find(segmentName)
                .orElseThrow(() -> new IllegalArgumentException(
                        "contextKey must be one of " + names() + " but was: " + segmentName));
    }

    /** Returns the five names, for error messages. */
    public static String names() {
        return Arrays.stream(values()).map(ContextKeyPriority::segmentName).collect(Collectors.joining(", "));
    }
}
