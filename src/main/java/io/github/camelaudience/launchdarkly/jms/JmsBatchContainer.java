package io.github.camelaudience.launchdarkly.jms;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;

/** Waits for a message, then takes what else is there, too. One commit or rollback of the session is for all of them. */
final class JmsBatchContainer extends DefaultJmsMessageListenerContainer {

    private final int maxMessages;

    JmsBatchContainer(JmsEndpoint endpoint, int maxMessages) {
        super(endpoint);
        this.maxMessages = maxMessages;
    }

    @Override
    protected Message receiveMessage(MessageConsumer consumer) throws JMSException {
        Message message = super.receiveMessage(consumer);
        if (message == null) {
            return null;
        }
        List<Message> messages = new ArrayList<>();
        while (message != null) {
            messages.add(message);
            message = messages.size() < maxMessages ? consumer.receiveNoWait() : null;
        }
        return JmsBatch.of(messages);
    }
}
