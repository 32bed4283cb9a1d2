package io.github.camelaudience.launchdarkly.sources.jms;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultMessage;

/**
 * Makes the rejected messages of a batch the body, as a list to be split and sent to a queue: each with the headers of the
 * JMS message it came in, the reason, and its JSON as it was. A JMS message that holds no text, bytes or map goes on with
 * its content untouched: it is not unpacked, for which the endpoint that it is sent to needs {@code
 * forceSendOriginalMessage=true}.
 */
public final class JmsDeadLetters implements Processor {

    /** Names the property that says why, such as {@code NOT_JSON}. */
    public static final String REASON = "rejectReason";
    /** Names the property that says where in the JMS message, as a JSON path. */
    public static final String PATH = "rejectPath";
    /** Names the property that says what was expected and what was found. */
    public static final String DETAIL = "rejectDetail";

    private static final int LONGEST = 1_000;

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
        if (received.getBody() == received.getJmsMessage()) {
            return unopened(single, received, rejected);
        }
        Message letter = new DefaultMessage(single.getContext());
        letter.getHeaders().putAll(received.getHeaders());
        letter.getHeaders().keySet().removeIf(name -> !PropertyName.canBeSentAsHeader(name));
        letter.getHeaders().putAll(why(rejected));
        if (isAllOf(received.getBody(), rejected.rawJson())) {
            letter.setBody(received.getBody());
        } else {
            letter.setBody(rejected.rawJson());
            letter.removeHeader(Exchange.CONTENT_ENCODING);
        }
        return letter;
    }

    private static Map<String, String> why(RejectedMessage rejected) {
        return Map.of(
                REASON, rejected.reason().name(),
                PATH, Text.beginning(rejected.pathInElement(), LONGEST),
                DETAIL, Text.beginning(rejected.detail(), LONGEST));
    }

    /** The JMS message itself, also as the body, so that nobody on the way asks for what is in it. */
    private static Message unopened(Exchange single, JmsMessage received, RejectedMessage rejected) {
        jakarta.jms.Message original = received.getJmsMessage();
        try {
            Map<String, Object> properties = propertiesOf(original);
            original.clearProperties(); // or they could not be written
            for (Map.Entry<String, Object> property : properties.entrySet()) {
                original.setObjectProperty(property.getKey(), property.getValue());
            }
            for (Map.Entry<String, String> reason : why(rejected).entrySet()) {
                original.setStringProperty(reason.getKey(), reason.getValue());
            }
        } catch (JMSException e) {
            throw new RuntimeCamelException("the reason cannot be written to a JMS message", e);
        }
        JmsMessage letter = new JmsMessage(single, original, received.getJmsSession(), received.getBinding());
        letter.setBody(original);
        return letter;
    }

    /** Those of the sender; the broker sets its own again. */
    private static Map<String, Object> propertiesOf(jakarta.jms.Message message) throws JMSException {
        Map<String, Object> properties = new LinkedHashMap<>();
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement().toString();
            Object value = PropertyName.canBeSent(name) ? message.getObjectProperty(name) : null;
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                properties.put(name, value);
            }
        }
        return properties;
    }

    /** A JMS message may hold several, or be packed. White space around one is none of it. */
    private static boolean isAllOf(Object body, byte[] message) {
        return body instanceof String text
                ? text.strip().equals(new String(message, StandardCharsets.UTF_8))
                : body instanceof byte[] bytes && Arrays.equals(bytes, message);
    }
}
