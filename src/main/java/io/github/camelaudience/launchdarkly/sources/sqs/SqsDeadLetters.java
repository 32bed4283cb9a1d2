package io.github.camelaudience.launchdarkly.sources.sqs;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;

/**
 * Makes the rejected messages of an exchange from SQS the body, as a list to be split and sent to a queue: each with its
 * text as it was, and what is wrong as message attributes. Each is one that SQS takes: a text that is too long for a queue
 * is cut, a character that SQS refuses becomes an escape, and an empty text a word; the attribute {@value
 * #ORIGINAL_LENGTH} then says so.
 */
public final class SqsDeadLetters implements Processor {

    /** Names the attribute that says why, such as {@code NOT_JSON}. */
    public static final String REASON = "rejectReason";
    /** Names the attribute that says where in the SQS message, as a JSON path. */
    public static final String PATH = "rejectPath";
    /** Names the attribute that says what was expected and what was found. */
    public static final String DETAIL = "rejectDetail";
    /** Names the attribute with the id of the SQS message. */
    public static final String MESSAGE_ID = "sqsMessageId";
    /**
     * Names the attribute that says how many bytes of UTF-8 the message had, when the letter is not all of it, letter
     * for letter.
     */
    public static final String ORIGINAL_LENGTH = "originalLength";

    private static final String ID_HEADER = "CamelAwsSqsMessageId";
    private static final String EMPTY = "(empty)";
    private static final int DEFAULT_MAX_BYTES = 262_144;
    /** All attributes together have a few kilobytes at most. */
    private static final int LEAST_MAX_BYTES = 16_384;

    private static final int LONGEST_ATTRIBUTE = 1_000;
    private static final int DATA_TYPE = "String".length();

    private int maxBytes = DEFAULT_MAX_BYTES;

    /**
     * Sets how many bytes the queue for the letters takes, attributes included: its MaximumMessageSize; 262,144 (256 KiB)
     * by default.
     */
    public void setMaxBytes(int maxBytes) {
        if (maxBytes < LEAST_MAX_BYTES) {
            throw new IllegalArgumentException(
                    "maxBytes must be at least " + LEAST_MAX_BYTES + " but was: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    @Override
    public void process(Exchange exchange) {
        RejectedMessagesException rejected =
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RejectedMessagesException.class);
        if (rejected == null) {
            throw new IllegalStateException("expected rejected messages: the step belongs into onException or doCatch");
        }
        List<Message> letters = rejected.getRejected().stream()
                .map(message -> letter(exchange, message))
                .toList();
        exchange.getMessage().setBody(letters);
    }

    private Message letter(Exchange exchange, RejectedMessage rejected) {
        Message letter = new DefaultMessage(exchange.getContext());
        attribute(letter, REASON, rejected.reason().name());
        attribute(letter, PATH, rejected.path());
        attribute(letter, MESSAGE_ID, exchange.getMessage().getHeader(ID_HEADER, String.class));
        String original = text(exchange.getMessage().getBody(String.class), rejected.rawJson());
        String allowed = SqsText.allowed(original.isEmpty() ? EMPTY : original);
        int left = maxBytes - attributes(letter) - size(ORIGINAL_LENGTH, Integer.toString(Integer.MAX_VALUE));
        String detail = SqsText.allowed(Text.beginning(rejected.detail(), LONGEST_ATTRIBUTE));
        if (size(DETAIL, detail) + SqsText.length(allowed) <= left) {
            attribute(letter, DETAIL, detail); // the message itself is worth more
        }
        String body = SqsText.beginning(allowed, left);
        if (!body.equals(original)) {
            attribute(letter, ORIGINAL_LENGTH, Integer.toString(SqsText.length(original)));
        }
        letter.setBody(body);
        return letter;
    }

    /** An SQS message may hold several. White space around one is none of it, but all there is of one that is blank. */
    private static String text(String body, byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        return body != null && (text.isEmpty() || body.strip().equals(text)) ? body : text;
    }

    private static void attribute(Message letter, String name, String value) {
        if (value != null && !value.isBlank()) { // SQS takes none that is empty
            letter.setHeader(name, SqsText.allowed(Text.beginning(value, LONGEST_ATTRIBUTE)));
        }
    }

    private static int attributes(Message letter) {
        int size = 0;
        for (Map.Entry<String, Object> attribute : letter.getHeaders().entrySet()) {
            size += size(attribute.getKey(), attribute.getValue().toString());
        }
        return size;
    }

    private static int size(String name, String value) {
        return name.length() + DATA_TYPE + SqsText.length(value);
    }
}
