package io.github.camelaudience.launchdarkly.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trigger that can never match is told before the start, and no other is. */
class FeasibilityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = \\\"track\\\"",
                "type = \\\"identify\\\" or type = \\\"track\\\"",
                "type = '\"track\"'",
                "type = \"track\" and type = \"identify\"",
                "type = \"\"",
                "type = \"Audience Entered\"",
                "type = true",
                "type > 5",
                "type = \"track\" and !(type = \"track\")",
                "event = \"a\" and event = \"b\"",
                "event = \"a\" and event != \"a\"",
                "event = \"abc\" and contains(event, \"x\")",
                "event = \"abc\" and !contains(event, \"b\")",
                "event = \"abc\" and match(event, \"b*\")",
                "contains(event, \"abc\") and !contains(event, \"b\")",
                "match(event, \"abc*\") and !contains(event, \"b\")",
                "!match(event, \"*\")",
                "userId = null and userId != null",
                "properties.x > 5 and properties.x < 5",
                "properties.x >= 5 and properties.x <= 5 and properties.x != 5",
                "properties.x > 5 and properties.x = \"a\"",
                "properties.x = true and properties.x = false",
                "properties.x > 5 and properties.x != null and !(properties.x > 4)",
                "(type = \"track\" or type = \"identify\") and type = \"page\""
            })
    void whatNoMessageCanBeIsTold(String fql) {
        assertThat(FqlTrigger.compile(fql).canMatch()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = \"identify\" or type = \"track\"",
                "type = track",
                "type = \"Track\"",
                "type = \"track\" and event = '\"odd\"'",
                "type != \"track\"",
                "type = null",
                "type = \"track\" or type = \"\\\"",
                "contains(type, \"ra\") and type != \"track\"",
                "type = \"track\" and contains(event, \"a\") and contains(event, \"b\") and !contains(event, \"ab\")",
                "match(event, \"*a*\") and !match(event, \"a*\")",
                "!contains(event, \"x\")",
                "properties.x > 5 and properties.x < 5.0000001",
                "properties.x >= 5 and properties.x <= 5",
                "properties.x != 5",
                "properties.x != true and properties.x != false",
                "properties.x = null and properties.y != null",
                "userId != null and userId != \"\"",
                "context.personas = null or context.personas.computation_class = \"audience\"",
                "!(type = \"page\") and !(type = \"screen\")"
            })
    void whatAMessageCanBeIsLeftAlone(String fql) {
        assertThat(FqlTrigger.compile(fql).canMatch()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200})
    void whatIsTooLargeToBeLookedAtIsLeftAlone(int groups) {
        String group = "(properties.a = 1 or properties.b = 2 or properties.c = 3)";
        String fql = group + (" and " + group).repeat(groups - 1);
        assertThat(FqlTrigger.compile(fql).canMatch()).isTrue();
        assertThat(FqlTrigger.compile(fql).matches(TestMessages.of("{\"type\":\"track\",\"properties\":{\"a\":1}}")))
                .isTrue();
    }
}
