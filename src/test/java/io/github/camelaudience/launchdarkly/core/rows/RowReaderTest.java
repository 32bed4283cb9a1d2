package io.github.camelaudience.launchdarkly.core.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {

    private static final int MAX = 200_000;

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives what it has in pieces of any size, as networks do. */
    private static InputStream inPieces(String text, Random random) {
        return new FilterInputStream(stream(text)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(50)));
            }
        };
    }

    private static List<String> read(RowReader reader) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Row row = reader.next(); row != null; row = reader.next()) {
            rows.add(row.line() + ":" + text(row)
                    + (row.fault() == null ? "" : "!" + row.fault().reason()));
        }
        return rows;
    }

    private static String text(Row row) {
        return new String(row.bytes(), StandardCharsets.UTF_8);
    }

    private static List<String> lines(String text, int max) throws IOException {
        return read(RowReader.ofLines(stream(text), max));
    }

    private static List<String> csv(String text) throws IOException {
        return read(RowReader.ofCsv(stream(text), MAX, ','));
    }

    @Test
    void linesEndWithLfOrCrLfOrTheFile() throws IOException {
        assertThat(lines("a\nb\r\n\nc", MAX)).containsExactly("1:a", "2:b", "3:", "4:c");
        assertThat(lines("a\n", MAX)).containsExactly("1:a");
        assertThat(lines("", MAX)).isEmpty();
        assertThat(lines("\n", MAX)).containsExactly("1:");
    }

    @Test
    void aByteOrderMarkIsLeftOut() throws IOException {
        RowReader reader = RowReader.ofLines(inPieces("\ufeffa\nb", new Random(1)), MAX);
        reader.skipByteOrderMark();
        assertThat(read(reader)).containsExactly("1:a", "2:b");
        assertThat(reader.position()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE"})
    void anotherEncodingIsRefused(String charset) {
        byte[] text = "\ufeffa".getBytes(Charset.forName(charset));
        RowReader reader = RowReader.ofLines(new ByteArrayInputStream(text), MAX);
        assertThatThrownBy(reader::skipByteOrderMark)
                .isInstanceOf(NotUtf8Exception.class)
                .hasMessageContaining("UTF-16");
    }

    @Test
    void aLineThatIsTooLargeIsSkippedAndItsNeighboursAreNot() throws IOException {
        String large = "x".repeat(MAX + 1);
        String kept = "x".repeat(1024);
        assertThat(lines("a\n" + large + "\nb\n" + large, MAX))
                .containsExactly("1:a", "2:" + kept + "!TOO_LARGE", "3:b", "4:" + kept + "!TOO_LARGE");
        String justRight = "y".repeat(MAX);
        assertThat(lines(justRight + "\nb", MAX)).containsExactly("1:" + justRight, "2:b");
    }

    @Test
    void aCsvRecordGoesOnOverLineBreaksInQuotes() throws IOException {
        assertThat(csv("a,\"b\nc\"\r\n\"d\"\"\n\",e\nf")).containsExactly("1:a,\"b\nc\"", "3:\"d\"\"\n\",e", "5:f");
    }

    @Test
    void aQuoteWithinAFieldOpensNothing() throws IOException {
        assertThat(csv("5\" nail,a\nb\n")).containsExactly("1:5\" nail,a", "2:b");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsOneLine() throws IOException {
        assertThat(csv("a,\"b\nc\nd")).containsExactly("1:a,\"b!NOT_CSV", "2:c", "3:d");
        String rest = "c,d\n".repeat(50_000);
        List<String> rows = csv("a,\"b\n" + rest);
        assertThat(rows).hasSize(50_001).startsWith("1:a,\"b!NOT_CSV", "2:c,d").endsWith("50001:c,d");
    }

    @Test
    void aRowEndsTheSameWhereverTheReadingOfItBegan() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("RowReaderTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            String text = random(random);
            RowReader whole = RowReader.ofCsv(stream(text), 1000, ',');
            List<String> all = new ArrayList<>();
            List<long[]> ends = new ArrayList<>();
            for (Row row = whole.next(); row != null; row = whole.next()) {
                all.add(row.line() + ":" + text(row));
                ends.add(new long[] {whole.position(), whole.line()});
            }
            assertThat(whole.position()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            for (int i = 0; i < ends.size(); i++) {
                RowReader resumed = RowReader.ofCsv(inPieces(text, random), 1000, ',');
                resumed.next();
                resumed.skipTo(Math.max(resumed.position(), ends.get(i)[0]), ends.get(i)[1]);
                List<String> rest = new ArrayList<>();
                for (Row row = resumed.next(); row != null; row = resumed.next()) {
                    rest.add(row.line() + ":" + text(row));
                }
                assertThat(rest).isEqualTo(all.subList(i + 1, all.size()));
            }
        }
    }

    private static String random(Random random) {
        String[] parts = {"a", "\"", "\"\"", ",", "\n", "\r\n", "é", "long".repeat(300), "\",\""};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
