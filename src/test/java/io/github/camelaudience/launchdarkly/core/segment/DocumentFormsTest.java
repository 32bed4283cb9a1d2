package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.NaiveFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One table of messages through every form of a document: the facts are the same, and stand where they should. */
@Tag("jackson-2.19") // what is refused in a member name, and the byte that is blamed, differ with the parser
class DocumentFormsTest {

    /** A form: how it holds messages, and the path of message {@code %d} in it. */
    private record Form(String name, String path, Function<List<String>, String> write) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Form> MANY = List.of(
            new Form("array", "$[%d]", DocumentFormsTest::array),
            new Form("spaced array", " \n$[%d]".strip(), m -> "\n [ " + String.join(" ,\r\n\t", m) + " ] \n"),
            new Form("lines", "$[%d]", m -> String.join("\n", m)),
            new Form("lines with CRLF", "$[%d]", m -> String.join("\r\n", m) + "\r\n"),
            new Form("lines with blank lines", "$[%d]", m -> "\n\n" + String.join("\n \n\n", m) + "\n\n"),
            new Form("concatenated", "$[%d]", m -> String.join("", m)),
            new Form("pretty printed, one after the other", "$[%d]", m -> each(m, DocumentFormsTest::pretty, "\n")),
            new Form("pretty printed array", "$[%d]", m -> pretty(array(m))),
            new Form("byte order mark", "$[%d]", m -> "\uFEFF" + array(m)),
            new Form("one array per line", "$[%d]", m -> each(m, s -> "[" + s + "]", "\n")),
            new Form("shuffled", "$[%d]", m -> array(shuffled(m, 1))),
            new Form("shuffled again", "$[%d]", m -> array(shuffled(m, 2))),
            new Form(
                    "members twice",
                    "$[%d]",
                    m -> array(m.stream().map(DocumentFormsTest::twice).toList())),
            new Form("batch", "$.batch[%d]", m -> "{\"batch\":" + array(m) + ",\"writeKey\":\"w\"}"),
            new Form("batch at the end", "$.batch[%d]", m -> "{\"sentAt\":1,\"batch\" : " + pretty(array(m)) + "}"),
            new Form("json items", "$[%d].json", m -> "[" + each(m, s -> "{\"json\":" + s + "}", ",") + "]"),
            new Form("json lines", "$[%d].json", m -> each(m, s -> "{\"json\":" + s + "}", "\n")),
            new Form("details", "$[%d].detail", m -> "[" + each(m, DocumentFormsTest::detail, ",") + "]"),
            new Form("pushes", "$[%d].message.data", m -> "[" + each(m, DocumentFormsTest::push, ",") + "]"),
            new Form("push of an array", "$.message.data[%d]", m -> push(array(m))),
            new Form("push of lines", "$.message.data[%d]", m -> push(String.join("\n", m))),
            new Form("push of a batch", "$.message.data.batch[%d]", m -> push("{\"batch\":" + array(m) + "}")),
            new Form("detail of a batch", "$.detail.batch[%d]", m -> detail("{\"batch\":" + array(m) + "}")),
            new Form("parted by CR", "$[%d]", m -> String.join("\r", m)),
            new Form("parted by commas", "$[%d]", m -> String.join(" , ", m)),
            new Form("lines that end with commas", "$[%d]", m -> each(m, s -> s + ",", "\n")),
            new Form("json as text", "$[%d].json", m -> "[" + each(m, s -> "{\"json\":" + quoted(s) + "}", ",") + "]"),
            new Form("detail as text", "$[%d].detail", m -> each(m, s -> detail(quoted(s)), "")),
            new Form("SNS", "$[%d].Message", m -> each(m, DocumentFormsTest::notification, "\n")),
            new Form("SNS with an array", "$.Message[%d]", m -> notification(array(m))),
            new Form("Kafka Connect", "$[%d].payload", m -> each(m, s -> connect(s), "\n")),
            new Form("Kafka Connect, text", "$[%d].payload", m -> each(m, s -> connect(quoted(s)), "\n")),
            new Form("Kafka Connect with an array", "$.payload[%d]", m -> connect(array(m))),
            new Form("CloudEvents", "$[%d].data", m -> "[" + each(m, s -> cloudEvent("data", s), ",") + "]"),
            new Form("CloudEvents, text", "$[%d].data", m -> each(m, s -> cloudEvent("data", quoted(s)), "\n")),
            new Form("CloudEvents, base64", "$[%d].data_base64", m -> each(m, DocumentFormsTest::packedEvent, "\n")),
            new Form(
                    "SNS of EventBridge",
                    "$.Message.detail.batch[%d]",
                    m -> notification(detail("{\"batch\":" + array(m) + "}"))));

    private static final List<Form> ONE = List.of(
            new Form("single", "$", m -> m.get(0)),
            new Form("pretty", "$", m -> pretty(m.get(0))),
            new Form("json", "$.json", m -> "{\"json\":" + m.get(0) + "}"),
            new Form("detail", "$.detail", m -> detail(m.get(0))),
            new Form("push", "$.message.data", m -> push(m.get(0))),
            new Form(
                    "json of detail of push",
                    "$.json.detail.message.data",
                    m -> "{\"json\":" + detail(push(m.get(0))) + "}"));

    static Stream<Form> many() {
        return MANY.stream();
    }

    static Stream<Arguments> one() {
        return ONE.stream().flatMap(form -> SegmentSamples.ALL.entrySet().stream()
                .map(sample -> Arguments.of(form, sample.getKey(), sample.getValue())));
    }

    @ParameterizedTest
    @MethodSource("many")
    void allMessagesKeepTheirFacts(Form form) {
        List<String> samples = List.copyOf(SegmentSamples.ALL.values());
        Collected collected = Collected.read(form.write.apply(samples));
        assertThat(collected.unreadable).isEmpty();
        assertThat(collected.messages).hasSameSizeAs(samples);
        for (int i = 0; i < samples.size(); i++) {
            AudienceMessage message = collected.messages.get(i);
            assertThat(NaiveFacts.of(message))
                    .as(samples.get(i))
                    .isEqualTo(NaiveFacts.of(NaiveFacts.tree(samples.get(i))));
            assertThat(message.path()).isEqualTo(String.format(form.path, i));
            assertThat(message.tree()).isEqualTo(NaiveFacts.tree(samples.get(i)));
        }
    }

    @ParameterizedTest
    @MethodSource("one")
    void oneMessageKeepsItsFacts(Form form, String name, String sample) {
        Collected collected = Collected.read(form.write.apply(List.of(sample)));
        assertThat(collected.outline).containsExactly(form.path + " ok");
        AudienceMessage message = collected.messages.get(0);
        assertThat(NaiveFacts.of(message)).as(name).isEqualTo(NaiveFacts.of(NaiveFacts.tree(sample)));
        assertThat(message.tree()).isEqualTo(NaiveFacts.tree(sample));
    }

    @ParameterizedTest
    @MethodSource("many")
    void rawIsTheExactSlice(Form form) {
        List<String> samples = List.copyOf(SegmentSamples.ALL.values());
        for (AudienceMessage message : Collected.read(form.write.apply(samples)).messages) {
            String text = message.raw().text();
            assertThat(text).startsWith("{").endsWith("}");
            assertThat(new String(message.raw().document(), StandardCharsets.UTF_8))
                    .contains(text);
            assertThat(Collected.read(text).messages)
                    .singleElement()
                    .satisfies(alone -> assertThat(NaiveFacts.of(alone)).isEqualTo(NaiveFacts.of(message)));
        }
    }

    /** What stands in the data, or behind it, must not be taken for another alphabet. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void base64OfAnyAlphabetPaddingAndNeighbour(int pad) {
        byte[] message = ("{\"userId\":\"~~~???\u00ff\u00fe\",\"type\":\"track\"}" + " ".repeat(pad))
                .getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : List.of(
                Base64.getEncoder(),
                Base64.getUrlEncoder(),
                Base64.getEncoder().withoutPadding(),
                Base64.getUrlEncoder().withoutPadding())) {
            String data = "\"data\":\"" + encoder.encodeToString(message) + "\"";
            String time = "\"publishTime\":\"2026-01-02T03:04:05.749Z\",\"publish_time\":\"a+b/c\"";
            for (String members : List.of(data + "," + time, time + "," + data)) {
                Collected collected = Collected.read("{\"message\":{" + members + "},\"subscription\":\"s\"}");
                assertThat(collected.unreadable).as(members).isEmpty();
                assertThat(collected.messages).as(members).hasSize(1);
            }
        }
    }

    private static String array(List<String> messages) {
        return "[" + String.join(",", messages) + "]";
    }

    private static String each(List<String> messages, Function<String, String> write, String separator) {
        return messages.stream().map(write).collect(Collectors.joining(separator));
    }

    private static String pretty(String json) {
        return NaiveFacts.tree(json).toPrettyString();
    }

    private static String detail(String json) {
        return "{\"version\":\"0\",\"detail-type\":\"track\",\"source\":\"aws.partner/segment.com/s\",\"detail\":"
                + json + "}";
    }

    private static String push(String json) {
        String data = Base64.getEncoder().encodeToString(JsonText.bytes(json));
        return "{\"message\":{\"attributes\":{},\"data\":\"" + data + "\",\"messageId\":\"1\"},\"subscription\":\"s\"}";
    }

    private static String notification(String json) {
        return "{\"Type\":\"Notification\",\"MessageId\":\"1\",\"TopicArn\":\"arn:aws:sns:r:1:t\",\"Message\":"
                + quoted(json)
                + ",\"Timestamp\":\"2026-01-02T03:04:05.749Z\",\"MessageAttributes\":{\"a\":{\"Type\":\"String\",\"Value\":\"v\"}}}";
    }

    private static String connect(String payload) {
        return "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"string\",\"field\":\"f\"}]},\"payload\":"
                + payload + "}";
    }

    private static String cloudEvent(String member, String data) {
        return "{\"specversion\":\"1.0\",\"type\":\"com.example.audience\",\"source\":\"/s\",\"id\":\"1\",\"" + member
                + "\":" + data + "}";
    }

    private static String packedEvent(String json) {
        return cloudEvent("data_base64", quoted(Base64.getEncoder().encodeToString(JsonText.bytes(json))));
    }

    private static List<String> shuffled(List<String> messages, long seed) {
        Random random = new Random(seed);
        return messages.stream()
                .map(m -> shuffled(NaiveFacts.tree(m), random).toString())
                .toList();
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(shuffled(element, random)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
        Collections.shuffle(members, random);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        members.forEach(member -> object.set(member.getKey(), shuffled(member.getValue(), random)));
        return object;
    }

    /** Every member stands twice, the first time with another value: the last one counts. */
    private static String twice(String json) {
        return twice(NaiveFacts.tree(json));
    }

    private static String twice(JsonNode node) {
        if (!node.isObject()) {
            return node.toString();
        }
        List<String> members = new ArrayList<>();
        node.properties()
                .forEach(m ->
                        members.add(quoted(m.getKey()) + ":{\"email\":[1],\"personas\":{\"computation_key\":\"q\"}}"));
        node.properties().forEach(m -> members.add(quoted(m.getKey()) + ":" + twice(m.getValue())));
        return "{" + String.join(",", members) + "}";
    }

    private static String quoted(String name) {
        return JsonNodeFactory.instance.textNode(name).toString();
    }
}
