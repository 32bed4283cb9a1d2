package io.github.camelaudience.launchdarkly.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule D35. */
class AudienceListsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '"',
            value = {
                "-, -, true",
                "vip, -, true",
                "aud_1, -, true",
                "VIP, -, false",
                "other, -, false",
                "\"other, v*\", -, true",
                "*, -, true",
                "-, vip, false",
                "-, aud_*, false",
                "-, *ip, false",
                "-, other, true",
                "vip, aud_1, false",
                "vi, -, false"
            })
    void anAudiencePassesByIdOrKey(String allow, String deny, boolean passes) {
        assertThat(AudienceLists.of(allow, deny).admit("aud_1", "vip")).isEqualTo(passes);
        assertThat(verdict(allow, deny) instanceof Verdict.Change).isEqualTo(passes);
        if (!passes) {
            assertThat(verdict(allow, deny)).isEqualTo(new Verdict.Skipped(SkipReason.AUDIENCE_NOT_ALLOWED));
        }
    }

    @Test
    void anEntryThatIsBlankIsRefused() {
        for (String list : List.of("", " ", "a,", ",a", "a,,b")) {
            assertThatThrownBy(() -> AudienceLists.of(list, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("allowAudiences must be ids or keys of audiences with commas between them");
            assertThatThrownBy(() -> AudienceLists.of(null, list)).hasMessageStartingWith("denyAudiences must be");
        }
    }

    @Property
    void entriesMatchAsRegularExpressionsDo(
            @ForAll @Size(max = 3)
                    List<@NotBlank @StringLength(min = 1, max = 5) @Chars({'a', 'b', '*', '.'}) String> allow,
            @ForAll @Size(max = 3)
                    List<@NotBlank @StringLength(min = 1, max = 5) @Chars({'a', 'b', '*', '.'}) String> deny,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 5) String id,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 5) String key) {
        boolean expected = (allow.isEmpty() || allow.stream().anyMatch(entry -> named(entry, id, key)))
                && deny.stream().noneMatch(entry -> named(entry, id, key));

        assertThat(AudienceLists.of(list(allow), list(deny)).admit(id, key)).isEqualTo(expected);
    }

    private static String list(List<String> entries) {
        return entries.isEmpty() ? null : String.join(",", entries);
    }

    private static boolean named(String entry, String id, String key) {
        Pattern pattern = Pattern.compile(entry.replace(".", "\\.").replace("*", ".*"));
        return pattern.matcher(id).matches() || pattern.matcher(key).matches();
    }

    private static Verdict verdict(String allow, String deny) {
        MappingSettings settings = new MappingSettings(
                "env",
                "user",
                ContextKeyPriority.USER_ID_ONLY,
                MissingMembership.reject,
                AudienceIdFallback.none,
                AudienceLists.of(allow, deny),
                DeletePolicy.IGNORE);
        return new ChangeMapper(settings, Trigger.IDENTIFY_OR_TRACK, DefaultMapping.INSTANCE)
                .map(TestMessages.of("""
                        {"type":"identify","userId":"u","messageId":"m","traits":{"vip":true},"context":{"personas":
                        {"computation_class":"audience","computation_id":"aud_1","computation_key":"vip"}}}"""), MessageOverrides.NONE);
    }
}
