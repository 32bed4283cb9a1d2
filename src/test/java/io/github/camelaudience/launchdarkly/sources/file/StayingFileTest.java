package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be taken, and what is said of them. */
class StayingFileTest {

    private static final String PERSON = "zoe@example.com";

    @TempDir
    Path folder;

    private SplitRoute route() throws Exception {
        return SplitRoute.start(folder.resolve("work")).withCsv();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PERSON + ",true\nann@example.com,false\n", // no header line
                "ID,Flag\n" + PERSON + ",true\n",
                "id;flag\n" + PERSON + ";true\n",
                "id,flag,id\n" + PERSON + ",true," + PERSON + "\n",
                PERSON + "\rann@example.com\r",
                "\"" + PERSON + ",true\n",
                PERSON + "\",true\n",
                "\u0000" + PERSON
            })
    void aWrongHeaderLineIsSaidOnceAMinuteWithoutWhatItHolds(String content) throws Exception {
        try (SplitRoute route = route()) {
            Path file = Files.writeString(folder.resolve("a.csv"), content);
            for (int poll = 0; poll < 20; poll++) {
                assertThatThrownBy(() -> route.send(file)).satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain("zoe", "ann@");
                    }
                });
            }
            assertThat(route.log).hasSize(1);
            assertThat(route.log.get(0).getThrown()).isNull();
            assertThat(route.lines(Level.WARN).get(0))
                    .startsWith("a.csv: left in the folder: the header line ")
                    .doesNotContain("zoe", "ann@", "\n");
            route.clock.addAndGet(60_000);
            assertThatThrownBy(() -> route.send(file)).isNotNull();
            assertThat(route.log).hasSize(2);
            assertThat(route.lines(Level.WARN).get(1)).endsWith(" (and 19 times since it was said last)");
        }
    }

    @Test
    void eachColumnThatIsMissingIsNamed() throws Exception {
        try (SplitRoute route = route()) {
            Path file = Files.writeString(folder.resolve("a.csv"), "x,y,z\n");
            assertThatThrownBy(() -> route.send(file))
                    .hasStackTraceContaining("a.csv: the header line has no column id, flag among its 3");
        }
    }

    @Test
    void linesThatEndWithCarriageReturnsAreRead() throws Exception {
        try (SplitRoute route = route()) {
            route.send(Files.writeString(folder.resolve("a.csv"), "id,flag\ru1,true\ru2,false\r"));
            assertThat(route.users()).containsExactly("u1", "u2");
        }
    }

    @Test
    void anotherProblemIsSaidAtOnce() throws Exception {
        try (SplitRoute route = route()) {
            Path file = Files.writeString(folder.resolve("a.csv"), "x\n");
            assertThatThrownBy(() -> route.send(file)).isNotNull();
            Files.writeString(file, "id,flag,id\n");
            assertThatThrownBy(() -> route.send(file)).isNotNull();
            assertThat(route.lines(Level.WARN)).hasSize(2);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidInTheWordsOfTheSystemAndHealthIsDown() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("work"), "a file");
        try (SplitRoute route = route()) {
            HealthCheck check = HealthCheckRegistry.get(route.context)
                    .getCheck("launchdarkly-audience-backfill")
                    .orElseThrow();
            HealthCheck.Result down = check.call();
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage().orElseThrow())
                    .startsWith("files cannot be taken: ")
                    .contains(inTheWay.toString())
                    .contains("Not a directory");
            Path file = Files.writeString(folder.resolve("a.csv"), "id,flag\nu1,true\n");
            assertThatThrownBy(() -> route.send(file)).hasStackTraceContaining("Not a directory");
            assertThat(route.lines(Level.WARN)).singleElement().satisfies(line -> assertThat(line)
                    .startsWith("a.csv: left in the folder: ")
                    .contains("Not a directory"));
            Files.delete(inTheWay);
            route.send(file);
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    /** A folder in the place of the next mark is as good as a disk that is full: it cannot be written. */
    @Test
    void whatCannotBeWrittenInTheMiddleStopsTheFileAndSaysWhy() throws Exception {
        try (SplitRoute route = route()) {
            route.backfill.setChunkSize(1);
            Path file = Files.writeString(folder.resolve("a.csv"), "id,flag\nu1\nu2,true\n");
            Files.createDirectories(folder.resolve("work/rejected/a.csv.rejected/x"));
            assertThatThrownBy(() -> route.send(file))
                    .isNotNull()
                    .hasStackTraceContaining("it cannot be kept how far it is: ");
            assertThat(route.lines(Level.WARN)).anySatisfy(line -> assertThat(line)
                    .startsWith("a.csv: stopped behind line ")
                    .contains("it cannot be kept how far it is: ", "a.csv.rejected: "));
            assertThat(BackfillRegistry.of(route.context).figures().get(0).problem())
                    .contains("Is a directory");
        }
    }

    @Test
    void aFullDiskIsSaidInTheWordsOfTheSystem() {
        assertThat(WorkFolder.words(new FileSystemException("/data/a", null, "No space left on device")))
                .isEqualTo("/data/a: No space left on device");
        assertThat(WorkFolder.words(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(WorkFolder.words(new AccessDeniedException("/data/a"))).isEqualTo("/data/a: Permission denied");
    }

    @Test
    void aFileThatBroughtNoChangeSaysWhy() throws Exception {
        try (SplitRoute route = route()) {
            route.skips = text -> text.contains("\"userId\":\"s");
            route.send(Files.writeString(folder.resolve("a.csv"), "id,flag\ns1,true\ns2,true\nx\n"));
            assertThat(route.lines(Level.WARN))
                    .endsWith("a.csv: none of its 3 rows changed anything: 1 NOT_CSV, 2 NO_CONTEXT_KEY");
            route.log.clear();
            route.send(Files.writeString(folder.resolve("b.csv"), "id,flag\ns1,true\nu2,true\n"));
            route.send(Files.writeString(folder.resolve("c.csv"), "id,flag\n"));
            assertThat(route.lines(Level.WARN)).isEmpty();
        }
    }

    @Test
    void theReasonsOfAFileThatStoppedAreKept() throws Exception {
        try (SplitRoute route = route()) {
            route.backfill.setChunkSize(1);
            int[] left = {2};
            route.skips = text -> {
                if (left[0]-- == 0) {
                    throw new IllegalStateException("down");
                }
                return true;
            };
            Path file = Files.writeString(folder.resolve("a.csv"), "id,flag\ns1,true\ns2,true\ns3,true\n");
            assertThatThrownBy(() -> route.send(file)).isNotNull();
            left[0] = 9;
            route.send(file);
            assertThat(route.lines(Level.WARN))
                    .endsWith("a.csv: none of its 3 rows changed anything: 3 NO_CONTEXT_KEY");
        }
    }

    @Test
    void aFileIsReadInTheCharsetThatCamelNames() throws Exception {
        try (SplitRoute route = route()) {
            for (String charset : new String[] {"ISO-8859-1", "UTF-16", "UTF-16LE", "windows-1252", "UTF-8"}) {
                route.taken.clear();
                Path file = Files.write(
                        folder.resolve(charset + ".csv"),
                        "id,flag\nJos\u00e9,true\nJos\u00f3,true\n".getBytes(charset));
                route.send(file, charset);
                assertThat(route.users()).as(charset).containsExactly("Jos\u00e9", "Jos\u00f3");
            }
        }
    }

    @Test
    void aCharsetThatIsNotKnownIsSaid() throws Exception {
        try (SplitRoute route = route()) {
            route.send(Files.writeString(folder.resolve("a.csv"), "id,flag\nu1,true\n"), "klingon");
            assertThat(route.taken).isEmpty();
            assertThat(route.lines(Level.WARN))
                    .containsExactly("A file is left in the folder: the charset klingon is not known here");
        }
    }

    /** The consumer asks at every poll. */
    @Test
    void aFileThatCannotBeTakenIsDueWhenItHasChangedOrAMinuteIsOver() throws Exception {
        try (SplitRoute route = route()) {
            Path file = Files.writeString(folder.resolve("a.csv"), "x\n");
            assertThat(route.isDue(file)).isTrue();
            assertThatThrownBy(() -> route.send(file)).isNotNull();
            assertThat(route.isDue(file)).isFalse();
            route.clock.addAndGet(60_000);
            assertThat(route.isDue(file)).isTrue();
            assertThatThrownBy(() -> route.send(file)).isNotNull();
            assertThat(route.isDue(file)).isFalse();
            Files.writeString(file, "id,flag\n");
            assertThat(route.isDue(file)).isTrue();
        }
    }

    @Test
    void whatTheCharsetDoesNotHaveCostsItsRow() throws Exception {
        try (SplitRoute route = route()) {
            byte[] text = "id,flag\nJos\u00e9,true\nu2,true\n".getBytes(StandardCharsets.ISO_8859_1);
            route.send(Files.write(folder.resolve("a.csv"), text), "US-ASCII");
            assertThat(route.users()).containsExactly("u2");
            assertThat(route.reasonsByLine("a.csv")).containsOnlyKeys("2");
        }
    }
}
