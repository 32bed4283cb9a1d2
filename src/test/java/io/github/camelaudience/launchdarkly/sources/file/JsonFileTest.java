package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.Rows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileTest {

    private static List<String> rows(String text, int max) throws IOException {
        Rows rows = JsonFile.rows(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), max);
        List<String> found = new ArrayList<>();
        for (Row row = rows.next(); row != null; row = rows.next()) {
            found.add(row.line() + (row.fault() == null ? ":" : "!") + new String(row.bytes(), StandardCharsets.UTF_8));
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\":1}\n\n",
                "[{\"a\":1},\n{\"a\":2}]",
                "[\n{\"a\":1}\n,\n{\"a\":2}\n]\n",
                "{\"batch\":\n[\n{\"a\":\"}\\\"\\n\"},\n{\"b\":[\n]}\n]}",
                "{\n  \"a\": {\n    \"b\": [\n      {}\n    ]\n  }\n}\n",
                "{\n\"a\":1\n}\n{\n\"a\":2\n}\n",
                "\ufeff[\n1]",
                "[1,\n2",
                "",
                " \n"
            })
    void oneDocumentIsOneRow(String text) throws IOException {
        assertThat(rows(text, 1000)).containsExactly("1:" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}\n{\"a\":2}\n",
                "\n{\"a\":1}\r\n{\"a\":2}",
                "{\"a\":1}\r{\"a\":2}\r",
                "{\"a\":\"x}\n{\"a\":2}\n", // a string that is not closed
                "{\"a\":{\"b\":1}\n{\"a\":2}\n", // a brace that is not closed
                "{\"a\":1}}\n{\"a\":2}\n",
                "no json\n{\"a\":2}\n",
                "{\"a\":1,,}\n{\"a\":2}\n",
                "[{\"a\":1}]\n{\"a\":2}\n",
                "{\"a\n{\"b\n{\"a\":2}\n"
            })
    void linesAreRows(String text) throws IOException {
        assertThat(rows(text, 1000).size()).isGreaterThan(1);
        assertThat(rows(text, 1000)).anyMatch(row -> row.endsWith(":{\"a\":2}"));
    }

    @Test
    void linesMayBeMoreThanADocumentMayHold() throws IOException {
        String line = "{\"a\":\"" + "x".repeat(90) + "\"}\n";
        assertThat(rows(line.repeat(1000), 100)).hasSize(1000).noneMatch(row -> row.contains("!"));
        assertThat(rows("{\"a\":\"" + "x".repeat(9000) + "\"}\n" + line, 100))
                .hasSize(2)
                .endsWith("2:" + line.strip());
        assertThat(rows("[" + "1,\n".repeat(9000) + "1]", 100)).singleElement().satisfies(row -> assertThat(row)
                .startsWith("1![1,"));
    }

    @Test
    @Timeout(30)
    void aHostileFileIsLookedAtInLinearTime() throws IOException {
        assertThat(rows("{\"a\":1\n" + "{x\n".repeat(3_000_000), 16 * 1024 * 1024))
                .isNotEmpty();
        assertThat(rows("[{" + "\n{".repeat(3_000_000), 16 * 1024 * 1024)).isNotEmpty();
    }

    @Test
    void rejectedLinesAreNumbered(@TempDir Path folder) throws Exception {
        try (SplitRoute route = SplitRoute.start(folder.resolve("work"))) {
            route.rejects = "{\"bad\":1}"::equals;
            route.send(Files.writeString(folder.resolve("a.json"), "{\"a\":1}\n\n{\"bad\":1}\n{\"a\":2}\n"));
            assertThat(route.taken).containsExactly("{\"a\":1}", "{\"a\":2}");
            assertThat(route.reasonsByLine("a.json")).containsOnlyKeys("3");
        }
    }
}
