package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingCompilerTest {

    private static final AudienceMessage VIP = TestMessages.of(
            "{\"type\": \"identify\", \"userId\": 7, \"traits\": {\"email\": \"A@b.co\", \"vip\": true},"
                    + " \"context\": {\"personas\": {\"computation_key\": \"vip\"}}}");

    private static CompiledMapping compile(String json) {
        return MappingCompiler.compile(Json.read(json).toString());
    }

    private static InvalidMappingException refusal(String json) {
        InvalidMappingException refused =
                catchThrowableOfType(InvalidMappingException.class, () -> MappingCompiler.compile(json));
        assertThat(refused).isNotNull();
        return refused;
    }

    @Test
    void everyMistakeIsReportedAtOnce() {
        InvalidMappingException refused = refusal("""
                {"segment_user_id": {"@path": 5},
                 "context_kind": "multi",
                 "context_key": "userid",
                 "colour": "red",
                 "user_email": {"@if": {"exists": {"@path": "$.a[0"}, "then": [{"@bogus": 1}]}},
                 "unset": ["colour", 5]}
                """);

        assertThat(refused.getMistakes())
                .extracting(InvalidMappingException.Mistake::path)
                .containsExactly(
                        "$.segment_user_id.@path",
                        "$.context_kind",
                        "$.context_key",
                        "$.colour",
                        "$.user_email.@if.exists.@path",
                        "$.user_email.@if.then[0]",
                        "$.unset[0]",
                        "$.unset[1]");
        assertThat(refused)
                .hasMessageContaining("$.segment_user_id.@path: expected a text or a directive but found a number")
                .hasMessageContaining("user_id_then_email_then_anonymousId")
                .hasMessageContaining("unknown directive @bogus; expected one of @path, @template");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'segment_audience_id': ''}                                    | $.segment_audience_id
                    {'segment_audience_id': null}                                  | $.segment_audience_id
                    {'segment_audience_key': {}}                                   | $.segment_audience_key
                    {'segment_computation_action': 'trait'}                        | $.segment_computation_action
                    {'context_kind': null}                                         | $.context_kind
                    {'context_kind': 'a b'}                                        | $.context_kind
                    {'context_key': 1}                                             | $.context_key
                    {'context_key': ['a', 'b']}                                    | $.context_key
                    {'segment_user_id': []}                                        | $.segment_user_id
                    {'user_email': {'@literal': {}}}                               | $.user_email
                    {'traits_or_props': 'text'}                                    | $.traits_or_props
                    {'traits_or_props': [{'vip': true}]}                           | $.traits_or_props
                    {'unset': 'user_email'}                                        | $.unset
                    {'@path': '$.userId'}                                          | $
                    []                                                             | $
                    {'segment_user_id': {'@path': '$.a', 'x': 1}}                  | $.segment_user_id
                    {'__segment_internal_directive': {'@merge': {}}}               | $.__segment_internal_directive
                    {'__segment_internal_directive': {'@transform': {'apply': 1}}} | $.__segment_internal_directive.@transform.apply
                    """)
    void refuses(String mapping, String path) {
        assertThat(refusal(Json.read(mapping).toString()).getMistakes())
                .extracting(InvalidMappingException.Mistake::path)
                .containsExactly(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"context_kind\": \"a\", \"context_kind\": \"b\"}",
                "{} {}",
                "null",
                "'x'",
                "0e111111111111111",
                "{\"context_kind\": -1e111111111111111}"
            })
    void refusesWhatIsNoJsonObject(String text) {
        assertThat(refusal(text).getMistakes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'segment_user_id': null, 'segment_anonymous_id': '', 'user_email': ['one']}",
                "{'context_key': ['email_only'], 'context_kind': 12}",
                "{'__segment_internal_sync_mode': 'add'}",
                "{'segment_audience_id': {'@path': '$.x', '_metadata': {'label': 'x'}}}",
            })
    void accepts(String mapping) {
        assertThat(compile(mapping).warnings()).isEmpty();
    }

    @Test
    void warnsOfFieldsWithoutEffect() {
        assertThat(compile(
                                "{'audience_action': 'ADD', 'enable_batching': false, 'batch_size': 5, 'batch_bytes': 5, 'batch_keys': []}")
                        .warnings())
                .hasSize(5)
                .allSatisfy(warning -> assertThat(warning).contains("no effect"));
    }

    @Test
    void warnsOfDotsInQuotes() {
        assertThat(compile("{'segment_user_id': {'@path': '$.a[\"b.c\"]'}}").warnings())
                .singleElement()
                .asString()
                .startsWith("$.segment_user_id.@path: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                                              | true
                    {'context_kind': 'device', 'context_key': 'email_only'}                         | true
                    {'context_kind': {'@path': '$.type'}}                                           | true
                    {'user_email': {'@case': {'operator': 'lower', 'value': {'@path': '$.traits.email'}}}} | true
                    {'segment_user_id': {'@if': {'exists': {'@path': '$.userId'}, 'then': {'@path': '$.userId'}, 'else': {'@path': '$.anonymousId'}}}} | true
                    {'segment_audience_id': {'@template': '{{context.personas.computation_key}}'}}  | true
                    {'traits_or_props': {'vip': true}, 'segment_audience_key': 'vip'}               | true
                    {'segment_audience_key': 'vip'}                                                 | false
                    {'segment_user_id': {'@path': '$.groupId'}}                                     | false
                    {'segment_user_id': {'@liquid': '{{ userId }}'}}                                | false
                    {'segment_user_id': {'@path': {'@literal': '$.userId'}}}                        | false
                    """)
    void parsesATreeOnlyWhereFactsDoNotSuffice(String mapping, boolean facts) throws Exception {
        if (facts) {
            assertThat(compile(mapping).map(TestMessages.treeless(VIP)))
                    .isEqualTo(compile(mapping).map(VIP));
        } else {
            assertThatThrownBy(() -> compile(mapping).map(TestMessages.treeless(VIP)))
                    .isInstanceOf(MappingFailedException.class)
                    .hasMessageContaining("tree");
        }
    }

    @Test
    void parsesNoTreeWhereFactsSuffice() throws Exception {
        String mapping = "{'segment_user_id': {'@template': '{{traits.email}}/{{userId}}'},"
                + " 'traits_or_props': {'@path': '$.traits'}, 'context_kind': {'@path': '$.type'}}";

        assertThat(compile(mapping).map(TestMessages.treeless(VIP)))
                .isEqualTo(compile(mapping).map(VIP));
        assertThat(compile(mapping).map(TestMessages.treeless(VIP)).userId().text())
                .isEqualTo("A@b.co/7");
    }

    @Test
    void endlessNestingIsRefused() {
        String deep = "{\"a\":".repeat(200) + "1" + "}".repeat(200);

        assertThat(refusal("{\"traits_or_props\": " + deep + "}")).hasMessageContaining("nested deeper than 64 levels");
    }
}
