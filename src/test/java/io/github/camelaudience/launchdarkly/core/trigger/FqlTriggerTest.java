package io.github.camelaudience.launchdarkly.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FqlTriggerTest {

    private static final String EVENT = """
            {"type": "track", "event": "Audience Entered", "messageId": "m-1", "anonymousId": "a-1", "groupId": "g-1",
             "userId": "u-1",
             "context": {"personas": {"event_emitter_id": "ee_1", "computation_key": "vip"}, "ip": null},
             "properties": {"plan": "pro", "n": 5, "big": 12345678901234567890, "yes": true, "no": false, "a b": "spaced",
                            "a.b": "dotted", "a": {"b": "nested"}, "list": [{"id": "l-0"}], "text": "abc", "star": "a*c"}}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = \"identify\" or type = \"track\"",
                "type=\"track\"or type=\"identify\"",
                "  type  =  'track'\n\tor\ntype = 'identify' ",
                "event = \"Audience Entered\" and type = \"track\"",
                "anonymousId = \"a-1\" and groupId != null and messageId = \"m-1\" and userId != null",
                "context.personas.event_emitter_id = \"ee_1\"",
                "context.personas.computation_key = \"vip\"",
                "context.ip = null and context.nothing = null and context != null",
                "properties.n = 5 and properties.n = 5.0 and properties.n >= 5 and properties.n < \"5.5\" and properties.n > -1",
                "properties.n != 6",
                "properties.big = 12345678901234567890 and properties.big != 12345678901234567891",
                "properties.yes = true and properties.no = false and properties.yes != false and properties.plan != true",
                "properties.a\\ b = \"spaced\" and properties.a\\.b = \"dotted\" and properties.a.b = \"nested\"",
                "properties.list.0.id = \"l-0\" and properties.list.1.id = null",
                "contains(event, \"Enter\") and !contains(event, \"Exit\") and contains(type, \"rac\")",
                "match(event, \"Audience *\") and match(event, \"*Entered\") and match(event, \"A*ence*red\") and match(event, \"*\")",
                "!match(properties.plan, \"x*\") and match(properties.plan, \"pro\")",
                "type = \"page\" or type = \"track\" and event = \"Audience Entered\"",
                "(type = \"page\" or (type = \"track\" and !(event = \"x\")))",
                "type = track",
                "properties.star = 'a*c'",
            })
    void matches(String fql) {
        assertThat(FqlTrigger.compile(fql).matches(TestMessages.of(EVENT))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = \"Track\"",
                "type = \"page\" or type = \"screen\"",
                "type = null",
                "event = \"audience entered\"",
                "userId = null",
                "userId = 5",
                "properties.n = \"5\"",
                "properties.n != 5",
                "properties.nothing != 5",
                "properties.plan > 5",
                "properties.yes = \"true\"",
                "properties.yes != true",
                "contains(properties.n, \"5\")",
                "!contains(properties.n, \"6\")",
                "!contains(properties.nothing, \"6\")",
                "match(event, \"ence*\")",
                "match(event, \"Audience*Audience*Entered\")",
                "match(properties.star, \"abc\")",
                "properties.text.0 = \"a\"",
                "properties.text.length = 3",
                "properties.list.length = 1",
                "properties.constructor != null",
                "!(type = \"track\")",
                "(type = \"track\" or type = \"page\") and event = \"x\"",
            })
    void doesNotMatch(String fql) {
        assertThat(FqlTrigger.compile(fql).matches(TestMessages.of(EVENT))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    type = "a" and type = "b" or type = "c"            | column 27: | F1
                    type = "a" and type = "a" or type = "a"            | column 27: | F1
                    (contains(event,"a") or event = "b") and userId = "c" | column 2: | F1
                    ((type = "a"))                                     | column 2:  | F1
                    anonymousId != null                                | column 1:  | F2
                    contains(type, "a")                                | column 10: | F2
                    !(type = "a")                                      | column 1:  | F6
                    match(event, "abc")                                | column 14: | F7
                    type = track                                       | column 8:  | write "track"
                    """)
    void warnsWhereSegmentReadsItDifferently(String fql, String place, String what) {
        assertThat(FqlTrigger.compile(fql).warnings())
                .anySatisfy(warning -> assertThat(warning).startsWith(place).contains(what));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = \"identify\" or type = \"track\"",
                "(type = \"a\" or type = \"b\") and event = \"c\"",
                "type = \"a\" and (event = \"x\" or contains(event, \"y\"))",
                "(contains(event, \"a\")) and type = \"b\"",
            })
    void doesNotWarnWhereBothAgree(String fql) {
        assertThat(FqlTrigger.compile(fql).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "type = \"identify\" or type = \"track\", true",
        "userId != null and messageId = \"m\" and context.personas.computation_class = \"audience\", true",
        "event = \"x\" or type = \"track\", false",
        "properties.plan = \"x\", false",
    })
    void parsesATreeOnlyWhereFactsDoNotAnswer(String fql, boolean facts) {
        FqlTrigger trigger = FqlTrigger.compile(fql);
        AudienceMessage message = TestMessages.of(EVENT);
        if (facts) {
            assertThat(trigger.matches(TestMessages.treeless(message))).isEqualTo(trigger.matches(message));
        } else {
            assertThatThrownBy(() -> trigger.matches(TestMessages.treeless(message)))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void parsesNoTreeForFacts() {
        AudienceMessage treeless = TestMessages.treeless(TestMessages.of(EVENT));

        assertThat(FqlTrigger.compile("type = \"track\" and userId != null and messageId = \"m-1\"")
                        .matches(treeless))
                .isTrue();
        assertThat(FqlTrigger.compile("type = 'track' or type = 'identify'").matches(treeless))
                .isTrue();
    }
}
