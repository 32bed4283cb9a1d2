package io.github.camelaudience.launchdarkly.jms;

import io.github.camelaudience.launchdarkly.RejectedMessage;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultMessage;

/**
 * Makes the rejected messages of a batch the body, as a list to be split and sent to a queue: each with the headers of the
 * JMS message it came in, the reason, and its JSON as it was. A JMS message that holds no text goes on unchanged.
 */
public final class JmsDeadLetters implements Processor {

    /** Why, such as {@code NOT_JSON}. */
    public static final String REASON = "rejectReason";
    /** Where in the JMS message, as a JSON path. */
    public static final String PATH = "rejectPath";
    /** What was expected and what was found. */
    public static final String DETAIL = "rejectDetail";

    @Override
    public void process(Exchange exchange) {
        List<Message> letters = new ArrayList<>();
        for (Object each : exchange.getMessage().getBody(List.class)) {
            Exchange single = (Exchange) each;
            if (single.getException() instanceof RejectedMessagesException rejected) {
                rejected.getRejected().forEach(message -> letters.add(letter(single, message)));
            }
        }
        exchange.getMessage().setBody(letters);
    }

    private static Message letter(Exchange single, RejectedMessage rejected) {
        JmsMessage received = single.getIn(JmsMessage.class);
        if (!JmsBatchIntake.isReadable(received.getJmsMessage())) {
            return new JmsMessage(single, received.getJmsMessage(), received.getJmsSession(), received.getBinding());
        }
        Message letter = new DefaultMessage(single.getContext());
        letter.getHeaders().putAll(received.getHeaders());
        letter.setHeader(REASON, rejected.reason().name());
        letter.setHeader(PATH, rejected.pathInElement());
        letter.setHeader(DETAIL, rejected.detail());
        if (isAllOf(received.getBody(), rejected.rawJson())) {
            letter.setBody(received.getBody());
        } else {
            letter.setBody(rejected.rawJson());
            letter.removeHeader(Exchange.CONTENT_ENCODING);
        }
        return letter;
    }

    /** A JMS message may hold several, or be packed. White space around one is none of it. */
    private static boolean isAllOf(Object body, byte[] message) {
        return body instanceof String text
                ? text.strip().equals(new String(message, StandardCharsets.UTF_8))
                : body instanceof byte[] bytes && Arrays.equals(bytes, message);
    }
}
