package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.segment.Collected;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Property
    void textSurvivesAsStringAndInMaps(@ForAll String text) throws IOException {
        byte[] bytes = JsonText.bytes((Object) text);
        assertThat(new JsonMapper().readTree(bytes).textValue()).isEqualTo(text);
        byte[] map = JsonText.bytes(Map.of("userId", text));
        assertThat(Collected.read(map).messages.get(0).userId()).isEqualTo(FieldValue.text(text));
        byte[] raw = JsonText.bytes("{\"userId\":\"" + text.replaceAll("[\\x00-\\x1f\"\\\\]", "_") + "\"}");
        assertThat(Collected.read(raw).messages.get(0).userId().text())
                .isEqualTo(text.replaceAll("[\\x00-\\x1f\"\\\\]", "_"));
    }

    @Test
    void pairedSurrogatesStayUtf8() {
        assertThat(JsonText.bytes("\ud83d\ude00")).isEqualTo("\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(JsonText.bytes("\ude00\ud83d\ude00\ud83d"), StandardCharsets.UTF_8))
                .isEqualTo("\\ude00\ud83d\ude00\\ud83d");
    }

    @Test
    void numbersKeepTheirDigits() throws JsonProcessingException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", new BigInteger("123456789012345678901234567890"));
        map.put("b", new BigDecimal("1.500"));
        map.put("c", List.of(1L, 2));
        assertThat(new String(JsonText.bytes(map), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":123456789012345678901234567890,\"b\":1.500,\"c\":[1,2]}");
        JsonNode tree = new JsonMapper().readTree("{\"a\":12345678901234567890}");
        assertThat(new String(JsonText.bytes(tree), StandardCharsets.UTF_8)).isEqualTo("{\"a\":12345678901234567890}");
    }

    @Test
    void whatNestsTooDeepOrIsNoJsonIsRefused() {
        Map<String, Object> loop = new HashMap<>();
        loop.put("alice", loop);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.bytes(loop))
                .withMessage("cannot be written as JSON: nests more than 500 levels deep")
                .withNoCause();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.bytes(Map.of("alice", java.time.Instant.EPOCH)))
                .withMessage("cannot be written as JSON: holds a value that is no JSON")
                .withNoCause();
    }

    @Test
    void gunzipStopsOneByteBeyondTheLimit() throws IOException {
        byte[] text = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
        byte[] gzip = gzip(text);
        assertThat(JsonText.gunzip(new ByteArrayInputStream(gzip), 1000)).isEqualTo(text);
        assertThat(JsonText.gunzip(new ByteArrayInputStream(gzip), 999)).hasSize(1000);
        assertThat(JsonText.gunzip(new ByteArrayInputStream(gzip(new byte[50_000_000])), 10))
                .hasSize(11);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JsonText.gunzip(new ByteArrayInputStream(text), 1000));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JsonText.gunzip(new ByteArrayInputStream(Arrays.copyOf(gzip, 20)), 1000));
    }

    @Property(tries = 2000)
    void utf8IsJudgedAsByTheStrictDecoder(@ForAll byte[] bytes, @ForAll String text) {
        for (byte[] each : List.of(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            boolean valid;
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(each));
                valid = true;
            } catch (CharacterCodingException e) {
                valid = false;
            }
            assertThat(Utf8.firstInvalid(each, 0, each.length) < 0).isEqualTo(valid);
        }
    }

    @Test
    void utf8OfEveryCodePointIsValidAtEveryOffset() {
        for (int c = 0x80; c <= 0x10FFFF; c += c < 0x1000 ? 1 : 97) {
            byte[] bytes = ("a".repeat(c % 40) + Character.toString(c) + "b").getBytes(StandardCharsets.UTF_8);
            assertThat(Utf8.firstInvalid(bytes, 0, bytes.length)).isEqualTo(-1);
            if (c > 0xFF && !(c >= 0xD800 && c <= 0xDFFF)) {
                assertThat(Utf8.firstInvalid(bytes, 0, bytes.length - 2)).isEqualTo(c % 40);
            }
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
