package io.github.camelaudience.launchdarkly.sources.jms;

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
    private static final long DEFAULT_FIRST_PAUSE = 1_000;
    private static final long DEFAULT_LONGEST_PAUSE = 60_000;

    private int maxMessages = DEFAULT_MAX_MESSAGES;
    private String ask;
    private long askAgainAfter = DEFAULT_FIRST_PAUSE;
    private long askAgainAtMostAfter = DEFAULT_LONGEST_PAUSE;

    /** Sets the most messages of one exchange; 500 by default. It has fewer when the queue has: nothing waits for company. */
    public void setMaxMessages(int maxMessages) {
        this.maxMessages = (int) positive("maxMessages", maxMessages);
    }

    /**
     * Names an endpoint that is asked after each start: no consumer is opened before an exchange sent to it has not failed.
     * So what is in the queue uses up no delivery attempt each time a process starts and stops in an outage. Blank: nobody
     * is asked.
     */
    public void setAsk(String ask) {
        this.ask = ask;
    }

    /** Sets how long to wait before asking again, in milliseconds, 1,000 by default; twice as long each time. */
    public void setAskAgainAfter(long askAgainAfter) {
        this.askAgainAfter = positive("askAgainAfter", askAgainAfter);
    }

    /** Sets the longest time to wait before asking again, in milliseconds; 60,000 by default. */
    public void setAskAgainAtMostAfter(long askAgainAtMostAfter) {
        this.askAgainAtMostAfter = positive("askAgainAtMostAfter", askAgainAtMostAfter);
    }

    private static long positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive but was: " + value);
        }
        return value;
    }

    @Override
    public AbstractMessageListenerContainer createMessageListenerContainer(JmsEndpoint endpoint) {
        if (!endpoint.isTransacted()) {
            throw new IllegalArgumentException("messages are taken several at a time only with transacted=true");
        }
        return new JmsBatchContainer(endpoint, maxMessages, permission(endpoint));
    }

    private Permission permission(JmsEndpoint endpoint) {
        return ask == null || ask.isBlank()
                ? null
                : new Permission(endpoint.getCamelContext(), ask, askAgainAfter, askAgainAtMostAfter);
    }
}
