package io.github.camelaudience.launchdarkly.sources.jms;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultExchange;

/**
 * Begins a route from a JMS consumer: the body becomes a list of exchanges, one for each message, with its headers.
 * Text, bytes and maps are read here, on the thread of the session. Anything else is left as it is: to unpack a
 * serialized object is to run code that someone has sent. Behind a consumer without {@link JmsBatchContainerFactory} a
 * message of another kind fails its exchange: Camel may have unpacked it before this step, and an object can say what
 * is done with the exchange. Headers of Camel are taken away: Camel's own filter knows their prefix in two spellings
 * only, but a header is found in any, so a sender could say what is done with the batch.
 */
public final class JmsBatchIntake implements Processor {

    private static final String OF_CAMEL = "Camel*";
    private static final JmsBinding MAPPING = new JmsBinding();

    @Override
    public void process(Exchange exchange) {
        JmsMessage received = exchange.getMessage(JmsMessage.class);
        if (received == null || received.getJmsMessage() == null) {
            throw new IllegalArgumentException("expected an exchange from a JMS consumer");
        }
        List<Message> messages = messagesOf(received.getJmsMessage());
        JmsBinding binding = exchange.getProperty(Exchange.BINDING, JmsBinding.class);
        List<Exchange> each = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Exchange single = new DefaultExchange(exchange.getContext());
            single.setIn(new JmsMessage(single, message, received.getJmsSession(), binding));
            readBody(single, message);
            single.getIn().getHeaders();
            single.getIn().removeHeaders(OF_CAMEL);
            each.add(single);
        }
        exchange.getMessage().removeHeaders(OF_CAMEL); // those of the first message
        exchange.getMessage().setBody(List.copyOf(each));
        // what is rolled back may be given to another process next
        exchange.getMessage().setHeader(LaunchDarklyAudienceConstants.FORGET_ON_FAILURE, true);
    }

    private static List<Message> messagesOf(Message received) {
        if (received instanceof JmsBatch batch) {
            return batch.jmsBatch();
        }
        if (!isReadable(received)) {
            throw new IllegalArgumentException("expected a JMS message of text, bytes or a map; others are taken only"
                    + " from a consumer with a JmsBatchContainerFactory, which does not unpack them");
        }
        return List.of(received);
    }

    /** Reads it here, with {@code mapJmsMessage=false}, too. The body of what cannot be read is the JMS message itself. */
    private static void readBody(Exchange single, Message message) {
        if (!isReadable(message)) {
            single.getIn().setBody(message);
            return;
        }
        try {
            if (single.getIn().getBody() == message) {
                Object body = MAPPING.extractBodyFromJms(single, message);
                single.getIn().setBody(body == null ? "" : body);
            }
        } catch (RuntimeCamelException e) {
            single.getIn().setBody(message); // not what its kind says; a session that is gone does not commit
        }
    }

    private static boolean isReadable(Message message) {
        return message instanceof TextMessage || message instanceof BytesMessage || message instanceof MapMessage;
    }
}
