package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.segment.SegmentSignature.Coverage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Node's {@code JSON.stringify} and {@code crypto} signed, see signatures/make.js. */
class SegmentSignatureTest {

    private static final Path CASES = Path.of("src/test/resources/signatures/cases.jsonl");

    private static List<JsonNode> lines() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (var values = mapper.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(CASES))) {
            return values.readAll();
        }
    }

    private static String secret() throws IOException {
        return lines().get(0).get("secret").asText();
    }

    static Stream<Arguments> cases() throws IOException {
        return lines().stream()
                .skip(1)
                .map(each -> Arguments.of(each.get("name").asText(), each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void coversWhatWasSigned(String name, JsonNode each) throws IOException {
        byte[] body = each.get("body").asText().getBytes(StandardCharsets.UTF_8);
        assertThat(new SegmentSignature(List.of(secret()))
                        .coverage(body, each.get("signature").asText()))
                .hasToString(each.get("coverage").asText());
    }

    @Test
    void nothingIsCoveredWithoutASignature() throws IOException {
        assertThat(new SegmentSignature(List.of(secret())).coverage(new byte[] {'{', '}'}, null))
                .isEqualTo(Coverage.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anyOfSeveralSecretsMayHaveSigned(int place) throws IOException {
        JsonNode good = lines().get(1);
        List<String> secrets = new ArrayList<>(List.of("other", "another"));
        secrets.add(place, secret());
        byte[] body = good.get("body").asText().getBytes(StandardCharsets.UTF_8);
        assertThat(new SegmentSignature(secrets)
                        .coverage(body, good.get("signature").asText()))
                .isEqualTo(Coverage.EVERYTHING);
    }

    @Test
    void oneByteThatChangesAnywhereIsNoticed() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        SegmentSignature signature = new SegmentSignature(List.of(secret()));
        for (JsonNode each : lines().subList(1, lines().size())) {
            if (each.get("coverage").asText().equals("EVERYTHING")) {
                byte[] body = each.get("body").asText().getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < body.length; i++) {
                    byte[] changed = body.clone();
                    changed[i] ^= (byte) (1 + random.nextInt(255));
                    assertThat(signature.coverage(changed, each.get("signature").asText()))
                            .as("%s, byte %d, seed %d", each.get("name").asText(), i, seed)
                            .isNotEqualTo(Coverage.EVERYTHING);
                }
            }
        }
    }

    /** Signed and then put into a batch, as Segment does it. */
    @Test
    void theFirstMessageOfABatchIsFoundWhateverItHolds() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        SegmentSignature signature = new SegmentSignature(List.of("other", "secret"));
        for (int i = 0; i < 2000; i++) {
            List<String> messages = Stream.generate(() -> "{\"a\":" + value(random, 0) + "}")
                    .limit(1 + random.nextInt(3))
                    .toList();
            boolean wrapped = random.nextBoolean();
            String batch = messages.stream()
                    .map(message -> wrapped ? "{\"json\":" + message + "}" : message)
                    .collect(Collectors.joining(",", "[", "]"));
            for (String signed : messages) {
                boolean first = signed.equals(messages.get(0));
                Coverage expected = messages.size() == 1 ? Coverage.EVERYTHING : Coverage.FIRST_MESSAGE;
                assertThat(signature.coverage(JsonText.bytes(batch), sign(signed)))
                        .as("seed %d, %s of %s", seed, signed, batch)
                        .isEqualTo(first ? expected : Coverage.NOTHING);
            }
        }
    }

    private static String sign(String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return HexFormat.of().formatHex(mac.doFinal(JsonText.bytes(message)));
    }

    private static String value(SplittableRandom random, int depth) {
        String[] awkward = {"]", "[", "{", "}", ",", "\\\"", "\\\\", "\u00e9", "\u2028", "{\\\"json\\\":", " ", ""};
        int kind = random.nextInt(depth > 3 ? 2 : 4);
        int size = random.nextInt(4);
        if (kind == 0) {
            return Integer.toString(random.nextInt());
        } else if (kind == 1) {
            return Stream.generate(() -> awkward[random.nextInt(awkward.length)])
                    .limit(size)
                    .collect(Collectors.joining("", "\"", "\""));
        }
        boolean array = kind == 2;
        return IntStream.range(0, size)
                .mapToObj(i -> (array ? "" : "\"" + i + "\":") + value(random, depth + 1))
                .collect(Collectors.joining(",", array ? "[" : "{", array ? "]" : "}"));
    }

    @Test
    void aBlankSecretIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SegmentSignature(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new SegmentSignature(List.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> new SegmentSignature(List.of("good", " ")));
        assertThatIllegalArgumentException().isThrownBy(() -> new SegmentSignature(Collections.singletonList(null)));
    }
}
