package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.runtime.StateRepositoryStore;
import org.junit.jupiter.api.Test;

/** No two slots share a mark, whatever characters their parts hold. */
class StateRepositoryKeyTest {

    @Test
    void aZeroCharacterMovesNoBoundary() {
        assertThat(StateRepositoryStore.key(new MembershipSlot("e", "user", "a", "b\0c")))
                .isNotEqualTo(StateRepositoryStore.key(new MembershipSlot("e", "user", "a\0b", "c")));
    }
}
