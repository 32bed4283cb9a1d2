package io.github.camelaudience.launchdarkly.core.membership;

import java.util.List;
import java.util.Objects;

/** Says what one message means: exactly one of a change, a deletion, a skip, or a rejection. */
public sealed interface Verdict {

    /**
     * Says that the context enters or leaves.
     *
     * @param change what goes to delivery
     */
    record Change(MembershipChange change) implements Verdict {
        public Change {
            Objects.requireNonNull(change, "change");
        }
    }

    /**
     * Says that a person is to leave all audiences and to be forgotten (rule D36).
     *
     * @param people the contexts of the person; at least one
     */
    record Delete(List<PersonDeletion> people) implements Verdict {
        public Delete {
            people = List.copyOf(people);
        }
    }

    /**
     * Says that a valid message is not for us.
     *
     * @param reason why
     */
    record Skipped(SkipReason reason) implements Verdict {
        public Skipped {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Says that a message is broken.
     *
     * @param reason why
     * @param path   where, as a JSON path such as {@code $[3].traits.big_spenders}
     * @param detail what was expected and what was found; holds no identifier of a person
     */
    record Rejected(RejectReason reason, String path, String detail) implements Verdict {
        public Rejected {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
