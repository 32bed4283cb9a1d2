package io.github.camelaudience.launchdarkly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.transform.AudienceMessageConverter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.apache.camel.support.DefaultExchange;

/** One of the shapes that the same messages may come in. */
record BodyShape(String name, String path, boolean packed, BiFunction<CamelContext, List<String>, Object> body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String toString() {
        return name;
    }

    /** The body anew: some can be used once. */
    Object of(CamelContext context, List<String> messages) {
        return body.apply(context, messages);
    }

    /** Where the message at this position stands. */
    String path(int index) {
        return path.formatted(index);
    }

    private static BodyShape document(String name, Function<byte[], Object> body) {
        return new BodyShape(name, "$[%d]", false, (context, messages) -> body.apply(array(messages)));
    }

    private static BodyShape json(String name, String path, Function<List<String>, String> text) {
        return new BodyShape(name, path, false, (context, messages) -> text.apply(messages));
    }

    private static BodyShape each(String name, Function<String, Object> element) {
        return new BodyShape(
                name,
                "$[%d]",
                false,
                (context, messages) ->
                        new ArrayList<>(messages.stream().map(element).toList()));
    }

    private static BodyShape array(String name, Function<List<String>, Object> elements) {
        return new BodyShape(name, "$[%d]", false, (context, messages) -> elements.apply(messages));
    }

    static List<BodyShape> all() {
        return List.of(
                document("byte[]", json -> json),
                document("String", json -> new String(json, StandardCharsets.UTF_8)),
                document("InputStream", ByteArrayInputStream::new),
                document("InputStream, once", BodyShape::once),
                document("StreamCache", InputStreamCache::new),
                document("StreamCache, used up", BodyShape::usedUp),
                document("StreamCache of text", json -> new ReaderCache(new String(json, StandardCharsets.UTF_8))),
                document("Reader", json -> new StringReader(new String(json, StandardCharsets.UTF_8))),
                document("ByteBuffer", ByteBuffer::wrap),
                document("ByteBuffer, slice", BodyShape::slice),
                document("ByteBuffer, direct", BodyShape::direct),
                document("ByteBuffer, read-only", json -> ByteBuffer.wrap(json).asReadOnlyBuffer()),
                document("JsonNode", BodyShape::tree),
                document("File", json -> file(json).toFile()),
                document("Path", BodyShape::file),
                document("GenericFile", BodyShape::genericFile),
                json("JSON Lines", "$[%d]", messages -> lines(messages, "\n")),
                json("JSON Lines, CRLF", "$[%d]", messages -> lines(messages, "\r\n")),
                json("batch", "$.batch[%d]", messages -> "{\"batch\":[" + String.join(",", messages) + "]}"),
                json("json", "$[%d].json", messages -> wrapped(messages, "{\"json\":", "}")),
                json("detail", "$[%d].detail", messages -> wrapped(messages, "{\"detail\":", "}")),
                json("Pub/Sub", "$[%d].message.data", BodyShape::pubSub),
                json("json as text", "$[%d].json", messages -> wrapped(texts(messages), "{\"json\":", "}")),
                json("detail as text", "$[%d].detail", messages -> wrapped(texts(messages), "{\"detail\":", "}")),
                json(
                        "SNS",
                        "$[%d].Message",
                        messages -> wrapped(texts(messages), "{\"Type\":\"Notification\",\"Message\":", "}")),
                json(
                        "CloudEvents",
                        "$[%d].data",
                        messages -> wrapped(messages, "{\"specversion\":\"1.0\",\"type\":\"t\",\"data\":", "}")),
                json(
                        "Kafka Connect",
                        "$[%d].payload",
                        messages -> wrapped(messages, "{\"schema\":{\"type\":\"struct\"},\"payload\":", "}")),
                json("parted by commas", "$[%d]", messages -> String.join(",", messages)),
                new BodyShape("gzip", "$[%d]", true, (context, messages) -> gzip(array(messages))),
                new BodyShape("gzip stream", "$[%d]", true, (context, messages) -> once(gzip(array(messages)))),
                new BodyShape("gzip, unpacked by others", "$[%d]", true, (context, messages) -> array(messages)),
                each("List<String>", message -> message),
                each("List<byte[]>", message -> message.getBytes(StandardCharsets.UTF_8)),
                each(
                        "List<InputStream>",
                        message -> new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8))),
                each("List<InputStream>, once", message -> once(message.getBytes(StandardCharsets.UTF_8))),
                each("List<Map>", message -> map(message)),
                each("List<JsonNode>", message -> tree(message.getBytes(StandardCharsets.UTF_8))),
                each("List<AudienceMessage>", AudienceMessageConverter::fromText),
                each("List<ByteBuffer>", message -> ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8))),
                array("String[]", messages -> messages.toArray(new String[0])),
                array("Object[]", messages -> messages.toArray(new Object[0])),
                array("byte[][]", messages -> messages.stream()
                        .map(message -> message.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new)),
                array("AudienceMessage[]", messages -> messages.stream()
                        .map(AudienceMessageConverter::fromText)
                        .toArray(AudienceMessage[]::new)),
                array("Iterable", messages -> (Iterable<String>) messages::iterator),
                array("mixed", BodyShape::mixed),
                new BodyShape("List<Exchange>", "$[%d]", false, BodyShape::exchanges),
                new BodyShape("List<Message>", "$[%d]", false, BodyShape::messages),
                new BodyShape("List of lists", "$[0][%d]", false, (context, messages) -> List.of(messages)),
                new BodyShape(
                        "Exchange with an array",
                        "$[0][%d]",
                        false,
                        (context, messages) -> List.of(exchange(context, array(messages)))));
    }

    static byte[] array(List<String> messages) {
        return ("[" + String.join(",", messages) + "]").getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(List<String> messages, String end) {
        return messages.stream()
                .map(message -> message.replace("\n", " ") + end)
                .collect(Collectors.joining());
    }

    private static String wrapped(List<String> messages, String before, String after) {
        return messages.stream().map(message -> before + message + after).collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String> texts(List<String> messages) {
        return messages.stream()
                .map(message -> new String(JsonText.bytes((Object) message), StandardCharsets.UTF_8))
                .toList();
    }

    private static String pubSub(List<String> messages) {
        return wrapped(
                messages.stream()
                        .map(each -> Base64.getEncoder().encodeToString(each.getBytes(StandardCharsets.UTF_8)))
                        .toList(),
                "{\"message\":{\"data\":\"",
                "\"}}");
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** A stream that cannot go back. */
    static PushbackInputStream once(byte[] bytes) {
        return new PushbackInputStream(new ByteArrayInputStream(bytes));
    }

    private static InputStreamCache usedUp(byte[] json) {
        InputStreamCache cache = new InputStreamCache(json);
        cache.readAllBytes();
        return cache;
    }

    private static ByteBuffer slice(byte[] json) {
        ByteBuffer around =
                ByteBuffer.allocate(json.length + 20).put(new byte[10]).put(json);
        return around.flip().position(10).slice();
    }

    private static ByteBuffer direct(byte[] json) {
        return ByteBuffer.allocateDirect(json.length).put(json).flip();
    }

    private static Object tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<?, ?> map(String json) {
        try {
            return JSON.readValue(json, Map.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.nio.file.Path file(byte[] json) {
        try {
            java.nio.file.Path file = Files.createTempFile("audience", ".json");
            file.toFile().deleteOnExit();
            return Files.write(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericFile<java.io.File> genericFile(byte[] json) {
        GenericFile<java.io.File> generic = new GenericFile<>();
        generic.setFile(file(json).toFile());
        return generic;
    }

    private static Object mixed(List<String> messages) {
        byte[] second = messages.get(1).getBytes(StandardCharsets.UTF_8);
        return new ArrayList<>(Arrays.asList(
                map(messages.get(0)),
                once(second),
                messages.get(2),
                ByteBuffer.wrap(messages.get(3).getBytes(StandardCharsets.UTF_8))));
    }

    static Exchange exchange(CamelContext context, Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private static List<Exchange> exchanges(CamelContext context, List<String> messages) {
        return messages.stream().map(each -> exchange(context, each)).toList();
    }

    private static List<Message> messages(CamelContext context, List<String> messages) {
        return exchanges(context, messages).stream().map(Exchange::getMessage).toList();
    }
}
