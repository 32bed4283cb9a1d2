package io.github.camelaudience.kill;

import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/** What {@code kafka-storage.sh format} and {@code kafka-server-start.sh} do, in the working directory. */
final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] args) throws Exception {
        ChildProcess.endWithParent();
        Path file = Path.of("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings(args[0], args[1]).store(writer, null);
        }
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (kafka.tools.StorageTool.execute(format, new PrintStream(System.out, true)) != 0) {
            throw new IllegalStateException("the broker's storage cannot be formatted");
        }
        kafka.Kafka.main(new String[] {file.toString()});
    }

    private static Properties settings(String port, String controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", Path.of("data").toAbsolutePath().toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "5");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152"); // else 128 MB of heap
        return settings;
    }
}
