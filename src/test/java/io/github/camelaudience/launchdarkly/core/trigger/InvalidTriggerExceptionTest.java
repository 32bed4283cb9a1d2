package io.github.camelaudience.launchdarkly.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidTriggerExceptionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                          | 1  | expected a condition such as
                    type                        | 5  | expected =, !=, <, <=, > or >= after type but found the end
                    type = "track" and          | 19 | expected a field
                    type == "track"             | 7  | a single "="
                    type = "track               | 8  | no closing "
                    type = "a" AND type = "b"   | 12 | small letters
                    type = "a" type = "b"       | 12 | expected "and", "or" or the end but found "type"
                    typ = "track"               | 1  | unknown field typ; expected type, event,
                    type.x = "track"            | 1  | unknown field type.x
                    properties["a b"] = 1       | 11 | no brackets
                    properties.                 | 12 | expected a name after the dot
                    properties.x = 5.           | 16 | expected a number
                    properties.x = 5a           | 16 | expected a number
                    properties.x < "five"       | 16 | expected a number after <
                    properties.x > null         | 16 | expected a number after >
                    !type = "track"             | 2  | write !=
                    contains(event, 5)          | 17 | expected a text in quotes but found "5"
                    contains(event "x")         | 16 | expected ","
                    contains "x"                | 10 | expected "("
                    length(event) = 3           | 1  | unknown function length
                    (type = "a"                 | 12 | expected ")"
                    type = "a")                 | 11 | expected "and", "or" or the end
                    type = (                    | 8  | expected a text in quotes, a number
                    type & event                | 6  | unexpected "&"
                    """)
    void pointsAtTheMistake(String fql, int column, String problem) {
        InvalidTriggerException refused =
                catchThrowableOfType(InvalidTriggerException.class, () -> FqlTrigger.compile(fql));

        assertThat(refused).isNotNull();
        assertThat(refused).hasMessageContaining("column " + column + ":").hasMessageContaining(problem);
        assertThat(refused.getColumn()).isEqualTo(column);
    }

    @Test
    void showsTheLineAndACaret() {
        assertThatThrownBy(() -> FqlTrigger.compile("type = \"identify\"\n  or typ = \"track\"\n"))
                .hasMessage(
                        "trigger, line 2, column 6: unknown field typ; expected type, event, name, userId, anonymousId,"
                                + " groupId, messageId, context.*, properties.* or traits.*%n    or typ = \"track\"%n       ^",
                        new Object[0]);
    }

    @Test
    void endlessParenthesesAreRefused() {
        assertThatThrownBy(() -> FqlTrigger.compile("(".repeat(100_000)))
                .isInstanceOf(InvalidTriggerException.class)
                .hasMessageContaining("nest deeper than 50");
    }
}
