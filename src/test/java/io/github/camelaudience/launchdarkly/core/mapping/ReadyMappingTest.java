package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.trigger.FqlTrigger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mappings and triggers that the component ships. */
class ReadyMappingTest {

    private static final String FOLDER = "/io/github/camelaudience/launchdarkly/mappings/";

    private static final String GROUP_CALL = """
            {'type': 'group', 'groupId': 'acme', 'userId': 'u-1', 'anonymousId': 'a-1',
             'traits': {'at_risk_accounts': true, 'email': 'office@acme.test'},
             'context': {'personas': {'computation_class': 'audience', 'computation_id': 'aud_1',
                                      'computation_key': 'at_risk_accounts'}}}
            """;

    private static String resource(String name) throws IOException {
        try (InputStream in = ReadyMappingTest.class.getResourceAsStream(FOLDER + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anAccountBecomesAnOrganization() throws Exception {
        CompiledMapping mapping = MappingCompiler.compile(resource("group-audience.mapping.json"));
        AudienceFields fields = mapping.map(TestMessages.of(Json.read(GROUP_CALL)));

        assertThat(mapping.warnings()).isEmpty();
        assertThat(fields)
                .isEqualTo(new AudienceFields(
                        FieldValue.text("aud_1"),
                        FieldValue.text("at_risk_accounts"),
                        FieldValue.text("audience"),
                        FieldValue.text("organization"),
                        FieldValue.text("acme"),
                        FieldValue.ABSENT,
                        FieldValue.ABSENT,
                        FieldValue.text("user_id_only"),
                        FieldValue.TRUE,
                        "$.traits.at_risk_accounts"));
    }

    @ParameterizedTest
    @CsvSource({"group, true", "identify, false", "track, false", "Group, false"})
    void theGroupTriggerTakesGroupCallsOnly(String type, boolean matches) throws Exception {
        FqlTrigger trigger = FqlTrigger.compile(resource("group-audience.trigger.fql"));

        assertThat(trigger.warnings()).isEmpty();
        AudienceMessage call = TestMessages.of(Json.read(GROUP_CALL.replace("'group'", "'" + type + "'")));
        assertThat(trigger.matches(TestMessages.treeless(call))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'type': 'track', 'context': {'personas': {'event_emitter_id': 'ee_1'}}}    | true
                    {'type': 'identify', 'context': {'personas': {'event_emitter_id': 'ee_1'}}} | true
                    {'type': 'group', 'context': {'personas': {'event_emitter_id': 'ee_1'}}}    | false
                    {'type': 'track', 'context': {'personas': {'event_emitter_id': null}}}      | false
                    {'type': 'track', 'context': {'personas': {}}}                              | false
                    """)
    void theLinkedTriggerTakesActivationsOnly(String message, boolean matches) throws Exception {
        FqlTrigger trigger = FqlTrigger.compile(resource("linked-audience.trigger.fql"));

        assertThat(trigger.warnings()).isEmpty();
        assertThat(trigger.matches(TestMessages.of(Json.read(message)))).isEqualTo(matches);
    }
}
