package io.github.camelaudience.launchdarkly.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of any kind become keys, or a verdict with the row's number; nothing is dropped, and no sentence quotes a row. */
class KeySetTest {

    /** Writes down what it gets: keys as they are, bad rows as {@code number!reason}. */
    private static final class Notes implements KeySink {
        final List<String> all = new ArrayList<>();
        final List<String> details = new ArrayList<>();

        @Override
        public void key(String key) {
            all.add(key);
        }

        @Override
        public void bad(long row, String reason, String detail) {
            all.add(row + "!" + reason);
            details.add(detail);
        }
    }

    private static List<String> read(KeySet set) {
        Notes notes = new Notes();
        try {
            set.read(notes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return notes.all;
    }

    private static List<String> text(byte[] bytes, String column) {
        return read(new TextKeys(new ByteArrayInputStream(bytes), null, column, ','));
    }

    private static List<String> text(String text, String column) {
        return text(text.getBytes(StandardCharsets.UTF_8), column);
    }

    @Test
    void csvHasItsKeysInOneColumn() {
        assertThat(text("user_id,plan\nu1,a\r\n\"u,2\",b\n\n u3 ,c\n\" u4\",d", "user_id"))
                .containsExactly("u1", "u,2", "u3", " u4");
        assertThat(text("\uFEFFuser_id\nu1\nu1\n", null)).containsExactly("u1", "u1");
        assertThat(text("PLAN,USER_ID\nx,u1\n", "user_id")).containsExactly("u1");
    }

    @Test
    void aBadRecordOfCsvHasAVerdictAndItsNeighboursAreRead() {
        assertThat(text("user_id,plan\nu1,a\n,b\n\\N,b\nu2\nu3,a,b\n\"u4\"x,b\nu5,a\nu6,\"open\nu7,b", "user_id"))
                .containsExactly(
                        "u1",
                        "3!NO_CONTEXT_KEY",
                        "4!NO_CONTEXT_KEY",
                        "5!NOT_CSV",
                        "6!NOT_CSV",
                        "7!NOT_CSV",
                        "u5",
                        "9!NOT_CSV",
                        "u7");
    }

    @Test
    void jsonLinesHaveItInOneMember() {
        assertThat(text("""
                        {"user_id":"u1","n":{"user_id":"x"}}
                        {"user_id":12345678901234567890}

                        {"user_id":1e3}
                        {"user_id":"u2","user_id":"u3"}
                        """, "user_id")).containsExactly("u1", "12345678901234567890", "1000", "u3");
        assertThat(text("{\"id\":\"u1\"}\n{\"other\":\"u2\"}", null)).containsExactly("u1", "u2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"user_id":1.5}        | INVALID_IDENTIFIER
                    {"user_id":true}       | INVALID_IDENTIFIER
                    {"user_id":["u9"]}     | INVALID_IDENTIFIER
                    {"user_id":{"a":1}}    | INVALID_IDENTIFIER
                    {"user_id":null}       | NO_CONTEXT_KEY
                    {"user_id":"  "}       | NO_CONTEXT_KEY
                    {"other":"u9"}         | NO_CONTEXT_KEY
                    {"user_id":"\\ud800"}  | INVALID_UNICODE
                    {"user_id":"u9"        | NOT_JSON
                    {"user_id":"u9"}}      | NOT_JSON
                    {"user_id":"u9"} "u8"  | NOT_JSON
                    "u9"                   | NOT_AN_OBJECT
                    nonsense               | NOT_JSON
                    """)
    void aBadLineHasAVerdictAndItsNeighboursAreRead(String line, String reason) {
        Notes notes = new Notes();
        String text = "{\"user_id\":\"u1\"}\n" + line + "\n{\"user_id\":\"u2\"}\n";
        try {
            new TextKeys(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), null, "user_id", ',')
                    .read(notes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        assertThat(notes.all).containsExactly("u1", "2!" + reason, "u2");
        assertThat(notes.details).singleElement().satisfies(detail -> assertThat(detail)
                .doesNotContain("u9", "nonsense"));
    }

    @Test
    void aKeyThatTheLedgerCannotHoldIsToldAtOnce() {
        assertThat(text("user_id\n" + "x".repeat(2000) + "\n" + "x".repeat(2001) + "\n" + "é".repeat(1001), null))
                .containsExactly("x".repeat(2000), "3!INVALID_IDENTIFIER", "4!INVALID_IDENTIFIER");
    }

    @Test
    void rowsOfADatabaseAreMapsOrKeys() {
        List<Object> rows = List.of(
                Map.of("USER_ID", "u1", "N", 1),
                Map.of("USER_ID", 7L, "N", 1),
                Map.of("USER_ID", new BigDecimal("1E+3"), "N", 2),
                Map.of("USER_ID", new BigInteger("12345678901234567890"), "N", 2),
                Map.of("USER_ID", 1.5, "N", 2),
                Map.of("USER_ID", true, "N", 2),
                Collections.singletonMap("USER_ID", null),
                "u2",
                9,
                List.of("u3"));
        assertThat(read(new RowKeys(rows.iterator(), "user_id")))
                .containsExactly(
                        "u1",
                        "7",
                        "1000",
                        "12345678901234567890",
                        "5!INVALID_IDENTIFIER",
                        "6!INVALID_IDENTIFIER",
                        "7!NO_CONTEXT_KEY",
                        "u2",
                        "9",
                        "10!NOT_AN_OBJECT");
        assertThat(read(new RowKeys(List.of(Map.of("x", "u1")).iterator(), null)))
                .containsExactly("u1");
    }

    @Test
    void gzipAndOtherCharsetsAreReadAsTheTextInThem() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("user_id\nu1\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(text(packed.toByteArray(), null)).containsExactly("u1");
        byte[] latin = "user_id\né\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(new TextKeys(new ByteArrayInputStream(latin), Charset.forName("ISO-8859-1"), null, ',')))
                .containsExactly("é");
        byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 5);
        assertThatThrownBy(() -> new TextKeys(new ByteArrayInputStream(cut), null, null, ',').read(new Notes()))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[{\"user_id\":\"u1\"}]",
                "name,plan\nu1,a\n",
                "user_id,user_id\nu1,a\n",
                "user_id\",plan\nu1,a\n",
                "\uFEFF"
            })
    void whatCannotBeTheSetIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> text(text, "user_id"))
                .isInstanceOf(MirrorException.class)
                .hasMessageMatching("[a-z].{20,}");
    }

    @Test
    void moreThanOneColumnMustBeNamed() {
        assertThatThrownBy(() -> text("user_id,plan\nu1,a\n", null)).hasMessageContaining("keyColumn");
        assertThatThrownBy(() -> text("{\"user_id\":\"u1\",\"plan\":1}\n", null))
                .hasMessageContaining("keyColumn");
        assertThatThrownBy(
                        () -> read(new RowKeys(List.of(Map.of("a", 1, "b", 2)).iterator(), null)))
                .hasMessageContaining("keyColumn");
        byte[] utf16 = "user_id\nu1\n".getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> text(utf16, null)).hasMessageContaining("UTF-16");
    }

    /** Whatever the bytes are: there is a sentence or a verdict for each row, and never another exception. */
    @Test
    void anyBytesAreReadOrRefused() {
        long seed = Long.getLong("mirror.seed", System.nanoTime());
        System.out.println("KeySetTest seed " + seed);
        Random random = new Random(seed);
        String letters = "{}[]\",:u1\\\n\r\té\u0000 \uD83D\uDE00";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"user_id\":\"u\"}\n" : "user_id\n");
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                text(bytes, random.nextBoolean() ? "user_id" : null);
            } catch (MirrorException e) {
                assertThat(e).hasMessageMatching("(?s)[a-z].{20,}");
            }
        }
    }
}
