package io.github.camelaudience.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Audience messages as Segment sends them, about 1.1 KB each: identify and track, members in alphabetical order, users
 * that enter and leave a few audiences, each event later than the one before. The same seed gives the same bytes.
 */
public final class SampleMessages {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String HEX = "0123456789abcdef";

    private final SplittableRandom random;
    private final int audiences;
    private final int users;
    private long sequence;

    /**
     * A source of messages.
     *
     * @param seed      decides every byte
     * @param audiences how many audiences there are
     * @param users     how many users enter and leave them
     */
    public SampleMessages(long seed, int audiences, int users) {
        this.random = new SplittableRandom(seed);
        this.audiences = audiences;
        this.users = users;
    }

    /** The next message as compact JSON. */
    public String next() {
        sequence++;
        int audience = random.nextInt(audiences);
        int user = random.nextInt(users);
        boolean enters = random.nextInt(3) > 0;
        return random.nextBoolean() ? track(audience, user, enters) : identify(audience, user, enters);
    }

    /** The next messages as a JSON array. */
    public byte[] array(int count) {
        return ("[" + String.join(",", list(count)) + "]").getBytes(StandardCharsets.UTF_8);
    }

    /** The next messages as JSON Lines. */
    public byte[] lines(int count) {
        return (String.join("\n", list(count)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The next messages, one by one. */
    public List<String> list(int count) {
        List<String> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(next());
        }
        return messages;
    }

    private String track(int audience, int user, boolean enters) {
        return "{" + head(audience, user, true)
                + ",\"event\":\"" + (enters ? "Audience Entered" : "Audience Exited") + "\""
                + middle(user)
                + ",\"properties\":{\"audience_key\":\"" + key(audience) + "\",\"" + key(audience) + "\":" + enters
                + ",\"externalId\":\"" + (379909525712777677L + audience) + "\"}"
                + tail("track", user);
    }

    private String identify(int audience, int user, boolean enters) {
        return "{" + head(audience, user, false)
                + middle(user)
                + tail("identify", user)
                        .replace(
                                ",\"type\"",
                                ",\"traits\":{\"" + key(audience) + "\":" + enters + ",\"email\":\"" + email(user)
                                        + "\",\"first_name\":\"Pat\",\"plan\":\"premium\"},\"type\"");
    }

    private String head(int audience, int user, boolean track) {
        String space = "spa_" + hex(22, 7);
        return "\"anonymousId\":\"" + uuid(user) + "\",\"channel\":\"server\",\"context\":{"
                + "\"__eventEmission\":{\"id\":\"" + hex(27, sequence) + "\",\"type\":\"realtime\"},"
                + "\"ip\":\"203.0.113." + user % 256 + "\",\"library\":{\"name\":\"engage\",\"version\":\"2.14.0\"},"
                + "\"locale\":\"en-GB\",\"personas\":{\"audience_settings\":{\"advertiserId\":\"585806696618602999\","
                + "\"countryCode\":\"US\"},\"computation_class\":\"audience\",\"computation_id\":\"aud_"
                + hex(27, audience) + "\",\"computation_key\":\"" + key(audience)
                + "\",\"external_audience_id\":\"" + (379909525712777677L + audience) + "\",\"namespace\":\"" + space
                + "\",\"space_id\":\"" + space + "\"},\"traits\":{"
                + (track ? "\"email\":\"" + email(user) + "\"" : "") + "},"
                + "\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"}";
    }

    private String middle(int user) {
        return ",\"integrations\":{\"All\":false,\"Webhooks\":true,\"warehouses\":{\"all\":false}},\"messageId\":\"personas_"
                + hex(27, 31 * sequence + user) + "\",\"originalTimestamp\":\"" + time(0) + "\"";
    }

    private String tail(String type, int user) {
        return ",\"receivedAt\":\"" + time(412) + "\",\"sentAt\":\"" + time(3) + "\",\"timestamp\":\"" + time(0)
                + "\",\"type\":\"" + type + "\",\"userId\":\"user-" + uuid(user) + "\",\"version\":2,"
                + "\"writeKey\":\"" + hex(32, 11) + "\"}";
    }

    private String time(int offset) {
        return START.plusMillis(sequence * 1000 + offset).toString();
    }

    private static String key(int audience) {
        return "big_spenders_of_spring_" + audience;
    }

    private static String email(int user) {
        return "user." + user + "@example.test";
    }

    private static String uuid(int user) {
        return String.format(Locale.ROOT, "%08x-91ab-4cde-8f01-%012x", user * 0x9E3779B9L & 0xFFFFFFFFL, user);
    }

    private static String hex(int length, long seed) {
        SplittableRandom digits = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(HEX.charAt(digits.nextInt(16)));
        }
        return text.toString();
    }
}
