package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser says what a string means; the comparison agrees with it. */
class EscapedTextTest {

    private static final JsonFactory PARSERS = new JsonFactory();
    private static final int[] CHARACTERS = {'a', 'b', '"', '\\', '/', '\n', '\t', 0xE9, 0x20AC, 0x1F600, 0x10FFFF};

    @Test
    void agreesWithTheParser() throws IOException {
        SplittableRandom random = new SplittableRandom(20261123L);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            byte[] escaped = escaped(text, random);
            String parsed = parsed(escaped);
            assertThat(parsed).isEqualTo(text);
            assertThat(equals(escaped, text)).as(text).isTrue();
            String other = text(random);
            assertThat(equals(escaped, other)).isEqualTo(text.equals(other));
            assertThat(equals(escaped, text + "a")).isFalse();
            assertThat(equals(escaped, text.isEmpty() ? "a" : text.substring(1)))
                    .isFalse();
        }
    }

    @Test
    void anUnpairedSurrogateEqualsItselfOnly() {
        assertThat(equals("\\ud83d".getBytes(StandardCharsets.UTF_8), "\ud83d")).isTrue();
        assertThat(equals("\\ud83d".getBytes(StandardCharsets.UTF_8), "\ud83d\ude00"))
                .isFalse();
        assertThat(equals("\ud83d\ude00".getBytes(StandardCharsets.UTF_8), "\ud83d"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\u", "\\u00e", "\\u00g9", "\\x", "a\nb", "\\u00\u00e9"})
    void whatIsBrokenEqualsNothing(String broken) {
        byte[] bytes = broken.getBytes(StandardCharsets.ISO_8859_1);
        for (String text : new String[] {"", "\\", "u", "\u00e9", "x", "a\nb", broken}) {
            assertThat(equals(bytes, text)).as(text).isFalse();
        }
    }

    private static boolean equals(byte[] bytes, String text) {
        return EscapedText.equals(bytes, 0, bytes.length, text);
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    private static byte[] escaped(String text, SplittableRandom random) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            String plain = Character.toString(codePoint);
            boolean must = codePoint < ' ' || codePoint == '"' || codePoint == '\\';
            int named = "\"\\/\n\t".indexOf(codePoint);
            if (named >= 0 && random.nextBoolean()) {
                escaped.append('\\').append("\"\\/nt".charAt(named));
            } else if (must || random.nextBoolean()) {
                boolean upper = random.nextBoolean();
                plain.chars().forEach(unit -> escaped.append(String.format(upper ? "\\u%04X" : "\\u%04x", unit)));
            } else {
                escaped.append(plain);
            }
        });
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String parsed(byte[] escaped) throws IOException {
        String json = '"' + new String(escaped, StandardCharsets.UTF_8) + '"';
        try (JsonParser parser = PARSERS.createParser(json.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            return parser.getText();
        }
    }
}
