package io.github.camelaudience.launchdarkly.sources.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;

/**
 * Makes the rejected messages of a batch the body, for a Kafka endpoint with {@code batchWithIndividualHeaders=true}: each
 * with the key and the headers of its record, the reason, where it is from, and its value as it was. What is too large for
 * its topic loses the headers of its record and, if need be, the end of its value: {@value #ORIGINAL_LENGTH} says so, and
 * {@value #SOURCE} where the whole of it is.
 */
public final class KafkaDeadLetters implements Processor {

    /** Names the header that says why, such as {@code NOT_JSON}. */
    public static final String REASON = "launchdarkly-audience.reason";
    /** Names the header that says where in the record, as a JSON path. */
    public static final String PATH = "launchdarkly-audience.path";
    /** Names the header that says what was expected and what was found. */
    public static final String DETAIL = "launchdarkly-audience.detail";
    /** Names the header with topic, partition and offset of the record. */
    public static final String SOURCE = "launchdarkly-audience.source";

    /** Names the header that says how many bytes the value had, when the letter does not have all of the record. */
    public static final String ORIGINAL_LENGTH = "launchdarkly-audience.originalLength";

    private static final int DEFAULT_MAX_BYTES = 1_000_000;
    /** What is always there has a few kilobytes at most. */
    private static final int LEAST_MAX_BYTES = 16_384;

    private static final int LONGEST_TEXT = 1_000;
    /** For what Kafka adds to key, value and headers. */
    private static final int FRAME = 1_000;

    private static final int LENGTHS_OF_HEADER = 10;
    private static final int NUMBER = 8;
    private static final List<String> KEYS = List.of("kafka.KEY", "CamelKafkaKey");
    private static final List<String> OF_CAMEL = List.of("kafka.", "camel");
    private static final List<String> OF_THE_WHOLE_VALUE = List.of("Content-Encoding", "Content-Length");

    private int maxBytes = DEFAULT_MAX_BYTES;

    /** Sets how many bytes the topic for the letters takes: its {@code max.message.bytes}; 1,000,000 by default. */
    public void setMaxBytes(int maxBytes) {
        if (maxBytes < LEAST_MAX_BYTES) {
            throw new IllegalArgumentException(
                    "maxBytes must be at least " + LEAST_MAX_BYTES + " but was: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    @Override
    public void process(Exchange exchange) {
        List<Exchange> letters = new ArrayList<>();
        for (Exchange each : KafkaBatch.keptIn(exchange).records()) {
            if (each.getException() instanceof RejectedMessagesException rejected) {
                rejected.getRejected().forEach(message -> letters.add(letter(each, message)));
            }
        }
        exchange.getMessage().setBody(letters);
    }

    private Exchange letter(Exchange each, RejectedMessage rejected) {
        Exchange letter = new DefaultExchange(each.getContext());
        Message message = letter.getMessage();
        message.getHeaders().putAll(each.getMessage().getHeaders());
        Object value = each.getMessage().getBody();
        if (isAllOf(value, rejected.rawJson())) {
            message.setBody(value);
        } else {
            message.setBody(rejected.rawJson());
            OF_THE_WHOLE_VALUE.forEach(message::removeHeader);
        }
        Map<String, Object> why = Map.of(
                REASON, rejected.reason().name(),
                PATH, Text.beginning(rejected.pathInElement(), LONGEST_TEXT),
                DETAIL, Text.beginning(rejected.detail(), LONGEST_TEXT),
                SOURCE, KafkaBatch.sourceOf(each));
        message.getHeaders().putAll(why);
        if (size(message) > maxBytes) {
            shorten(message, why);
        }
        return letter;
    }

    private void shorten(Message message, Map<String, Object> why) {
        byte[] value = bytes(message.getBody());
        message.getHeaders().keySet().removeIf(name -> OF_CAMEL.stream()
                .noneMatch(name.toLowerCase(Locale.ROOT)::startsWith));
        message.getHeaders().putAll(why);
        message.setHeader(ORIGINAL_LENGTH, Integer.toString(value.length));
        if (size(message) - value.length > maxBytes) {
            KEYS.forEach(message::removeHeader);
        }
        int left = maxBytes - (size(message) - value.length);
        if (value.length > left) {
            byte[] beginning = Arrays.copyOf(value, left);
            message.setBody(message.getBody() instanceof byte[] ? beginning : new String(beginning, UTF_8));
        }
    }

    /** What Kafka is given, at most. */
    private static int size(Message message) {
        int size = FRAME + bytes(message.getBody()).length;
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            size += bytes(header.getKey()).length + LENGTHS_OF_HEADER;
            Object value = header.getValue();
            size += value instanceof byte[] || value instanceof String ? bytes(value).length : NUMBER;
        }
        return size;
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : value.toString().getBytes(UTF_8);
    }

    /** A record may hold several messages, or be packed. White space around a message is no other message. */
    private static boolean isAllOf(Object value, byte[] message) {
        return latin1(bytes(value)).strip().equals(latin1(message));
    }

    /** One character for each byte, whatever it is. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
