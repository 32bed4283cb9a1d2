package io.github.camelaudience.kill;

import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** One run: the shipped Kafka route in several processes, which are killed while they work. */
public final class KillRun {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";

    private final KillPlan plan;
    private final String bootstrap;
    private final Path folder;
    private final KillEvents events;
    private final String name;
    private final SplittableRandom random;
    private final List<Member> members = new ArrayList<>();
    private int kills;

    /** A run at a broker that is there, with logs in the folder. */
    public KillRun(KillPlan plan, String bootstrap, Path folder) {
        this.plan = plan;
        this.bootstrap = bootstrap;
        this.folder = folder;
        this.events = new KillEvents(plan);
        this.name = "kill-" + plan.seed() + "-" + plan.events();
        this.random = new SplittableRandom(plan.seed() * 31);
    }

    /** Does it; ends by itself, with an exception if the group stands still. */
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
            startMembers(launchDarkly);
            produce(topics);
            for (long progress : killsAt()) {
                awaitCommitted(topics, progress);
                kill();
            }
            awaitCommitted(topics, events.count());
            stopMembers();
            return check(launchDarkly, topics, start);
        } finally {
            members.forEach(Member::close);
        }
    }

    private String deadLetters() {
        return name + "-dead-letters";
    }

    private void startMembers(StandIn launchDarkly) throws Exception {
        for (int i = 0; i < plan.members(); i++) {
            Member member = new Member(folder.resolve("member-" + i), settings(launchDarkly));
            members.add(member);
            member.start();
        }
    }

    private Properties settings(StandIn launchDarkly) {
        Path routes = KillPlan.repository().resolve("routes");
        Properties settings = new Properties();
        settings.put(
                MemberMain.SHIPPED, routes.resolve("application.properties").toString());
        settings.put(
                "camel.main.routes-include-pattern", "file:" + routes + "/segment-kafka-to-launchdarkly.camel.yaml");
        settings.put("camel.main.shutdown-timeout", "20");
        settings.put(SINK + "clientSideId", launchDarkly.environment());
        settings.put(SINK + "accessToken", launchDarkly.token());
        settings.put(SINK + "baseUrl", launchDarkly.url());
        settings.put("camel.kamelet.launchdarkly-audience-sink.responseTimeout", "1000");
        settings.put("segment.kafka.brokers", bootstrap);
        settings.put("segment.kafka.topic", name);
        settings.put("segment.kafka.deadLetterTopic", deadLetters());
        settings.put("segment.kafka.group", name);
        settings.put("segment.kafka.batch", Integer.toString(plan.batch()));
        settings.put("segment.kafka.pauseAfterFailure", "500");
        settings.put("segment.kafka.sessionTimeout", "3000");
        settings.put("segment.kafka.heartbeatInterval", "500");
        return settings;
    }

    private void produce(Topics topics) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
            List<Future<RecordMetadata>> sent = new ArrayList<>(events.count());
            for (int event = 0; event < events.count(); event++) {
                sent.add(producer.send(new ProducerRecord<>(name, events.key(event), events.value(event))));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    /** At how many committed records a member dies, in order. */
    private long[] killsAt() {
        return LongStream.generate(() -> (long) (events.count() * (0.01 + 0.95 * random.nextDouble())))
                .limit(plan.kills())
                .sorted()
                .toArray();
    }

    private void awaitCommitted(Topics topics, long records) {
        await().atMost(Duration.ofMinutes(3).plusMillis(plan.events()))
                .pollInterval(POLL)
                .until(() -> topics.committed(name, name) >= records);
    }

    /** One of those that are alive, a moment later: at any place of its work. */
    private void kill() throws Exception {
        Member victim = members.get(random.nextInt(members.size()));
        long moment = System.nanoTime() + Duration.ofMillis(random.nextInt(250)).toNanos();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() >= moment);
        if (!victim.isAlive()) {
            throw new IllegalStateException("a member ended by itself, see " + folder);
        }
        victim.kill();
        kills++;
        victim.start();
    }

    private void stopMembers() throws Exception {
        for (Member member : members) {
            if (!member.stop(60)) {
                throw new IllegalStateException("a member does not stop when asked to, see " + folder);
            }
        }
    }

    private KillResult check(StandIn launchDarkly, Topics topics, long start) throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> launchDarkly.openRequests() == 0);
        KillCheck check = new KillCheck(plan, events, "launchdarkly-audience.source");
        check.memberships(launchDarkly);
        check.deadLetters(topics.read(deadLetters()));
        return new KillResult(
                plan,
                kills,
                topics.lag(name, name),
                check.lost(),
                check.wrong(),
                check.duplicates(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }
}
