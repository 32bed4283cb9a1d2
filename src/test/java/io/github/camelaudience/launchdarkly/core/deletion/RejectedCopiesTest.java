package io.github.camelaudience.launchdarkly.core.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the rejected messages that are kept, those of a person go, and no others. */
class RejectedCopiesTest {

    @TempDir
    Path folder;

    private RejectedCopies copies;

    @BeforeEach
    void make() {
        copies = new RejectedCopies(List.of(folder, folder.resolve("missing")));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"track\",\"userId\":\"ada\"}",
                "{\n \"type\": \"track\",\n \"userId\": \"ada\"\n}\n",
                "{\"batch\":[{\"userId\":\"bob\"},{\"anonymousId\":\"ada\"}]}",
                "{\"context\":{\"traits\":{\"email\":\"ada\"}}}",
                "{\"rejected\":{},\"json\":{\"userId\":\"ada\"}}",
                "{\"rejected\":{},\"json\":\"{\\\"userId\\\":\\\"ada\\\"}\"}",
                "{\"message\":{\"data\":\"eyJ1c2VySWQiOiJhZGEifQ==\"}}"
            })
    void aMessageOfThePersonGoesAltogether(String content) throws IOException {
        Path file = write("x.json", content);
        assertThat(copies.remove("bobby")).isZero();
        assertThat(file).hasContent(content);
        assertThat(copies.remove("ada")).isEqualTo(1);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userId\":\"adam\"}",
                "{\"properties\":{\"plan\":\"ada\"},\"userId\":\"bob\"}",
                "[17, \"ada\"]",
                "null",
                "",
                "ada",
            })
    void whatIsNotThePersonsStays(String content) throws IOException {
        Path text = write("x.txt", content);
        Path file = write("x.json", content.equals("ada") ? "no" : content);
        copies.remove("ada");
        assertThat(text).hasContent(content);
        assertThat(file).exists();
    }

    @Test
    void aLineAmongOthersIsBlankAndTheOthersAreAsTheyWere() throws IOException {
        String bob = "{\"line\":1,\"raw\":\"{\\\"userId\\\":\\\"bob\\\"}\"}\n";
        Path file = write(
                "a.csv.rejected",
                bob + "{\"line\":2,\"raw\":\"true,ada,vip\",\"header\":\"member,user_id,audience\"}\n"
                        + "{\"line\":3,\"raw\":\"{\\\"userId\\\":\\\"ada\\\",\"}\n" + bob + "broken, \"ada\"\n" + bob);
        long before = Files.size(file);
        assertThat(copies.remove("ada")).isEqualTo(3);
        assertThat(Files.size(file)).isEqualTo(before);
        assertThat(Files.readString(file).replaceAll("(?m)^ +\n", "")).isEqualTo(bob + bob + bob);
        assertThat(copies.remove("ada")).isZero();
    }

    @Test
    void whatOthersAddMeanwhileStays() throws IOException {
        Path file = write("a.jsonl.rejected", "{\"raw\":\"{\\\"userId\\\":\\\"ada\\\"}\"}\n");
        try (OutputStream open = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            assertThat(copies.remove("ada")).isEqualTo(1);
            open.write("{\"raw\":\"more\"}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(Files.readString(file)).endsWith(" \n{\"raw\":\"more\"}\n").doesNotContain("ada");
    }

    @Test
    void aNumberIsAnIdentifierToo() throws IOException {
        Path file = write("x.json", "{\"userId\":42}");
        assertThat(copies.remove("42")).isEqualTo(1);
        assertThat(file).doesNotExist();
    }
}
