package io.github.camelaudience.launchdarkly.sources.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the batch is without a broker; the rest is proven with one, in connectors/routes. */
@Tag("jms")
class JmsBatchTest {

    private static Message message(String id) {
        return (Message) Proxy.newProxyInstance(
                JmsBatchTest.class.getClassLoader(), new Class<?>[] {Message.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getJMSMessageID")) {
                        return id;
                    }
                    throw new JMSException(method.getName());
                });
    }

    @Test
    void aBatchIsItsFirstMessage() throws Exception {
        List<Message> messages = List.of(message("ID:1"), message("ID:2"));
        Message batch = JmsBatch.of(messages);
        assertThat(batch.getJMSMessageID()).isEqualTo("ID:1");
        List<Message> all = ((JmsBatch) batch).jmsBatch();
        assertThat(all.size()).isEqualTo(2);
        assertThat(all.get(1).getJMSMessageID()).isEqualTo("ID:2");
        assertThatThrownBy(batch::acknowledge).isInstanceOf(JMSException.class).hasMessage("acknowledge");
    }

    @Test
    void withoutATransactionMessagesWouldBeAcknowledgedTooEarly() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            JmsEndpoint plain = context.getEndpoint("jms:q", JmsEndpoint.class);
            JmsEndpoint transacted = context.getEndpoint("jms:q?transacted=true", JmsEndpoint.class);
            JmsBatchContainerFactory factory = new JmsBatchContainerFactory();
            assertThatThrownBy(() -> factory.createMessageListenerContainer(plain))
                    .hasMessageContaining("transacted=true");
            assertThat(factory.createMessageListenerContainer(transacted)).isInstanceOf(JmsBatchContainer.class);
        }
    }

    @Test
    void refusesWhatItCannotWorkWith() throws Exception {
        assertThatThrownBy(() -> new JmsBatchContainerFactory().setMaxMessages(0))
                .hasMessage("maxMessages must be positive but was: 0");
        assertThatThrownBy(() -> new JmsBatchContainerFactory().setAskAgainAfter(0))
                .hasMessage("askAgainAfter must be positive but was: 0");
        assertThatThrownBy(() -> new JmsBatchContainerFactory().setAskAgainAtMostAfter(-1))
                .hasMessage("askAgainAtMostAfter must be positive but was: -1");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThatThrownBy(() -> new JmsBatchIntake().process(new DefaultExchange(context)))
                    .hasMessageContaining("JMS consumer");
        }
    }
}
