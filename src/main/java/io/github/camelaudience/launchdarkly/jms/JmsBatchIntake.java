package io.github.camelaudience.launchdarkly.jms;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultExchange;

/**
 * The first step of a route from a JMS consumer: the body becomes a list of exchanges, one for each message, with its
 * headers. Text, bytes and maps are read here, on the thread of the session. Anything else is left as it is: to unpack a
 * serialized object is to run code that someone has sent. Headers of Camel are taken away: Camel's own filter knows their
 * prefix in two spellings only, but a header is found in any, so a sender could say what is done with the batch.
 */
public final class JmsBatchIntake implements Processor {

    private static final String OF_CAMEL = "Camel*";

    @Override
    public void process(Exchange exchange) {
        JmsMessage received = exchange.getMessage(JmsMessage.class);
        if (received == null) {
            throw new IllegalArgumentException("expected an exchange from a JMS consumer");
        }
        List<Message> messages = received.getJmsMessage() instanceof JmsBatch batch
                ? batch.jmsBatch()
                : List.of(received.getJmsMessage());
        JmsBinding binding = exchange.getProperty(Exchange.BINDING, JmsBinding.class);
        List<Exchange> each = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Exchange single = new DefaultExchange(exchange.getContext());
            single.setIn(new JmsMessage(single, message, received.getJmsSession(), binding));
            if (isReadable(message)) {
                single.getIn().getBody();
                single.getIn().getHeaders();
            } else {
                single.getIn().setBody(message);
            }
            single.getIn().removeHeaders(OF_CAMEL);
            each.add(single);
        }
        exchange.getMessage().removeHeaders(OF_CAMEL); // those of the first message
        exchange.getMessage().setBody(List.copyOf(each));
        // what is rolled back may be given to another process next
        exchange.getMessage().setHeader(LaunchDarklyAudienceConstants.FORGET_ON_FAILURE, true);
    }

    static boolean isReadable(Message message) {
        return message instanceof TextMessage || message instanceof BytesMessage || message instanceof MapMessage;
    }
}
