package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of rejected rows that are dropped in the folder again. */
class RejectedRowsTest {

    @TempDir
    Path folder;

    private SplitRoute route;

    @BeforeEach
    void start() throws Exception {
        route = SplitRoute.start(folder.resolve("work")).withCsv();
    }

    @AfterEach
    void stop() {
        route.close();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void sendRejectedOf(String name) throws IOException {
        route.taken.clear();
        route.send(Files.copy(route.rejectedFile(name), folder.resolve(name + ".rejected")));
    }

    @Test
    void messagesComeAgainAsTheyWere() throws Exception {
        String message = "{\"a\": \"\\u00fc\ud83d\ude00\"}";
        route.rejects = text -> true;
        route.send(write("a.jsonl", "{\"b\":1}\n" + message + "\nno json\n"));
        assertThat(route.rejected("a.jsonl")).hasSize(3);
        route.rejects = text -> false;
        sendRejectedOf("a.jsonl");
        assertThat(route.taken).containsExactly("{\"b\":1}", message, "no json");
    }

    @Test
    void csvRowsComeAgainBelowTheirHeaderAndAsOldAsTheyWere() throws Exception {
        route.rejects = text -> true;
        Path file = write("a.csv", "flag,id\ntrue,\"u\n1\"\n");
        assertThat(file.toFile().setLastModified(1_700_000_000_000L)).isTrue();
        route.send(file);
        route.rejects = text -> false;
        sendRejectedOf("a.csv");
        assertThat(route.users()).containsExactly("u\n1");
        assertThat(new ObjectMapper()
                        .readTree(route.taken.get(0))
                        .get("timestamp")
                        .textValue())
                .isEqualTo("2023-11-14T22:13:20Z");
    }

    @Test
    void whatIsRejectedAgainIsKeptAsItWasTheFirstTime() throws Exception {
        route.rejects = text -> true;
        route.send(write("a.csv", "id,flag\nu1,yes\nu2\n"));
        sendRejectedOf("a.csv");
        assertThat(route.rejected("a.csv.rejected"))
                .extracting(row -> row.get("line") + " " + row.get("reason").textValue() + " "
                        + row.get("raw").textValue() + " " + row.get("header").textValue())
                .containsExactly("1 MEMBERSHIP_UNDETERMINED u1,yes id,flag", "2 NOT_CSV u2 id,flag");
    }

    @Test
    void aRowThatIsNoUtf8IsNotMadeAnother() throws Exception {
        byte[] text = "id,flag\nJos\u00e9,true\n".getBytes(StandardCharsets.ISO_8859_1);
        route.send(Files.write(folder.resolve("a.csv"), text));
        sendRejectedOf("a.csv");
        assertThat(route.taken).isEmpty();
        assertThat(route.rejected("a.csv.rejected")).singleElement().satisfies(row -> assertThat(
                        row.get("rawBytes").binaryValue())
                .isEqualTo("Jos\u00e9,true".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void theBeginningOfARowIsNotTakenForIt() throws Exception {
        route.backfill.setMaxDocumentSize(2000);
        route.send(write("a.csv", "flag,id\ntrue," + "u".repeat(3000) + "\n"));
        sendRejectedOf("a.csv");
        assertThat(route.taken).isEmpty();
        assertThat(route.reasonsByLine("a.csv.rejected")).containsEntry("1", "TOO_LARGE");
    }

    @Test
    void anotherLineIsNotGuessed() throws Exception {
        route.send(write("a.rejected", "{\"a\":1}\nno json\n[]\nnull\n{\"raw\":\"{}\"}\n"));
        assertThat(route.taken).containsExactly("{}");
        assertThat(route.reasonsByLine("a.rejected")).containsOnlyKeys("1", "2", "3", "4");
    }

    @Test
    void theDetailNamesTheColumnAndNotTheValue() throws Exception {
        route.rejects = text -> !text.contains("\"true\"");
        route.send(write("a.csv", "id,flag\nu1,yes\nu2,\nu3,\\N\n\"u4\"x,true\n"));
        assertThat(route.rejected("a.csv"))
                .extracting(row -> row.get("detail").textValue())
                .containsExactly(
                        "column flag must hold true or false, but holds another text of 3 characters",
                        "column flag must hold true or false, but holds nothing",
                        "column flag must hold true or false, but holds no value",
                        "field 1 goes on after its closing quote");
    }
}
