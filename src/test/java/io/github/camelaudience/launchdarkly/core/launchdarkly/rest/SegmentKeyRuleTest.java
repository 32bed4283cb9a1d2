package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of segments are keys, and no two audiences have one. */
class SegmentKeyRuleTest {

    @ParameterizedTest
    @CsvSource({
        "segment-{audienceId}, aud_2abCD, segment-aud_2abCD",
        "{audienceId}, aud_1, aud_1",
        "{audienceId}, _1, u5f.1",
        "{audienceId}, u5f.1, u75.5f.1",
        "{audienceId}.ld, user, user.ld",
        "s-{audienceId}, a.b-c_d, s-a.b-c_d",
        "s-{audienceId}, 'a b', s-a.u20.b",
        "s-{audienceId}, a.u20.b, s-a.u2e.u20.b",
        "s-{audienceId}, 'é/?', s-.ue9..u2f..u3f.",
    })
    void makesAKey(String template, String audienceId, String key) {
        assertThat(SegmentKeyRule.of(template).keyOf(audienceId)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "segment",
                "",
                "{audienceId}{audienceId}",
                "-{audienceId}",
                "a b{audienceId}",
                "{audienceName}-{audienceId}"
            })
    void aRuleThatMakesNoKeysIsRefusedWithTheCure(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentKeyRule.of(template))
                .withMessageStartingWith("segmentKey m")
                .withMessageContaining("{audienceId}");
    }

    @Provide
    Arbitrary<String> trickyIds() {
        return Arbitraries.strings()
                .withChars('u', '.', '2', 'e', '5', 'f', '_', '-', ' ', 'X', '\u00e9')
                .ofMinLength(1)
                .ofMaxLength(9);
    }

    @Property(tries = 20_000)
    void noTwoAudiencesHaveOneKey(
            @ForAll("trickyIds") String one, @ForAll("trickyIds") String other, @ForAll boolean headless) {
        SegmentKeyRule rule = SegmentKeyRule.of(headless ? "{audienceId}" : "s-{audienceId}");
        assertThat(RestRig.audienceOf(rule.keyOf(one), headless ? 0 : 2)).isEqualTo(one);
        assertThat(rule.keyOf(one).equals(rule.keyOf(other))).isEqualTo(one.equals(other));
    }

    @Property
    void everyIdHasAKeyThatFits(@ForAll @NotEmpty String id) {
        assertThat(SegmentKeyRule.of("{audienceId}").keyOf(id)).matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
        assertThat(SegmentKeyRule.of(SegmentKeyRule.DEFAULT).keyOf(id)).matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    }
}
