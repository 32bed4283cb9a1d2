package io.github.camelaudience.launchdarkly.jms;

import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.springframework.jms.listener.AbstractMessageListenerContainer;

/**
 * Makes a JMS consumer take several messages at a time: for the option {@code messageListenerContainerFactory} of an
 * endpoint with {@code consumerType=Custom} and {@code transacted=true}, with {@link JmsBatchIntake} as its first step.
 * All messages of an exchange are in one transaction: they are gone from the queue together, or come again together.
 */
public final class JmsBatchContainerFactory implements MessageListenerContainerFactory {

    private static final int DEFAULT_MAX_MESSAGES = 500;

    private int maxMessages = DEFAULT_MAX_MESSAGES;

    /** The most messages of one exchange. It has fewer when the queue has: nothing waits for company. */
    public void setMaxMessages(int maxMessages) {
        if (maxMessages < 1) {
            throw new IllegalArgumentException("maxMessages must be positive but was: " + maxMessages);
        }
        this.maxMessages = maxMessages;
    }

    @Override
    public AbstractMessageListenerContainer createMessageListenerContainer(JmsEndpoint endpoint) {
        if (!endpoint.isTransacted()) {
            throw new IllegalArgumentException("messages are taken several at a time only with transacted=true");
        }
        return new JmsBatchContainer(endpoint, maxMessages);
    }
}
