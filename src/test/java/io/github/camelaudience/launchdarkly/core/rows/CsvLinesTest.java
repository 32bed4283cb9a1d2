package io.github.camelaudience.launchdarkly.core.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes that are not closed, or in the wrong line, in a file of four columns. */
class CsvLinesTest {

    private static List<String> csv(String text) throws IOException {
        RowReader reader =
                RowReader.ofCsv(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1_000_000, ',');
        reader.findLineEnd();
        reader.expectFields(4);
        List<String> rows = new ArrayList<>();
        for (Row row = reader.next(); row != null; row = reader.next()) {
            if (row.fault() == null) {
                rows.add(row.line() + ":" + new String(row.bytes(), StandardCharsets.UTF_8));
            } else {
                row.reported()
                        .forEach(
                                line -> rows.add(line.line() + "!" + new String(line.bytes(), StandardCharsets.UTF_8)));
            }
        }
        return rows;
    }

    @Test
    void anOpenQuoteCostsItsOwnLineThoughAGoodRowHasQuotes() throws IOException {
        String good = "u%d,aud_1,vip,true\n";
        StringBuilder text = new StringBuilder("\"u2\",\"aud_1\",\"vip\",\"true\n");
        for (int i = 0; i < 200; i++) {
            text.append(String.format(good, i));
        }
        text.append("\"u4\",\"aud_1\",\"vip\",\"true\"\n");
        for (int i = 0; i < 200; i++) {
            text.append(String.format(good, i));
        }
        List<String> rows = csv(text.toString());
        assertThat(rows).hasSize(402).startsWith("1!\"u2\",\"aud_1\",\"vip\",\"true", "2:u0,aud_1,vip,true");
        assertThat(rows.stream().filter(row -> row.contains("!"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u1,a,k,\"true\nu2,a,k,true\n", // never closed
                "u1,a,k,\"true\nu2,a,k,true\n\"x\",a,k,true\n", // garbage behind the closing quote
                "u1,a,\"k,true\nu2,a,k,true\nx,a,k,true\"\n", // fewer fields
                "u1,\"a,k,true\nu2,a,k,true\nx\",a,k,true\"\n", // a quote in a field that is not quoted
                "u1,\"a,k,true\nu2,a,k,true\nx\",\"a\",k,true,z\n" // more fields
            })
    void aRecordThatIsNoneGivesUpItsFirstLineOnly(String text) throws IOException {
        assertThat(csv(text)).contains("2:u2,a,k,true").doesNotContain("1:u1");
        assertThat(csv(text).get(0)).startsWith("1!u1");
    }

    @Test
    void lineBreaksInQuotesArePartOfTheField() throws IOException {
        assertThat(csv("\"u\n1\",a,k,true\nu2,a,k,true\n\"u\r\n\r\n3\",a,\"\"\"\n\",true\r\nu4,a,k,true"))
                .containsExactly(
                        "1:\"u\n1\",a,k,true", "3:u2,a,k,true", "4:\"u\r\n\r\n3\",a,\"\"\"\n\",true", "8:u4,a,k,true");
    }

    /** A person may be called so, or two rows lack a quote: neither is guessed, and nothing is lost. */
    @Test
    void aRecordThatHoldsARowIsReportedLineByLine() throws IOException {
        assertThat(csv("u1,a,\"k,true\nu2,a,k,true\nu3,a,k\",true\nu4,a,k,true\n"))
                .containsExactly("1!u1,a,\"k,true", "2!u2,a,k,true", "3!u3,a,k\",true", "4:u4,a,k,true");
    }

    @Test
    void aRecordInQuotesWithBlanksAroundIsOne() throws IOException {
        assertThat(csv("\"u\n1\" , \"a\" ,k,true\n")).containsExactly("1:\"u\n1\" , \"a\" ,k,true");
    }

    @Test
    void linesMayEndWithCarriageReturnsAlone() throws IOException {
        assertThat(csv("u1,a,k,true\ru2,a,\"k\rk\",true\ru3,a,k,true"))
                .containsExactly("1:u1,a,k,true", "2:u2,a,\"k\rk\",true", "4:u3,a,k,true");
    }

    @Test
    void aCarriageReturnInAnotherFilePartsNothing() throws IOException {
        assertThat(csv("u1,a,k,true\nu2,a,k,true\ru3,a,k,true\nu4,a,k,true\n"))
                .containsExactly("1:u1,a,k,true", "2:u2,a,k,true\ru3,a,k,true", "3:u4,a,k,true");
    }

    /** 30 MB in which every line opens a quote, or holds one, or looks like a row within a record. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\"\n", "a,\"\n", "\",\"\"\n", "\"\"\n", "\",\n", "a,b,c,\"\nx,y,z,t\nx,y,z,t\n", "\"x\n\"y\n"})
    @Timeout(60)
    void hostileFilesTakeLinearTime(String part) throws IOException {
        byte[] text = part.repeat(30_000_000 / part.length()).getBytes(StandardCharsets.UTF_8);
        long begun = System.nanoTime();
        RowReader reader = RowReader.ofCsv(new ByteArrayInputStream(text), 1_000_000, ',');
        reader.expectFields(4);
        long rows = 0;
        while (reader.next() != null) {
            rows++;
        }
        assertThat(rows).isPositive();
        assertThat(reader.position()).isEqualTo(text.length);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
    }
}
