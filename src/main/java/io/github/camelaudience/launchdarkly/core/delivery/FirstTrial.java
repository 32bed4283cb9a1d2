package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;

/**
 * Whether refusals of single members are about the members, as long as nothing was ever accepted (rule D28): a wrong environment or
 * account refuses all of them in the same way. Not thread-safe: guarded by the lock of {@link BatchSender}.
 */
final class FirstTrial {

    /** So many members are tried alone. */
    static final int MEMBERS = 3;

    private enum Finding {
        OPEN,
        NOT_THE_MEMBERS,
        THE_MEMBERS
    }

    private Finding finding = Finding.OPEN;
    private ApiOutcome first;
    private boolean alike = true;
    private int tried;

    /** Something was accepted, so what is refused is refused for what it is. */
    void accepted() {
        finding = Finding.THE_MEMBERS;
    }

    /** A member was refused alone. */
    void refusedAlone(ApiOutcome outcome) {
        if (finding != Finding.OPEN) {
            return;
        }
        first = first == null ? outcome : first;
        alike &= first.isLike(outcome);
        tried++;
        if (tried == MEMBERS) {
            finding = alike ? Finding.NOT_THE_MEMBERS : Finding.THE_MEMBERS;
        }
    }

    /** The members are refused for what they are. */
    boolean isAboutMembers() {
        return finding == Finding.THE_MEMBERS;
    }

    /** The members are refused for what all have in common. */
    boolean isAboutAll() {
        return finding == Finding.NOT_THE_MEMBERS;
    }
}
