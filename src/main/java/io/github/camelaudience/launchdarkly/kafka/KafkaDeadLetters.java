package io.github.camelaudience.launchdarkly.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.camelaudience.launchdarkly.RejectedMessage;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;

/**
 * Makes the rejected messages of a batch the body, for a Kafka endpoint with {@code batchWithIndividualHeaders=true}: each
 * with the key and the headers of its record, the reason, where it is from, and its value as it was.
 */
public final class KafkaDeadLetters implements Processor {

    /** Why, such as {@code NOT_JSON}. */
    public static final String REASON = "launchdarkly-audience.reason";
    /** Where in the record, as a JSON path. */
    public static final String PATH = "launchdarkly-audience.path";
    /** What was expected and what was found. */
    public static final String DETAIL = "launchdarkly-audience.detail";
    /** Topic, partition and offset of the record. */
    public static final String SOURCE = "launchdarkly-audience.source";

    private static final List<String> OF_THE_WHOLE_VALUE = List.of("Content-Encoding", "Content-Length");

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

    private static Exchange letter(Exchange each, RejectedMessage rejected) {
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
        message.setHeader(REASON, rejected.reason().name());
        message.setHeader(PATH, rejected.pathInElement());
        message.setHeader(DETAIL, rejected.detail());
        message.setHeader(SOURCE, KafkaBatch.sourceOf(each));
        return letter;
    }

    /** A record may hold several messages, or be packed. White space around a message is no other message. */
    private static boolean isAllOf(Object value, byte[] message) {
        String text = value instanceof byte[] bytes
                ? latin1(bytes)
                : latin1(value.toString().getBytes(UTF_8));
        return text.strip().equals(latin1(message));
    }

    /** One character for each byte, whatever it is. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
