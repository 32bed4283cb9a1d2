package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingCallTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                       | {"type":"track"}
            ` { \n} `                | `{ \n"type":"track"}`
            {"a":"}\\"{","é":[{}]}   | {"a":"}\\"{","é":[{}],"type":"track"}
            {"type":"page","b":1}    | {"type":"page","b":1,"type":"track"}
            {"a":1,}                 | {"a":1,,"type":"track"}
            """)
    void theTypeIsTheLastMember(String body, String typed) {
        assertThat(TrackingCall.typed(bytes(body), "track"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(typed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "17",
                "[{}]",
                "{",
                "}",
                "{\"a\":1",
                "{}{}",
                "{\"a\":1}\n{\"b\":2}",
                "{}]",
                "{\"}",
                "{\"a\":[}]"
            })
    void whatIsNoSingleObjectHasNoType(String body) {
        assertThat(TrackingCall.typed(bytes(body), "track")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"writeKey":"k1"}                                   | k1
            ` {"batch":[{"writeKey":"k2"}], "writeKey" : "k1"}` | k1
            {"writeKey":"k2","writeKey":"k1"}                   | k1
            {"write\\u004bey":"\\u006b1"}                       | k1
            {"writeKey":17}                                     |
            {"writeKey":"k1","writeKey":null}                   |
            {"batch":[{"writeKey":"k2"}]}                       |
            [{"writeKey":"k2"}]                                 |
            {"writeKey":"k1                                     |
            17                                                  |
            ``                                                  |
            """)
    void theWriteKeyIsAMemberAtTheTop(String body, String writeKey) {
        assertThat(TrackingCall.writeKey(bytes(body))).isEqualTo(writeKey);
    }
}
