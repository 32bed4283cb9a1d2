package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.Objects;

/** What finally became of one change. Each change is settled exactly once. */
public sealed interface Settlement {

    /** LaunchDarkly accepted it. */
    Accepted ACCEPTED = new Accepted();

    /** A newer change of the same slot was sent in its place, and accepted (rule D16). */
    Superseded SUPERSEDED = new Superseded();

    /** See {@link #ACCEPTED}. */
    record Accepted() implements Settlement {}

    /** See {@link #SUPERSEDED}. */
    record Superseded() implements Settlement {}

    /**
     * It was not sent, because there was no need.
     *
     * @param reason {@code STALE} or {@code DUPLICATE}
     */
    record Skipped(SkipReason reason) implements Settlement {
        public Skipped {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * LaunchDarkly refuses it and always will (rule D20).
     *
     * @param outcome the refusal
     */
    record Refused(ApiOutcome outcome) implements Settlement {
        public Refused {
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * It was not applied as far as anyone knows, and may be tried again by its source.
     *
     * @param cause why
     */
    record Failed(DeliveryFailure cause) implements Settlement {
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }
}
