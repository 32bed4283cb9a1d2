package io.github.camelaudience.kill;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * One run: the connector on two distributed workers, which is paused, resumed and configured anew, and whose workers are killed, come
 * and go while its four tasks work.
 */
public final class ConnectRun {

    /** Pause, resume, another configuration, and a worker that comes: they too may have records read again. */
    private static final int OTHERS = 4;

    private static final int TASKS = 4;
    private static final int PARTITIONS = 6;
    private static final int AUDIENCES = 10;
    /** Headers that Kafka Connect adds to a dead letter. */
    private static final String SOURCE_HEADER = "__connect.errors.topic";

    private final KillPlan plan;
    private final String bootstrap;
    private final Path folder;
    private final Path plugins;
    private final ObjectNode connector;
    private final KillEvents events;
    private final String name;
    private final SplittableRandom random;
    private final List<ConnectWorker> workers = new ArrayList<>();

    private int disturbances;
    private int share;
    private int sent;
    private int kills;

    /**
     * A run at a broker that is there.
     *
     * @param events    records to send
     * @param kills     how often a worker is killed, at least once
     * @param folder    has the logs afterwards
     * @param plugins   has the plugin
     * @param connector the configuration to deploy, without what only the run knows
     */
    public ConnectRun(
            int events, int kills, long seed, String bootstrap, Path folder, Path plugins, ObjectNode connector) {
        this.plan = new KillPlan(
                events, kills + OTHERS, seed, Math.max(1, events / 200), AUDIENCES, PARTITIONS, TASKS, 500, 0.01);
        this.bootstrap = bootstrap;
        this.folder = folder;
        this.plugins = plugins;
        this.connector = connector;
        this.events = new KillEvents(plan);
        this.name = "connect-" + seed + "-" + events;
        this.random = new SplittableRandom(seed * 31);
    }

    /** Does it; ends by itself, with an exception if the connector stands still. */
    public KillResult run() throws Exception {
        long start = System.nanoTime();
        try (StandIn launchDarkly = StandIn.builder()
                        .keepRequests(0)
                        .latency(Duration.ofMillis(5))
                        .faults(plan.answers())
                        .start();
                Topics topics = new Topics(bootstrap)) {
            topics.create(name, plan.partitions());
            topics.create(deadLetters(), 1);
            ConnectWorker first = worker();
            first.start();
            deploy(first, launchDarkly);
            try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
                disturb(launchDarkly, topics, producer, first);
            }
            awaitCommitted(topics, events.count());
            for (ConnectWorker each : workers) {
                if (!each.stop(60)) {
                    throw new IllegalStateException("a worker does not stop when asked to, see " + folder);
                }
            }
            return check(launchDarkly, topics, start);
        } finally {
            workers.forEach(ConnectWorker::close);
        }
    }

    private ConnectWorker worker() throws Exception {
        ConnectWorker worker =
                new ConnectWorker(folder.resolve("worker-" + workers.size()), bootstrap, plugins, name + "-cluster");
        workers.add(worker);
        return worker;
    }

    private String deadLetters() {
        return name + "-dead-letters";
    }

    private void deploy(ConnectWorker worker, StandIn launchDarkly) {
        connector.put("topics", name);
        connector.put("tasks.max", Integer.toString(TASKS));
        connector.put("clientSideId", launchDarkly.environment());
        connector.put("accessToken", launchDarkly.token());
        connector.put("baseUrl", launchDarkly.url());
        connector.put("responseTimeout", "1s");
        connector.put("errors.deadletterqueue.topic.name", deadLetters());
        connector.put("errors.deadletterqueue.topic.replication.factor", "1");
        configure(worker);
        awaitRunning(worker);
    }

    private void configure(ConnectWorker worker) {
        JsonNode answer = worker.put("/connectors/" + name + "/config", connector.toString());
        if (answer.has("error_code")) {
            throw new IllegalStateException("not deployed: " + answer);
        }
    }

    private void awaitRunning(ConnectWorker worker) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> worker.tasks(name, "RUNNING") == TASKS);
    }

    /** Sends the next share of the events. */
    private void produce(KafkaProducer<byte[], byte[]> producer) throws Exception {
        int shares = plan.kills() + 1;
        int end = ++share >= shares ? events.count() : (int) ((long) events.count() * share / shares);
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (; sent < end; sent++) {
            acknowledged.add(producer.send(new ProducerRecord<>(name, events.key(sent), events.value(sent))));
        }
        for (Future<RecordMetadata> each : acknowledged) {
            each.get();
        }
    }

    /** Sends the next share, and returns at any moment while it is worked on. */
    private void produceAndWork(KafkaProducer<byte[], byte[]> producer, StandIn launchDarkly) throws Exception {
        int before = sent;
        produce(producer);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> launchDarkly.openRequests() > 0);
        long moment = System.nanoTime()
                + Duration.ofMillis(random.nextInt(50 + (sent - before) / 20)).toNanos();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() >= moment);
    }

    private void disturb(
            StandIn launchDarkly, Topics topics, KafkaProducer<byte[], byte[]> producer, ConnectWorker first)
            throws Exception {
        produceAndWork(producer, launchDarkly);
        first.put("/connectors/" + name + "/pause", "");
        disturbances++;
        await().atMost(Duration.ofMinutes(1)).until(() -> first.tasks(name, "PAUSED") == TASKS);
        produce(producer);
        AtomicLong last = new AtomicLong(-1);
        await().during(Duration.ofMillis(700)).atMost(Duration.ofSeconds(30)).until(() -> {
            long now = topics.committed(name, name());
            return last.getAndSet(now) == now && now < sent;
        });
        first.put("/connectors/" + name + "/resume", "");
        disturbances++;
        produceAndWork(producer, launchDarkly);
        kill(first);
        produce(producer);
        ConnectWorker second = worker();
        second.start();
        disturbances++;
        produceAndWork(producer, launchDarkly);
        connector.put("maxBatchSize", "700");
        configure(second);
        disturbances++;
        while (kills < plan.kills() - OTHERS) {
            produceAndWork(producer, launchDarkly);
            kill(workers.get(random.nextInt(workers.size())));
        }
        share = plan.kills();
        produce(producer);
    }

    private String name() {
        return "connect-" + name;
    }

    private void kill(ConnectWorker victim) throws Exception {
        victim.kill();
        kills++;
        disturbances++;
        victim.start();
    }

    private void awaitCommitted(Topics topics, long records) {
        await().atMost(Duration.ofMinutes(3).plusMillis(plan.events()))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> topics.committed(name, name()) >= records);
    }

    private KillResult check(StandIn launchDarkly, Topics topics, long start) throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> launchDarkly.openRequests() == 0);
        KillCheck check = new KillCheck(plan, events, SOURCE_HEADER);
        check.memberships(launchDarkly);
        check.deadLetters(topics.read(deadLetters()));
        return new KillResult(
                plan,
                disturbances,
                topics.lag(name, name()),
                check.lost(),
                check.wrong(),
                check.duplicates(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    /** Gives the workers, with their logs. */
    public List<ConnectWorker> workers() {
        return List.copyOf(workers);
    }
}
