package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import java.util.Objects;

/**
 * Says why changes could not be delivered now.
 *
 * @param kind    what happened
 * @param outcome the last answer that led to it, or {@code null} when there was none
 * @param audienceId the audience that alone is held, or {@code null}
 * @param why         why it is held in words, when that is not LaunchDarkly's answer; or {@code null}
 */
public record DeliveryFailure(Kind kind, ApiOutcome outcome, String audienceId, String why) {

    /** Names the ways to fail that leave the change to its source. */
    public enum Kind {
        /** The retry timeout passed. */
        TIMED_OUT,
        /** LaunchDarkly refuses the access token (rule D22). */
        UNAUTHORIZED,
        /** Something answers that no member can be blamed for (rule D28). */
        HELD,
        /** The endpoint was stopped first. */
        STOPPED,
        /** The attempt to send it broke, by a mistake in code or configuration. */
        BROKEN
    }

    /** Checks that there is a kind. */
    public DeliveryFailure {
        Objects.requireNonNull(kind, "kind");
    }

    /** Tells of what LaunchDarkly has answered. */
    public DeliveryFailure(Kind kind, ApiOutcome outcome, String audienceId) {
        this(kind, outcome, audienceId, null);
    }

    /** Tells of what concerns no single audience. */
    public DeliveryFailure(Kind kind, ApiOutcome outcome) {
        this(kind, outcome, null);
    }

    /** Says it in one line for logs and exceptions. Of LaunchDarkly's words only those about the access token and about a segment. */
    public String describe() {
        String what =
                switch (kind) {
                    case TIMED_OUT -> "not accepted by LaunchDarkly within the retry timeout";
                    case UNAUTHORIZED -> "LaunchDarkly refuses the access token";
                    case HELD -> held();
                    case STOPPED -> "stopped before LaunchDarkly accepted it";
                    case BROKEN -> "could not be sent";
                };
        if (outcome == null) {
            return what;
        }
        boolean aboutToken = outcome.disposition() == Disposition.UNAUTHORIZED;
        String answer = aboutToken ? outcome.describe() : outcome.describeWithoutMessage();
        return what + (outcome.why() == null ? "; last answer: " : ": ") + answer;
    }

    private String held() {
        if (why != null) {
            return "held back: " + why;
        }
        if (outcome != null && outcome.why() != null) {
            return "held back";
        }
        if (audienceId != null) {
            return "held back, because LaunchDarkly does not let audience " + audienceId
                    + " be written, which is no message's fault";
        }
        return outcome != null && outcome.disposition() == Disposition.REFUSED
                ? "held back, because every change is refused in the same way and nothing was ever accepted: the client-side"
                        + " ID or the access token may be those of another environment or account"
                : "held back, because what answers at LaunchDarkly's address is not its API";
    }
}
