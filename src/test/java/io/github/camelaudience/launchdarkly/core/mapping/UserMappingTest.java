package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What teams change in Segment's mapping, one intent per test. */
class UserMappingTest {

    private static final String TRACK = """
            {'type': 'track', 'event': 'Audience Entered', 'messageId': 'm-1', 'userId': 'u-1', 'anonymousId': 'a-1',
             'context': {'personas': {'computation_class': 'audience', 'computation_id': 'aud_1', 'computation_key': 'vip',
                                      'space_id': 'spa_1'},
                         'traits': {'email': 'A@B.co', 'region': 'eu'}, 'externalIds': [{'id': 'ext-0', 'type': 'x'}],
                         'ckind': 'device'},
             'properties': {'audience_key': 'vip', 'vip': true, 'n': {'aud_x': false}}}
            """;

    private static final String IDENTIFY = """
            {'type': 'identify', 'userId': 'u-1',
             'context': {'personas': {'computation_class': 'audience', 'computation_id': 'aud_1', 'computation_key': 'vip'}},
             'properties': {}, 'traits': {'vip': true, 'email': ' '}}
            """;

    private static AudienceFields map(String mapping, String message) throws MappingFailedException {
        return MappingCompiler.compile(Json.read(mapping).toString()).map(TestMessages.of(Json.read(message)));
    }

    @Test
    void nothingChanged() throws Exception {
        AudienceFields fields = map("{}", TRACK);

        assertThat(fields)
                .isEqualTo(new AudienceFields(
                        FieldValue.text("aud_1"),
                        FieldValue.text("vip"),
                        FieldValue.text("audience"),
                        FieldValue.ABSENT,
                        FieldValue.text("u-1"),
                        FieldValue.text("a-1"),
                        FieldValue.text("A@B.co"),
                        FieldValue.ABSENT,
                        FieldValue.TRUE,
                        "$.properties.vip"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                          | $.userId",
                "{'segment_user_id': {'@path': '$.anonymousId'}}                             | $.anonymousId",
                "{'segment_user_id': {'@path': '$.context.externalIds[0].id'}}               | $.context.externalIds[0].id",
                "{'segment_user_id': {'@path': 'traits.employee number'}}                    | $.traits[\"employee number\"]",
                "{'segment_user_id': {'@template': '{{userId}}'}}                            | $",
                "{'segment_user_id': 'u-1'}                                                  | $",
                "{'__segment_internal_directive': {'@transform': {'apply': {'a': {'@path': '$.userId'}}}}, 'segment_user_id': {'@path': '$.a'}} | $",
            },
            quoteCharacter = '`')
    void whereAFieldStandsIsKnownOfAPlainPath(String mapping, String path) {
        assertThat(MappingCompiler.compile(Json.read(mapping).toString()).pathOf(DestinationField.SEGMENT_USER_ID))
                .isEqualTo(path);
    }

    @Test
    void lowerCaseEmailAsKey() throws Exception {
        AudienceFields fields = map(
                "{'context_key': 'email_only', 'user_email': {'@case': {'operator': 'lower', 'value': {'@path': '$.context.traits.email'}}}}",
                TRACK);

        assertThat(fields.contextKey()).isEqualTo(FieldValue.text("email_only"));
        assertThat(fields.email()).isEqualTo(FieldValue.text("a@b.co"));
    }

    @Test
    void otherKind() throws Exception {
        assertThat(map("{'context_kind': 'organization'}", TRACK).contextKind())
                .isEqualTo(FieldValue.text("organization"));
        assertThat(map("{'context_kind': {'@path': '$.context.ckind'}}", TRACK).contextKind())
                .isEqualTo(FieldValue.text("device"));
        assertThat(map("{'context_kind': {'@template': 'user-{{context.traits.region}}'}}", TRACK)
                        .contextKind())
                .isEqualTo(FieldValue.text("user-eu"));
    }

    @Test
    void customId() throws Exception {
        assertThat(map("{'segment_user_id': {'@path': '$.context.externalIds.0.id'}}", TRACK)
                        .userId())
                .isEqualTo(FieldValue.text("ext-0"));
        assertThat(map(
                                "{'segment_user_id': {'@transform': {'apply': {'p': {'@path': '$.context.traits'}}, 'mapping': {'@path': '$.p.region'}}}}",
                                TRACK)
                        .userId())
                .isEqualTo(FieldValue.text("eu"));
        assertThat(map("{'segment_user_id': {'@liquid': '{{ userId | upcase }}'}}", TRACK)
                        .userId())
                .isEqualTo(FieldValue.text("U-1"));
    }

    @Test
    void mergedSources() throws Exception {
        AudienceFields fields = map(
                "{'traits_or_props': {'@merge': {'direction': 'right', 'objects': [{'@path': '$.properties'}, {'@path': '$.traits'}]}}}",
                IDENTIFY);

        assertThat(fields.membership()).isEqualTo(FieldValue.TRUE);
    }

    @Test
    void nestedFlag() throws Exception {
        AudienceFields fields = map(
                "{'traits_or_props': {'@flatten': {'value': {'@path': '$.properties'}, 'separator': '.'}}, 'segment_audience_key': 'n.aud_x'}",
                TRACK);

        assertThat(fields.audienceKey()).isEqualTo(FieldValue.text("n.aud_x"));
        assertThat(fields.membership()).isEqualTo(FieldValue.FALSE);
    }

    @Test
    void bypassedClass() throws Exception {
        assertThat(map("{'segment_computation_action': 'audience'}", TRACK).computationClass())
                .isEqualTo(FieldValue.text("audience"));
    }

    @Test
    void spaceScopedCohort() throws Exception {
        assertThat(map(
                                "{'segment_audience_id': {'@template': '{{context.personas.space_id}}:{{context.personas.computation_id}}'}}",
                                TRACK)
                        .audienceId())
                .isEqualTo(FieldValue.text("spa_1:aud_1"));
    }

    @Test
    void literalFlags() throws Exception {
        AudienceFields fields = map("{'traits_or_props': {'vip': false}}", TRACK);

        assertThat(fields.membership()).isEqualTo(FieldValue.FALSE);
    }

    @Test
    void wholeMappingInOneTransform() throws Exception {
        AudienceFields fields = map("""
                {'__segment_internal_directive': {'@transform': {'apply': {'@merge': {'direction': 'right',
                    'objects': [{'@path': '$.'}, {'userId': {'@template': 'x:{{userId}}'}}]}}}},
                 'segment_anonymous_id': {'@path': '$.userId'}}
                """, TRACK);

        assertThat(fields.userId()).isEqualTo(FieldValue.text("x:u-1"));
        assertThat(fields.anonymousId()).isEqualTo(FieldValue.text("x:u-1"));
        assertThat(fields.membership()).isEqualTo(FieldValue.TRUE);
        assertThat(fields.audienceId()).isEqualTo(FieldValue.text("aud_1"));
    }

    @Test
    void theDefaultReadsTheFlagByType() throws Exception {
        AudienceFields fields = map("{'context_kind': 'device'}", IDENTIFY);

        assertThat(fields.membership()).isEqualTo(FieldValue.TRUE);
        assertThat(fields.membershipPath()).isEqualTo("$.traits.vip");
    }

    @Test
    void theDefaultReadsTheFlagUnderTheMappedKey() throws Exception {
        AudienceFields fields = map("{'segment_audience_key': 'audience_key'}", TRACK);

        assertThat(fields.membership()).isEqualTo(FieldValue.text("vip"));
        assertThat(fields.membershipPath()).isEqualTo("$.properties.audience_key");
        assertThat(map("{'segment_audience_key': 'nothing'}", TRACK).membershipPath())
                .isEqualTo("$.properties.nothing");
        assertThat(map("{'segment_audience_key': 'toString'}", TRACK).membership())
                .isEqualTo(FieldValue.ABSENT);
    }

    @Test
    void aMappedSourceIsTheOnlySource() throws Exception {
        AudienceFields fields = map("{'traits_or_props': {'@path': '$.properties'}}", IDENTIFY);

        assertThat(fields.membership()).isEqualTo(FieldValue.ABSENT);
        assertThat(fields.membershipPath()).isEqualTo("$.properties.vip");
    }

    @Test
    void aSourceThatIsNoObjectHasNoFlag() throws Exception {
        assertThat(map("{'traits_or_props': {'@path': '$.userId'}}", TRACK).membership())
                .isEqualTo(FieldValue.ABSENT);
        assertThat(map("{'traits_or_props': {'@path': '$.nothing'}}", TRACK).membership())
                .isEqualTo(FieldValue.ABSENT);
    }

    @Test
    void aFieldOfTheWrongShapeIsCompound() throws Exception {
        assertThat(map("{'segment_user_id': {'@path': '$.properties'}}", TRACK).userId())
                .isEqualTo(FieldValue.COMPOUND);
    }

    @Test
    void numbersKeepTheirDigits() throws Exception {
        String message = TRACK.replace("'u-1'", "12345678901234567890");

        assertThat(map("{'context_kind': {'@path': '$.context.ckind'}}", message)
                        .userId())
                .isEqualTo(FieldValue.number("12345678901234567890"));
        assertThat(map("{'segment_user_id': {'@template': '{{userId}}'}}", message)
                        .userId())
                .isEqualTo(FieldValue.text("12345678901234567890"));
    }

    @Test
    void theFirstEmailThatIsNotBlankWins() throws Exception {
        String both = IDENTIFY.replace("'context': {", "'context': {'traits': {'email': 'second@b.co'}, ");

        assertThat(map("{}", both).email()).isEqualTo(FieldValue.text("second@b.co"));
        assertThat(map("{}", IDENTIFY).email()).isEqualTo(FieldValue.text(" "));
    }

    @Test
    void aMappedContextThatComesToNothingIsNotTheDefault() throws Exception {
        AudienceFields fields =
                map("{'context_kind': {'@path': '$.nothing'}, 'context_key': {'@path': '$.nothing'}}", TRACK);

        assertThat(fields.contextKind()).isEqualTo(FieldValue.NULL);
        assertThat(fields.contextKey()).isEqualTo(FieldValue.NULL);
    }

    @Test
    void unsetFields() throws Exception {
        CompiledMapping mapping = MappingCompiler.compile(
                "{\"unset\": [\"segment_anonymous_id\", \"context_kind\", \"traits_or_props\", \"enable_batching\"]}");
        AudienceFields fields = mapping.map(TestMessages.of(Json.read(TRACK)));

        assertThat(fields.anonymousId()).isEqualTo(FieldValue.ABSENT);
        assertThat(fields.contextKind()).isEqualTo(FieldValue.NULL);
        assertThat(fields.membership()).isEqualTo(FieldValue.ABSENT);
        assertThat(mapping.warnings()).hasSize(2).allSatisfy(warning -> assertThat(warning)
                .contains("every message needs"));
    }

    @Test
    void aFailureNamesTheDirective() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                MappingFailedException.class,
                                () -> map("{'segment_user_id': {'@template': '{{properties}}'}}", TRACK))
                        .getPath())
                .isEqualTo("$.segment_user_id.@template");
    }

    /** Rule D27: whether that matters is decided by the priority. */
    @Test
    void anIdentifierThatFailsSaysSoWhereThatIsAskedFor() throws Exception {
        AudienceFields fields = MappingCompiler.compile(Json.read("{'user_email': {'@template': '{{properties}}'}}")
                        .toString())
                .mapWithFailures(TestMessages.of(Json.read(TRACK)));
        assertThat(fields.email().shape()).isEqualTo(FieldValue.Shape.FAILED);
        assertThat(fields.email().text()).contains("(mapping $.user_email.@template)");
    }

    /** Exponents that no decimal can have are numbers all the same: infinite or zero. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'@path': '$.x'}",
                "{'@template': '{{x}}'}",
                "{'@json': {'mode': 'encode', 'value': {'@path': '$.x'}}}",
                "{'@json': {'mode': 'decode', 'value': {'@path': '$.text'}}}",
                "{'@liquid': '{{ x }}'}",
                "{'@replace': {'pattern': 'a', 'replacement': 'b', 'value': {'@path': '$.x'}}}",
                "{'@case': {'operator': 'lower', 'value': {'@path': '$.x'}}}",
                "{'@if': {'exists': {'@path': '$.x'}, 'then': {'@path': '$.x'}}}",
            })
    void exponentsBeyondAnyDecimalFailNoMoreThanTheirMessage(String directive) {
        for (String number : List.of("1e99999999999", "-1e99999999999", "0e99999999999", "1e-99999999999")) {
            AudienceMessage message =
                    TestMessages.of("{\"type\":\"track\",\"x\":" + number + ",\"text\":\"" + number + "\"}");
            CompiledMapping mapping = MappingCompiler.compile(
                    Json.read("{'segment_user_id': " + directive + "}").toString());
            try {
                assertThat(mapping.map(message).userId()).isNotNull();
            } catch (MappingFailedException e) {
                assertThat(e.getPath()).startsWith("$.segment_user_id");
            }
        }
    }

    @Test
    void whatIsDecodedKeepsItsOtherMembers() throws Exception {
        AudienceFields fields = map(
                "{'segment_user_id': {'@transform': {'apply': {'o': {'@json': {'mode': 'decode', 'value': {'@path': '$.text'}}}},"
                        + " 'mapping': {'@path': '$.o.id'}}}}",
                "{'type': 'track', 'text': '{\"id\": \"u-7\", \"n\": 1e99999999999}'}");

        assertThat(fields.userId()).isEqualTo(FieldValue.text("u-7"));
    }
}
