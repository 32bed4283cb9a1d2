package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said with its reason and its place, and nothing beside it is lost. */
@Tag("jackson-2.19") // what is refused in a member name, and the byte that is blamed, differ with the parser
class MalformedDocumentTest {

    private static final String GOOD = "{\"type\":\"track\",\"userId\":\"u\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'userId':oops}|$.userId|a JSON value but found 'o' at byte 10",
                "{'userId':tru}|$.userId|a JSON value but found 't' at byte 10",
                "{'userId':'a' 'b':1}|$.userId|a comma or a closing bracket but found '\"' at byte 14",
                "{'userId' 1}|$.userId|a colon after the member name but found '1' at byte 10",
                "{'userId':'a\\q'}|$.userId|an escape sequence but found 'q' at byte 13",
                "{'userId':'\\ud83'}|$.userId|an escape sequence but found '\"' at byte 16",
                "{'a':1,}|$|a member name in double quotes but found '}' at byte 7",
                "{a:1}|$|a member name in double quotes but found 'a' at byte 1",
                "{'a':NaN}|$|a JSON value but found 'N' at byte 5",
                "{'a':-Infinity}|$|a JSON value but found 'I' at byte 6",
                "{'a':+1}|$|a number but found '+' at byte 5",
                "{'a':01}|$|a number but found '1' at byte 6",
                "{'a':1.}|$|a number but found '}' at byte 7",
                "{'a':.5}|$|a JSON value but found '.' at byte 5",
                "{'a':1 /* c */}|$|a JSON value but found '/' at byte 7",
                "{'a':[1}|$|matching brackets but found '}' at byte 7",
                "{'traits':{'email':'x'|$.traits.email|matching brackets but found the end at byte 22",
                "{'context':{'personas':{'computation_key':nope}}}|$.context.personas.computation_key|a JSON value but found 'n' at byte 42",
                "{'context':{'p@example.test':{'email':nope}}}|$.context|a JSON value but found 'n' at byte 38",
                "oops|$|a JSON value but found 'o' at byte 0",
                "]|$|matching brackets but found ']' at byte 0",
                "{'a':\u0007}|$|a JSON value but found 0x07 at byte 5",
            })
    void aloneAndAmongNeighbours(String json, String path, String detail) {
        String bad = json.replace('\'', '"');
        assertFault(Collected.read(bad), path, detail);
        if (!bad.equals("]")) {
            Collected array = Collected.read("[" + GOOD + "," + bad + "," + GOOD + "]");
            if (LexicalScan.closes(JsonText.bytes(bad), 0, bad.length()) || !bad.startsWith("{")) {
                String within = path.substring(1);
                assertThat(array.outline).containsExactly("$[0] ok", "$[1]" + within + " NOT_JSON", "$[2] ok");
                assertThat(array.unreadable.get(0).raw().text()).isEqualTo(bad);
            }
        }
        Collected lines = Collected.read(GOOD + "\r\n" + bad + "\r\n\r\n" + GOOD + "\n");
        assertThat(lines.outline).startsWith("$[0] ok").endsWith("$[2] ok").hasSize(3);
        assertThat(lines.unreadable.get(0).raw().text()).isEqualTo(bad.strip());
    }

    private static void assertFault(Collected collected, String path, String detail) {
        assertThat(collected.messages).isEmpty();
        UnreadableMessage fault = collected.unreadable.get(0);
        assertThat(fault.reason()).isEqualTo(RejectReason.NOT_JSON);
        assertThat(fault.path()).isEqualTo(path);
        assertThat(fault.detail()).isEqualTo("expected " + detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\r\n\t", "\uFEFF", "\uFEFF \n"})
    void nothingIsNotJson(String json) {
        Collected collected = Collected.read(json);
        assertThat(collected.outline).containsExactly("$ NOT_JSON");
        assertThat(collected.unreadable.get(0).detail()).startsWith("expected a JSON value but found the end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ ] ", "{\"batch\":[]}", "{\"detail\":{\"batch\":[]}}", "[]\n[]"})
    void emptyContainersHoldNothing(String json) {
        assertThat(Collected.read(json).outline).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"42, a number", "-1.5e3, a number", "true, a boolean", "null, null", "\"s\", a string"})
    void scalarsAreNoObjects(String json, String found) {
        Collected alone = Collected.read(" " + json + " ");
        assertThat(alone.outline).containsExactly("$ NOT_AN_OBJECT");
        assertThat(alone.unreadable.get(0).detail()).isEqualTo("expected an object but found " + found + " at byte 1");
        assertThat(alone.unreadable.get(0).raw().text()).isEqualTo(json);
        for (String before : List.of("", "x,")) {
            Collected array = Collected.read("[" + before + json + "," + GOOD + " , [" + json + "]," + GOOD + "]");
            assertThat(array.outline.stream()
                            .filter(line -> !line.endsWith("NOT_JSON"))
                            .map(line -> line.substring(line.indexOf(' ') + 1)))
                    .containsExactly("NOT_AN_OBJECT", "ok", "NOT_AN_OBJECT", "ok");
        }
        assertThat(Collected.read(GOOD + "\n" + json + "\n" + GOOD).outline)
                .containsExactly("$[0] ok", "$[1] NOT_AN_OBJECT", "$[2] ok");
    }

    @Test
    void whatComesBeforeTheEndOfACutDocumentIsDelivered() {
        assertThat(Collected.read("[" + GOOD).outline).containsExactly("$[0] ok", "$[1] NOT_JSON");
        assertThat(Collected.read("[" + GOOD + ",").outline).containsExactly("$[0] ok", "$[1] NOT_JSON");
        assertThat(Collected.read("[x," + GOOD).outline).containsExactly("$[0] NOT_JSON", "$[1] ok", "$[2] NOT_JSON");
        assertThat(Collected.read("[" + GOOD + ",{\"type\":\"tr").outline)
                .containsExactly("$[0] ok", "$[1].type NOT_JSON");
        assertThat(Collected.read("{\"batch\":[" + GOOD + ",{\"type\":").outline)
                .containsExactly("$.batch[0] ok", "$.batch[1].type NOT_JSON");
        assertThat(Collected.read("{\"batch\":[" + GOOD + "],\"x\":oops}").outline)
                .containsExactly("$.batch[0] ok", "$ NOT_JSON");
    }

    @Test
    void commasAndBracketsTooManyOrTooFew() {
        assertThat(Collected.read("[" + GOOD + ",]").outline).containsExactly("$[0] ok", "$[1] NOT_JSON");
        assertThat(Collected.read("[,," + GOOD + "]").outline)
                .containsExactly("$[0] NOT_JSON", "$[1] NOT_JSON", "$[2] ok");
        assertThat(Collected.read("[" + GOOD + " " + GOOD + "," + GOOD + "]").outline)
                .containsExactly("$[0] ok", "$[1] NOT_JSON", "$[2] ok");
        assertThat(Collected.read("[" + GOOD + "}," + GOOD + "]").outline)
                .containsExactly("$[0] ok", "$[1] NOT_JSON", "$[2] ok");
        assertThat(Collected.read("[{\"a\":[{]}," + GOOD + "]").outline).containsExactly("$[0] NOT_JSON", "$[1] ok");
        assertThat(Collected.read("[" + GOOD + "]]").outline).containsExactly("$[0] ok", "$[1] NOT_JSON");
    }

    @Test
    void aBrokenItemOfABatchHarmsNoOther() {
        String batch =
                "{\"batch\":[" + GOOD + ",{\"userId\":x}," + GOOD + "],\"context\":{\"traits\":{\"email\":\"e\"}}}";
        for (String json : List.of(batch, "\n" + batch + "\n", "[" + batch + "]", GOOD + "\n" + batch)) {
            Collected collected = Collected.read(json);
            assertThat(collected.unreadable).singleElement().satisfies(fault -> {
                assertThat(fault.path()).endsWith(".batch[1].userId");
                assertThat(fault.raw().text()).isEqualTo("{\"userId\":x}");
            });
            List<AudienceMessage> items = collected.messages.stream()
                    .filter(m -> m.path().contains("batch"))
                    .toList();
            assertThat(items).hasSize(2).allSatisfy(item -> assertThat(
                            item.contextTraitsEmail().text())
                    .isEqualTo("e"));
        }
    }

    @Test
    void anEnvelopeWhoseContextIsBrokenIsRefusedAsAWhole() {
        Collected collected = Collected.read("{\"batch\":[" + GOOD + "],\"context\":{\"traits\":{\"email\":x}}}");
        assertThat(collected.outline).containsExactly("$.context.traits.email NOT_JSON");
    }

    @Test
    void aBrokenObjectWithATypeIsNoEnvelope() {
        Collected collected = Collected.read("{\"batch\":[" + GOOD + "],\"type\":\"track\",\"x\":oops}");
        assertThat(collected.outline).containsExactly("$ NOT_JSON");
    }

    @Test
    void brokenPrettyPrintedMessageIsOneElement() {
        String broken = "{\n  \"type\": oops,\n  \"traits\": {\n    \"a\": 1\n  }\n}";
        assertThat(Collected.read(broken).outline).containsExactly("$.type NOT_JSON");
        String good = "{\n  \"type\": \"track\"\n}\n";
        assertThat(Collected.read(good + broken + "\n" + good).outline)
                .containsExactly("$[0] ok", "$[1].type NOT_JSON", "$[2] ok");
    }

    @Test
    void base64ThatIsNone() {
        assertThat(Collected.read("{\"message\":{\"data\":\"%%\"}}").outline)
                .containsExactly("$.message.data NOT_JSON");
        assertThat(Collected.read("{\"message\":{\"data\":\"\"}}").outline).containsExactly("$.message.data NOT_JSON");
        assertThat(Collected.read("{\"message\":{\"data\":\"e30\"}}").outline).containsExactly("$.message.data ok");
        assertThat(Collected.read("{\"message\":{\"data\":\"NDI=\"}}").outline)
                .containsExactly("$.message.data NOT_AN_OBJECT");
    }

    @Test
    void invalidUtf8IsConfinedToItsElement() {
        byte[][] invalid = {
            {(byte) 0xFF},
            {(byte) 0x80},
            {(byte) 0xC0, (byte) 0xAF},
            {(byte) 0xC3},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xED, (byte) 0xA0, (byte) 0xBD, (byte) 0xED, (byte) 0xB8, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xE2, (byte) 0x82},
        };
        for (byte[] bytes : invalid) {
            for (String member : List.of("userId", "other", "properties\":{\"x\":1},\"z")) {
                byte[] json = join("[" + GOOD + ",{\"" + member + "\":\"", bytes, "\"}," + GOOD + "]");
                Collected collected = Collected.read(json);
                assertThat(collected.messages).hasSize(2);
                assertThat(collected.unreadable).singleElement().satisfies(fault -> {
                    assertThat(fault.reason()).isEqualTo(RejectReason.NOT_JSON);
                    assertThat(fault.path()).startsWith("$[1]");
                    assertThat(fault.detail()).contains("invalid UTF-8 at byte ");
                });
            }
        }
    }

    @Test
    void otherEncodingsAreRefused() {
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE")) {
            Collected collected = Collected.read(GOOD.getBytes(Charset.forName(name)));
            assertThat(collected.outline).as(name).containsExactly("$ NOT_JSON");
            assertThat(collected.unreadable.get(0).detail()).contains("UTF-16 or UTF-32");
        }
    }

    @Test
    void detailsNeverQuoteTheDocument() {
        for (String secret :
                List.of("alice", "{\"alice\":alice}", "{\"a\":{\"alice@example.test\":nope}}", "[alice,{alice}]")) {
            for (UnreadableMessage fault : Collected.read(secret).unreadable) {
                assertThat(fault.detail() + fault.path() + fault).doesNotContain("alice");
            }
        }
    }

    @Test
    void aCollectionElementIsReadUnderItsPlace() {
        byte[] json = JsonText.bytes("xx" + GOOD + "yy");
        Collected collected = new Collected();
        AudienceMessageReader reader = new AudienceMessageReader(ReadLimits.DEFAULT);
        reader.read(json, 2, json.length - 4, "$", 3, collected);
        byte[] array = JsonText.bytes("[" + GOOD + ",x]");
        reader.read(array, 0, array.length, "$", 4, collected);
        reader.read(new byte[0], 0, 0, "$", 5, collected);
        assertThat(collected.outline).containsExactly("$[3] ok", "$[4][0] ok", "$[4][1] NOT_JSON", "$[5] NOT_JSON");
        assertThat(collected.messages.get(0).raw().text()).isEqualTo(GOOD);
    }

    private static byte[] join(String before, byte[] middle, String after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(middle);
        out.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
