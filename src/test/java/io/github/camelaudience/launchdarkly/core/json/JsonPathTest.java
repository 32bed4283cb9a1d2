package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {

    private static JsonNode read(String json) throws Exception {
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    a.b       | {'a': {'b': 1}}   | 1
                    a.1       | {'a': [1, 2]}     | 2
                    a.b       | {'a': null}       | null
                    a.b       | {'a': 'text'}     | ``
                    a.0       | {'a': 'text'}     | ``
                    a.01      | {'a': [1, 2]}     | ``
                    a.-1      | {'a': [1, 2]}     | ``
                    a.length  | {'a': [1, 2]}     | ``
                    a.9999999999 | {'a': [1]}     | ``
                    """)
    void findsWhatJsonHolds(String path, String json, String found) throws Exception {
        JsonNode node = new JsonPath(List.of(path.split("\\.", -1))).in(read(json));

        assertThat(node.toString()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``         | ABSENT   |
                    null       | NULL     |
                    'text'     | TEXT     | text
                    5          | NUMBER   | 5
                    true       | BOOLEAN  | true
                    ['one']    | SINGLE   | one
                    [false]    | SINGLE   | false
                    [null]     | COMPOUND |
                    [[1]]      | COMPOUND |
                    [1, 2]     | COMPOUND |
                    []         | COMPOUND |
                    {}         | COMPOUND |
                    """)
    void tellsShapes(String json, FieldValue.Shape shape, String text) throws Exception {
        assertThat(JsonPath.fieldOf(read(json))).isEqualTo(new FieldValue(shape, text));
    }

    @Test
    void printsAsJsonPath() {
        assertThat(new JsonPath(List.of("context", "externalIds", "0", "a b", "q\"", "", "é_-$")))
                .hasToString("$.context.externalIds[0][\"a b\"][\"q\\\"\"][\"\"].é_-$");
        assertThat(new JsonPath(List.of())).hasToString("$");
    }

    @Test
    void printsNothingThatCannotBeSeen() {
        assertThat(new JsonPath(List.of("a\nb\u0001\uD800c\uFFFE", "\u202E\uD83D\uDE00")))
                .hasToString("$[\"a\\u000Ab\\u0001\\uD800c\\uFFFE\"][\"\\u202E\uD83D\uDE00\"]");
    }
}
