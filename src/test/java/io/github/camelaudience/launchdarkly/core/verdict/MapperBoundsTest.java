package io.github.camelaudience.launchdarkly.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import org.junit.jupiter.api.Test;

/** What passes the mapper can be sent and remembered. */
class MapperBoundsTest {

    private final ChangeMapper mapper = new ChangeMapper(
            new MappingSettings(
                    "env", "user", ContextKeyPriority.USER_ID_ONLY, MissingMembership.reject, AudienceIdFallback.none),
            Trigger.IDENTIFY_OR_TRACK,
            DefaultMapping.INSTANCE);

    @Test
    void anEnvironmentThatCannotBeSentIsRejected() {
        Verdict verdict = mapper.map(message("m"), new MessageOverrides("env\ud800", null, null));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(rejected.reason())
                .isEqualTo(RejectReason.INVALID_UNICODE));
    }

    @Test
    void aHugeMessageIdIsNotRemembered() {
        assertThat(messageIdOf("m".repeat(256))).hasSize(256);
        assertThat(messageIdOf("m".repeat(257))).isNull();
    }

    /** Rule D29. */
    @Test
    void aBlankMessageIdIsNone() {
        assertThat(messageIdOf("")).isNull();
        assertThat(messageIdOf(" \u2003")).isNull();
    }

    private String messageIdOf(String messageId) {
        return ((Verdict.Change) mapper.map(message(messageId), MessageOverrides.NONE))
                .change()
                .messageId();
    }

    private static AudienceMessage message(String messageId) {
        return TestMessages.of("""
                {"type":"identify","userId":"u","messageId":"%s","traits":{"k":true},"context":{"personas":
                {"computation_class":"audience","computation_id":"a","computation_key":"k"}}}""".formatted(messageId));
    }
}
