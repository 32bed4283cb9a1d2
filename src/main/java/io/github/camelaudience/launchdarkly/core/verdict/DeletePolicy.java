package io.github.camelaudience.launchdarkly.core.verdict;

import io.github.camelaudience.launchdarkly.core.membership.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Says what {@code delete} messages do, and where.
 *
 * @param action       what they do
 * @param environments client-side IDs of environments that the person leaves besides the one of the message
 */
public record DeletePolicy(OnDelete action, List<String> environments) {

    /** Lets such messages be skipped. */
    public static final DeletePolicy IGNORE = new DeletePolicy(OnDelete.ignore, List.of());

    /** Keeps a copy. */
    public DeletePolicy {
        Objects.requireNonNull(action, "action");
        environments = List.copyOf(environments);
    }

    /**
     * Reads both options.
     *
     * @param environments client-side IDs with commas between them, or {@code null} for none
     * @throws IllegalArgumentException when one is blank, or they are given and nothing is removed
     */
    public static DeletePolicy of(OnDelete action, String environments) {
        if (environments == null) {
            return new DeletePolicy(action, List.of());
        }
        if (action == OnDelete.ignore) {
            throw new IllegalArgumentException(
                    "deleteEnvironments is given, but onDelete=ignore removes nobody: give" + " onDelete=remove, too");
        }
        List<String> ids = new ArrayList<>();
        for (String id : environments.split(",", -1)) {
            if (Text.isBlank(id)) {
                throw new IllegalArgumentException(
                        "deleteEnvironments must be client-side IDs with commas between them, but has one that is blank: "
                                + environments);
            }
            ids.add(id.strip());
        }
        return new DeletePolicy(action, ids);
    }
}
