package io.github.camelaudience.routes;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An Artemis broker with its journal on disk, for its own clients and AMQP. What it gives up on, it keeps. */
final class LocalArtemis implements AutoCloseable {

    static final String GIVEN_UP = "given-up";
    /** A queue that refuses a second message. */
    static final String HOLDS_ONE = "holds-one";

    private final ActiveMQServerImpl broker;
    private final int port;

    private LocalArtemis(ActiveMQServerImpl broker, int port) {
        this.broker = broker;
        this.port = port;
    }

    static LocalArtemis start(Path directory) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalMinFiles(2)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port + "?protocols=CORE,AMQP")
                .addQueueConfiguration(QueueConfiguration.of(GIVEN_UP).setRoutingType(RoutingType.ANYCAST))
                .addAddressSetting(
                        HOLDS_ONE,
                        new AddressSettings()
                                .setMaxSizeMessages(1)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL))
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setDeadLetterAddress(SimpleString.of(GIVEN_UP))
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false));
        ActiveMQServerImpl broker = new ActiveMQServerImpl(configuration);
        broker.start();
        return new LocalArtemis(broker, port);
    }

    String coreUrl() {
        return "tcp://127.0.0.1:" + port;
    }

    String amqpUrl() {
        return "amqp://127.0.0.1:" + port;
    }

    /** Sends what travels, each with its user as group. */
    void send(String queue, List<Sample.Message> messages) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(coreUrl());
                JMSContext context = factory.createContext(Session.SESSION_TRANSACTED)) {
            Queue target = context.createQueue(queue);
            for (Sample.Message message : messages) {
                context.createProducer()
                        .setProperty("JMSXGroupID", message.userId())
                        .send(target, message.json());
            }
            context.commit();
        }
    }

    /** Takes all that is in a queue. */
    List<Message> drain(String queue) throws Exception {
        List<Message> messages = new ArrayList<>();
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(coreUrl());
                JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                messages.add(message);
            }
        }
        return messages;
    }

    /** What is in a queue, given to a consumer or not. */
    long depth(String queue) {
        var found = broker.locateQueue(queue);
        return found == null ? 0 : found.getMessageCount();
    }

    @Override
    public void close() throws Exception {
        broker.stop();
    }
}
