package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.json.GzipMembersTest;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in Camel's own split; what stands for the endpoint rejects what is "bad" and takes everything else. */
class BackfillTest {

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final Backfill backfill = new Backfill(clock::get);
    private final List<String> taken = new ArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private int failAt = Integer.MAX_VALUE;
    private Runnable afterEach = () -> {};

    @BeforeEach
    void start() throws Exception {
        backfill.setWorkFolder(folder.resolve("work").toString());
        backfill.setChunkSize(2);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:file")
                        .streamCache("false")
                        .split(backfill)
                        .streaming()
                        .stopOnException()
                        .process(BackfillTest.this::endpoint)
                        .bean(backfill, "accepted")
                        .process(exchange -> afterEach.run());
                from("direct:forgetful")
                        .split(backfill)
                        .streaming()
                        .stopOnException()
                        .process(BackfillTest.this::endpoint);
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void endpoint(Exchange exchange) {
        List<SyncReport.Item> items = new ArrayList<>();
        for (Object document : exchange.getMessage().getBody(List.class)) {
            String text = new String((byte[]) document, StandardCharsets.UTF_8);
            if (taken.size() == failAt) {
                throw new UncheckedIOException(new IOException("down"));
            }
            String path = "$[" + items.size() + "]";
            if (text.equals("bad")) {
                items.add(new SyncReport.Item(path + ".x", SyncReport.Result.REJECTED, "NOT_JSON", "bad"));
            } else {
                items.add(new SyncReport.Item(path, SyncReport.Result.ACCEPTED, null, null));
                taken.add(text);
            }
        }
        exchange.setProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, new SyncReport(items, 1, null, List.of()));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void send(Path file) {
        context.createProducerTemplate().sendBody("direct:file", file.toFile());
    }

    private List<JsonNode> rejected(String name) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("work/rejected").resolve(name + ".rejected"))) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    private Path progress(String name) {
        return folder.resolve("work/.progress").resolve(name + ".json");
    }

    private static String lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
    }

    private static List<String> all(int from, int to) {
        return lines(from, to).lines().toList();
    }

    @Test
    void everyRowIsSentOnceInOrder() throws IOException {
        send(write("a.jsonl", lines(1, 9)));
        assertThat(taken).isEqualTo(all(1, 9));
        assertThat(progress("a.jsonl")).doesNotExist();
        assertThat(folder.resolve("work/rejected")).doesNotExist();
        send(write("empty.jsonl", ""));
        send(write("blank.jsonl", "\n \n"));
        assertThat(taken).hasSize(9);
    }

    @Test
    void gzipIsKnownByItsFirstBytes() throws IOException {
        byte[] packed = GzipMembersTest.gzip(lines(1, 5).getBytes(StandardCharsets.UTF_8));
        send(Files.write(folder.resolve("a.jsonl"), packed));
        send(Files.write(folder.resolve("b.jsonl.gz"), packed));
        assertThat(taken).hasSize(10);
        assertThatThrownBy(() -> send(write("c.jsonl.gz", "{}"))).hasStackTraceContaining("expected gzip");
    }

    @Test
    void aJsonFileIsOneDocument() throws IOException {
        send(write("a.json", "[\n1,\n2]\n"));
        assertThat(taken).containsExactly("[\n1,\n2]\n");
    }

    @Test
    void ofADocumentThatIsTooLargeTheBeginningIsKept() throws IOException {
        backfill.setMaxDocumentSize(3);
        send(write("a.json", "[12]"));
        assertThat(rejected("a.json").get(0).get("raw").textValue()).isEqualTo("[12]");
    }

    @Test
    void rejectedRowsAreKeptWithTheirLines() throws IOException {
        backfill.setMaxDocumentSize(100);
        send(write("a.jsonl", "l1\n\nbad\n" + "x".repeat(101) + "\nbad\nl6\n"));
        assertThat(taken).containsExactly("l1", "l6");
        assertThat(rejected("a.jsonl"))
                .extracting(row -> row.get("line").intValue() + " "
                        + row.get("reason").textValue() + " " + row.get("path").textValue() + " "
                        + row.get("raw").textValue().length())
                .containsExactly("3 NOT_JSON $.x 3", "4 TOO_LARGE $ 101", "5 NOT_JSON $.x 3");
    }

    @Test
    void csvRowsAreNumberedByTheirFirstLine() throws IOException {
        CsvColumns csv = backfill.getCsv();
        csv.setUserIdColumn("id");
        csv.setAudienceId("a");
        csv.setAudienceKey("k");
        csv.setMembership("true");
        send(write("a.csv", "id,x\nu1,\"1\n2\"\nu2\nu3,\n\"u4,\nu5,\n"));
        assertThat(taken).hasSize(3);
        assertThat(taken.get(2)).contains("\"userId\":\"u5\"");
        assertThat(rejected("a.csv"))
                .extracting(
                        row -> row.get("line").intValue() + " " + row.get("raw").textValue())
                .containsExactly("4 u2", "6 \"u4,");
    }

    @Test
    void aFileThatStoppedGoesOnBehindTheLastChunkThatWasAccepted() throws IOException {
        Path file = write("a.jsonl", lines(1, 9));
        failAt = 5;
        assertThatThrownBy(() -> send(file)).hasStackTraceContaining("down");
        assertThat(taken).isEqualTo(all(1, 5));
        failAt = Integer.MAX_VALUE;
        taken.clear();
        send(file);
        assertThat(taken).isEqualTo(all(5, 9));
        assertThat(progress("a.jsonl")).doesNotExist();
    }

    @Test
    void rejectedRowsDoNotComeTwice() throws IOException {
        Path file = write("a.jsonl", "bad\nl2\nbad\nl4\nl5\n");
        failAt = 2;
        assertThatThrownBy(() -> send(file)).hasStackTraceContaining("down");
        // as if it had died between writing the rows of the next chunk and noting that
        Path rejected = folder.resolve("work/rejected/a.jsonl.rejected");
        Files.writeString(rejected, "{\"line\":5}\n", StandardOpenOption.APPEND);
        failAt = Integer.MAX_VALUE;
        send(file);
        assertThat(rejected("a.jsonl"))
                .extracting(row -> row.get("line").intValue())
                .containsExactly(1, 3);
        send(write("a.jsonl", "bad\n"));
        assertThat(rejected("a.jsonl")).hasSize(3);
    }

    @Test
    void anotherFileOfTheSameNameBeginsAtItsTop() throws IOException {
        failAt = 5;
        assertThatThrownBy(() -> send(write("a.jsonl", lines(1, 9)))).hasStackTraceContaining("down");
        failAt = Integer.MAX_VALUE;
        taken.clear();
        send(write("a.jsonl", lines(11, 19)));
        assertThat(taken).isEqualTo(all(11, 19));
    }

    @Test
    void aMarkThatIsSpoiltBeginsAtTheTop() throws IOException {
        Path file = write("a.jsonl", lines(1, 3));
        Files.createDirectories(progress("a.jsonl").getParent());
        Files.writeString(progress("a.jsonl"), "{\"size\":");
        send(file);
        assertThat(taken).isEqualTo(all(1, 3));
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsNotDone() throws IOException {
        Path file = write("a.jsonl", lines(1, 5) + "\n");
        afterEach = () -> {
            try {
                Files.writeString(file, "more\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        assertThatThrownBy(() -> send(file)).hasStackTraceContaining("the file is being written");
        assertThat(progress("a.jsonl")).exists();
        afterEach = () -> {};
        taken.clear();
        send(file);
        assertThat(taken).startsWith("l1").endsWith("more");
    }

    @Test
    void gzipThatIsCutShortIsNotDone() throws IOException {
        byte[] packed = GzipMembersTest.gzip(lines(1, 5000).getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("a.jsonl.gz"), Arrays.copyOf(packed, packed.length - 9));
        assertThatThrownBy(() -> send(file)).hasStackTraceContaining("the gzip is cut short");
        assertThat(taken).isNotEmpty();
        assertThat(progress("a.jsonl.gz")).exists();
    }

    @Test
    void aTransferThatBreaksOffIsNotDone() {
        Map<String, Object> headers = Map.of("CamelAwsS3Key", "in/a.jsonl", "CamelAwsS3ContentLength", 100L);
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .sendBodyAndHeaders("direct:file", new ByteArrayInputStream(new byte[] {'a'}), headers))
                .hasStackTraceContaining("expected 100 bytes but read 1");
        assertThat(folder.resolve("work/.progress/in%2Fa.jsonl.json")).exists();
    }

    @Test
    void noNameLeadsOutOfTheWorkFolder() {
        for (String name : List.of("../../a", "..", "/etc/passwd", "x".repeat(400))) {
            Map<String, Object> headers = Map.of("CamelAwsS3Key", name, "CamelAwsS3ContentLength", 9L);
            assertThatThrownBy(() -> context.createProducerTemplate()
                            .sendBodyAndHeaders("direct:file", new ByteArrayInputStream(new byte[] {'a'}), headers))
                    .isInstanceOf(CamelExecutionException.class);
        }
        File[] marks = folder.resolve("work/.progress").toFile().listFiles();
        assertThat(marks).hasSize(4);
    }

    @Test
    void aRouteWithoutAcceptedIsAnError() throws IOException {
        Path file = write("a.jsonl", lines(1, 9));
        assertThatThrownBy(() -> context.createProducerTemplate().sendBody("direct:forgetful", file.toFile()))
                .hasStackTraceContaining("Call 'accepted' after");
        assertThat(taken).hasSize(2);
    }

    @Test
    void aFailureThatTheRouteHandlesIsStillAnError() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(UncheckedIOException.class).handled(true);
                from("direct:handling")
                        .split(backfill)
                        .streaming()
                        .stopOnException()
                        .process(BackfillTest.this::endpoint)
                        .bean(backfill, "accepted");
            }
        });
        for (int at : new int[] {0, 1}) {
            failAt = at;
            taken.clear();
            Path file = write("a" + at + ".jsonl", lines(1, 4 - at));
            assertThatThrownBy(() -> context.createProducerTemplate().sendBody("direct:handling", file.toFile()))
                    .hasStackTraceContaining("no error handler may handle");
        }
    }

    @Test
    void figuresTellHowFarItIs() throws Exception {
        List<BackfillFigures> seen = new ArrayList<>();
        afterEach = () -> {
            seen.addAll(BackfillRegistry.of(context).figures());
            clock.addAndGet(1000);
        };
        clock.addAndGet(500);
        send(write("a.jsonl", "l1\nbd\nl3\nbad\nl5\nl6\nl7\nl8\n"));
        BackfillFigures second = seen.get(1);
        assertThat(second.state()).isEqualTo(BackfillFigures.State.RUNNING);
        assertThat(second.counts()).isEqualTo(new RowCounts(4, 3, 0, 1));
        assertThat(second.rowsPerSecond()).isEqualTo(4);
        BackfillFigures done = BackfillRegistry.of(context).figures().get(0);
        assertThat(done.state()).isEqualTo(BackfillFigures.State.DONE);
        assertThat(done.summary()).isEqualTo("done in 4.0 s: 8 rows, 2 rows/s, 7 changes; 1 rejected, 0 skipped");
        BackfillDevConsole console = new BackfillDevConsole();
        console.setCamelContext(context);
        JsonObject json = (JsonObject) console.doCallJson(Map.of());
        assertThat(json.toJson()).contains("\"file\":\"a.jsonl\"", "\"state\":\"DONE\"", "\"percent\":100.0");
        assertThat(console.doCallText(Map.of())).contains("a.jsonl\n", "rowsPerSecond        2\n");
    }

    @Test
    void theLogTellsNowAndThenHowFarItIs() throws Exception {
        List<String> logged = new ArrayList<>();
        AbstractAppender appender = new AbstractAppender("kept", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                logged.add(event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        Logger logger = (Logger) LogManager.getLogger(Backfill.class);
        Level before = logger.getLevel();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
        try {
            backfill.setLogSeconds(3);
            afterEach = () -> clock.addAndGet(2000);
            send(write("a.jsonl", lines(1, 9)));
        } finally {
            logger.removeAppender(appender);
            logger.setLevel(before);
        }
        assertThat(logged).hasSize(4).startsWith("a.jsonl: started");
        assertThat(logged.get(1)).startsWith("a.jsonl: 6 rows, 1 rows/s, ").endsWith("; 0 rejected, 0 skipped");
        assertThat(logged.get(3)).startsWith("a.jsonl: done in 10.0 s: 9 rows");
    }

    @Test
    void theTimeToGoFollowsFromThePace() {
        BackfillFigures figures = new BackfillFigures(
                "a",
                BackfillFigures.State.RUNNING,
                new RowCounts(3000, 1, 2, 3),
                1000,
                2000,
                4000,
                5000,
                1000,
                3000,
                null);
        assertThat(figures.progress())
                .isEqualTo(
                        "3,000 rows, 500 rows/s, 60.0 % of 5,000 bytes, 2,000 left, 4 s to go; 3 rejected, 2 skipped");
    }

    @Test
    void aStopIsShown() throws IOException {
        Path file = write("a.jsonl", lines(1, 9));
        failAt = 5;
        assertThatThrownBy(() -> send(file)).hasStackTraceContaining("down");
        BackfillFigures stopped = BackfillRegistry.of(context).figures().get(0);
        assertThat(stopped.state()).isEqualTo(BackfillFigures.State.STOPPED);
        assertThat(stopped.problem()).isEqualTo("UncheckedIOException");
        assertThat(stopped.counts().rows()).isEqualTo(4);
    }
}
