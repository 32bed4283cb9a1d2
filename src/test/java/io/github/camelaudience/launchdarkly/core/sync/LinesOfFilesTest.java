package io.github.camelaudience.launchdarkly.core.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.standin.SegmentMessage;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines that are told of messages. */
@Timeout(120)
class LinesOfFilesTest {

    /** A file that is read as a whole. */
    private static final Origins<String> FILE = new Origins<>() {
        @Override
        public boolean isFile(String source) {
            return true;
        }

        @Override
        public String place(String source) {
            return "file " + source;
        }
    };

    /** A list of rows, the first of which is line 100. */
    private static final Origins<String> ROWS = new Origins<>() {
        @Override
        public String place(String source) {
            return "file " + source;
        }

        @Override
        public long lineOf(String source, int index) {
            return 100 + index;
        }
    };

    private static SyncEngine engine() {
        Transport transport = call -> new Transport.Reply(204, name -> null, new byte[0]);
        return SyncEngine.of(
                        "5f0000000000000000000001",
                        new SyncedSegments(
                                transport, "https://localhost", "https://localhost", new AccessToken("api-x"), "test"))
                .start();
    }

    private static String packed(String json) {
        return "{\"Type\":\"Notification\",\"Message\":\""
                + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }

    private static String good(String userId) {
        return SegmentMessage.identify(userId).enters("x");
    }

    private static List<String> beginnings(List<MembershipChange> changes) {
        return changes.stream()
                .map(change -> change.source().replaceAll(" by .*", ""))
                .toList();
    }

    @Test
    void whatStandsInAStringIsNotAlwaysInTheFirstLine() throws Exception {
        try (SyncEngine engine = engine();
                SyncSession<String> session = engine.open(FILE)) {
            session.read(
                    (good("u1") + "\n" + packed("17") + "\n" + packed(good("u2")) + "\n18\n" + packed("[19]"))
                            .getBytes(UTF_8),
                    "a.jsonl");
            SyncResult<String> result = session.end().get();
            assertThat(result.rejections())
                    .extracting(rejection -> rejection.message().summary().replaceAll("^(in line \\d+)?.*", "$1"))
                    .doesNotContain("in line 1")
                    .contains("in line 4");
            assertThat(beginnings(result.accepted())).first().isEqualTo("file a.jsonl line 1");
            assertThat(beginnings(result.accepted())).last().isNotEqualTo("file a.jsonl line 1");
        }
    }

    @Test
    void theElementsOfARowAreInTheLineOfTheRow() throws Exception {
        try (SyncEngine engine = engine();
                SyncSession<String> session = engine.open(ROWS)) {
            session.read(good("u1").getBytes(UTF_8), "$", 0, "a.jsonl");
            session.read(
                    ("{\"batch\":[" + good("u2") + "," + good("u3") + "," + good("u4") + "]}").getBytes(UTF_8),
                    "$",
                    1,
                    "a.jsonl");
            session.read(good("u5").getBytes(UTF_8), "$", 2, "a.jsonl");
            assertThat(beginnings(session.end().get().accepted()))
                    .filteredOn(source -> source.contains("line"))
                    .containsExactly("file a.jsonl line 100", "file a.jsonl line 102");
        }
    }

    private static byte[] mixed(int lines) {
        return String.join(
                        "\n",
                        IntStream.range(0, lines)
                                .boxed()
                                .flatMap(i -> Stream.of(good("u" + i), packed(good("v" + i))))
                                .toList())
                .getBytes(UTF_8);
    }

    private static long nanos(int lines) throws Exception {
        byte[] document = mixed(lines);
        try (SyncEngine engine = engine();
                SyncSession<String> session = engine.open(FILE)) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            session.read(document, "a.jsonl");
            long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
            session.end().get();
            return took;
        }
    }

    @Test
    void aFileOfPlainAndPackedMessagesTakesTimeByItsLength() throws Exception {
        nanos(500);
        long small = nanos(2_000);
        long large = nanos(8_000);
        assertThat(large).isLessThan(8 * Math.max(small, TimeUnit.MILLISECONDS.toNanos(20)));
    }
}
