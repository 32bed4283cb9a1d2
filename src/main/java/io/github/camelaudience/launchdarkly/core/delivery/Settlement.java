package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.Objects;

/** Says what finally became of one change. Each change is settled exactly once. */
public sealed interface Settlement {

    /** Says that LaunchDarkly accepted it. */
    Accepted ACCEPTED = new Accepted();

    /** Says that a newer change of the same slot was sent in its place, and accepted (rule D16). */
    Superseded SUPERSEDED = new Superseded();

    /** Has one value, {@link #ACCEPTED}. */
    record Accepted() implements Settlement {}

    /** Has one value, {@link #SUPERSEDED}. */
    record Superseded() implements Settlement {}

    /**
     * Says that it was not sent, because there was no need (rules D26, D29).
     *
     * @param reason {@code STALE} or {@code DUPLICATE}
     */
    record Skipped(SkipReason reason) implements Settlement {
        /** Checks that there is a reason. */
        public Skipped {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Says that LaunchDarkly refuses it and always will (rule D20).
     *
     * @param outcome the refusal
     */
    record Refused(ApiOutcome outcome) implements Settlement {
        /** Checks that there is a refusal. */
        public Refused {
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * Says that it was not applied as far as anyone knows, and may be tried again by its source.
     *
     * @param cause why
     */
    record Failed(DeliveryFailure cause) implements Settlement {
        /** Checks that there is a cause. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }
}
