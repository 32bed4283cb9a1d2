package io.github.camelaudience.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One round of work: bodies of audience messages with people and times of their own, and what LaunchDarkly must hold when
 * all is done. The same seed and round give the same bytes.
 *
 * @param bodies     JSON arrays, or single messages when they are of one each
 * @param messages   in all bodies together
 * @param bytes      in all bodies together
 * @param membership digest of the last value of every membership, as {@link CountingServer} counts it
 */
record Load(byte[][] bodies, int messages, long bytes, Digest membership) {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String HEX = "0123456789abcdef";

    /**
     * How a round is made.
     *
     * @param people how many there are that rounds draw from, or 0 when each round has people of its own
     */
    record Shape(int bodies, int perBody, int audiences, int bytes, int people) {

        /** The shape of most comparisons: arrays of 1,000 messages of 0.9 KB over 20 audiences that take turns. */
        static final Shape USUAL = new Shape(25, 1000, 20, 900);

        Shape(int bodies, int perBody, int audiences, int bytes) {
            this(bodies, perBody, audiences, bytes, 0);
        }

        int messages() {
            return bodies * perBody;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d bodies of %d, %d audiences, %d bytes", bodies, perBody, audiences, bytes);
        }
    }

    /** Makes the work of a round. One person in twenty is met twice. */
    static Load of(Shape shape, int round) {
        SplittableRandom random = new SplittableRandom(20260102L + round);
        Map<String, Boolean> last = new HashMap<>();
        byte[][] bodies = new byte[shape.bodies][];
        String filler = filler(Math.max(0, shape.bytes - bare()), random);
        int person = 0;
        long total = 0;
        int sequence = round * shape.messages();
        for (int i = 0; i < bodies.length; i++) {
            StringBuilder body = new StringBuilder(shape.perBody * (shape.bytes + 8));
            for (int j = 0; j < shape.perBody; j++) {
                person += random.nextInt(20) == 0 && person > shape.perBody ? 0 : 1;
                int audience = sequence % shape.audiences;
                String user = shape.people > 0
                        ? person(random.nextInt(shape.people))
                        : "r" + round + "-" + hex(20, person * 31L + round);
                boolean enters = random.nextInt(3) > 0;
                body.append(j == 0 ? shape.perBody == 1 ? "" : "[" : ",");
                message(body, audience, user, enters, START.plusMillis(sequence * 1000L), filler, sequence);
                last.put(id(audience) + "/" + user, enters);
                sequence++;
            }
            bodies[i] = body.append(shape.perBody == 1 ? "" : "]").toString().getBytes(StandardCharsets.UTF_8);
            total += bodies[i].length;
        }
        return new Load(bodies, shape.messages(), total, Digest.of(last));
    }

    private static void message(
            StringBuilder body, int audience, String user, boolean enters, Instant time, String filler, int sequence) {
        boolean track = sequence % 3 == 0;
        String key = "big_spenders_" + audience;
        body.append("{\"anonymousId\":\"").append(hex(24, sequence)).append("\",\"channel\":\"server\",\"context\":{");
        body.append("\"library\":{\"name\":\"engage\",\"version\":\"2.14.0\"},\"personas\":{");
        body.append("\"computation_class\":\"audience\",\"computation_id\":\"").append(id(audience));
        body.append("\",\"computation_key\":\"")
                .append(key)
                .append("\",\"space_id\":\"spa_")
                .append(hex(22, 7));
        body.append("\"},\"traits\":{\"email\":\"").append(user).append("@example.test\"}},");
        body.append("\"integrations\":{\"All\":false,\"Webhooks\":true},\"messageId\":\"personas_");
        body.append(hex(27, sequence)).append("\",\"originalTimestamp\":\"").append(time);
        body.append("\",\"")
                .append(track ? "properties" : "traits")
                .append("\":{\"audience_key\":\"")
                .append(key);
        body.append("\",\"").append(key).append("\":").append(enters).append(filler);
        body.append("},\"receivedAt\":\"")
                .append(time)
                .append("\",\"timestamp\":\"")
                .append(time);
        body.append("\",\"type\":\"")
                .append(track ? "track" : "identify")
                .append("\",\"userId\":\"")
                .append(user);
        body.append("\",\"version\":2}");
    }

    private static int bare() {
        StringBuilder one = new StringBuilder();
        message(one, 10, "r1-" + hex(20, 1), true, START, "", 1);
        return one.length();
    }

    /** Traits of a person as Segment adds them, so many bytes of them. */
    private static String filler(int bytes, SplittableRandom random) {
        StringBuilder filler = new StringBuilder();
        for (int i = 0; filler.length() < bytes; i++) {
            String value =
                    switch (i % 4) {
                        case 0 -> "\"" + hex(8 + random.nextInt(40), i) + "\"";
                        case 1 -> Integer.toString(random.nextInt(100_000));
                        case 2 -> "[\"" + hex(6, i) + "\",\"" + hex(9, i) + "\"]";
                        default -> "{\"name\":\"Pat Example " + i + "\",\"total\":" + random.nextInt(1000) + ".5}";
                    };
            filler.append(",\"trait_").append(i).append("\":").append(value);
        }
        return filler.toString();
    }

    /** One of the people that rounds draw from. */
    static String person(int number) {
        return "p-" + hex(20, number);
    }

    static String id(int audience) {
        return "aud_" + hex(27, audience);
    }

    private static String hex(int length, long seed) {
        char[] text = new char[length];
        long state = seed;
        long digits = 0;
        for (int i = 0; i < length; i++) {
            if (i % 16 == 0) {
                state += 0x9E3779B97F4A7C15L;
                digits = (state ^ state >>> 29) * 0xBF58476D1CE4E5B9L;
                digits ^= digits >>> 32;
            }
            text[i] = HEX.charAt((int) (digits & 15));
            digits >>>= 4;
        }
        return new String(text);
    }
}
