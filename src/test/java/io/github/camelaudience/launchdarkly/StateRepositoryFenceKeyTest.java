package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.membership.MembershipSlot;
import org.junit.jupiter.api.Test;

/** No two slots share a mark, whatever characters their parts hold. */
class StateRepositoryFenceKeyTest {

    @Test
    void aZeroCharacterMovesNoBoundary() {
        assertThat(StateRepositoryFence.key(new MembershipSlot("e", "user", "a", "b\0c")))
                .isNotEqualTo(StateRepositoryFence.key(new MembershipSlot("e", "user", "a\0b", "c")));
    }
}
