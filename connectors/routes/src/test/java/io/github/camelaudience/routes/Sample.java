package io.github.camelaudience.routes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The same messages for every source, and the membership that they must end in. One line of compact JSON each, events
 * in order, one second apart, users entering and leaving a few audiences. Now and then comes one that is not for us,
 * and one that is broken.
 */
final class Sample {

    /** What every source is fed with. */
    static final int SIZE = 10_000;

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final int AUDIENCES = 20;
    private static final int USERS = 2_000;
    private static final int ONE_FOREIGN_IN = 200;
    private static final int ONE_BROKEN_IN = 500;

    /**
     * A message as it travels.
     *
     * @param userId what a queue or a topic would be keyed by
     * @param json   compact, without line breaks
     * @param broken whether it must be rejected
     */
    record Message(String userId, String json, boolean broken) {}

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Set<String>> members = new TreeMap<>();

    private Sample(long seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 1; i <= size; i++) {
            int audience = random.nextInt(AUDIENCES);
            String user = "user-" + random.nextInt(USERS);
            boolean enters = random.nextInt(3) > 0;
            boolean foreign = i % ONE_FOREIGN_IN == 0;
            boolean broken = i % ONE_BROKEN_IN == 1;
            String flag = broken ? "17" : Boolean.toString(enters);
            messages.add(new Message(user, json(i, audience, user, flag, foreign ? "page" : type(random)), broken));
            if (!foreign && !broken) {
                Set<String> in = members.computeIfAbsent(cohort(audience), id -> new TreeSet<>());
                if (enters) {
                    in.add(user);
                } else {
                    in.remove(user);
                }
            }
        }
    }

    /** All of it. */
    static Sample all() {
        return of(SIZE);
    }

    /** The first so many messages. */
    static Sample of(int size) {
        return new Sample(20261123, size);
    }

    List<Message> messages() {
        return messages;
    }

    /** The messages as they travel, in order. */
    List<String> json() {
        return messages.stream().map(Message::json).toList();
    }

    /** How many must be rejected. */
    int broken() {
        return (int) messages.stream().filter(Message::broken).count();
    }

    /** By audience, who is in it in the end. */
    Map<String, Set<String>> members() {
        return members;
    }

    private static String type(SplittableRandom random) {
        return random.nextBoolean() ? "track" : "identify";
    }

    private static String cohort(int audience) {
        return "aud_" + audience;
    }

    private static String json(int sequence, int audience, String user, String flag, String type) {
        String key = "big_spenders_" + audience;
        String facts = type.equals("track")
                ? "\"event\":\"Audience Changed\",\"properties\":{\"audience_key\":\"" + key + "\",\"" + key + "\":"
                        + flag + "}"
                : "\"traits\":{\"" + key + "\":" + flag + ",\"first_name\":\"Zo\u00eb\"}";
        return "{\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"" + cohort(audience)
                + "\",\"computation_key\":\"" + key + "\",\"space_id\":\"spa_1\"}}," + facts + ",\"messageId\":\"m-"
                + sequence + "\",\"timestamp\":\"" + START.plusSeconds(sequence) + "\",\"type\":\"" + type
                + "\",\"userId\":\"" + user + "\"}";
    }
}
