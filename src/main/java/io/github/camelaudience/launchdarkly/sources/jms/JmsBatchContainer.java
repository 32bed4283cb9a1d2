package io.github.camelaudience.launchdarkly.sources.jms;

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
    private final Permission permission;

    /** Without a permission, if that is {@code null}, it begins at once. */
    JmsBatchContainer(JmsEndpoint endpoint, int maxMessages, Permission permission) {
        super(endpoint);
        this.maxMessages = maxMessages;
        this.permission = permission;
    }

    /** Opens no consumer before it is permitted: a broker counts what it has only handed over to one that dies, too. */
    @Override
    public void start() {
        if (permission == null) {
            super.start();
        } else {
            permission.ask(super::start);
        }
    }

    @Override
    public void stop() {
        if (permission != null) {
            permission.askNoMore();
        }
        super.stop();
    }

    @Override
    public void shutdown() {
        if (permission != null) {
            permission.askNoMore();
        }
        super.shutdown();
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
