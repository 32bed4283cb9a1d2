package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.bench.SampleMessages;
import io.github.camelaudience.launchdarkly.core.json.PlantedMessages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Documents that are all but ordinary: names that matter twice, at other places, with escapes or with other values than
 * Segment gives them, in any order and with any space; alone, in arrays, on lines and in envelopes; and then, a third
 * of them, damaged. The same seed gives the same documents.
 */
final class OddDocuments {

    private static final String[] OF_MESSAGES = {
        "type",
        "messageId",
        "userId",
        "anonymousId",
        "timestamp",
        "context",
        "traits",
        "properties",
        "originalTimestamp"
    };
    private static final String[] OF_CONTEXTS = {"personas", "traits", "ip", "library"};
    private static final String[] OF_PERSONAS = {"computation_id", "computation_key", "computation_class", "space_id"};
    private static final String[] OF_SOURCES = {"email", "vip", "k", "", "plan", "7", "caf\u00e9"};
    private static final String[] ODD = {
        "batch",
        "message",
        "json",
        "detail",
        "payload",
        "data",
        "Message",
        "data_base64",
        "specversion",
        "schema",
        "integrations",
        "Type",
        "tYpe",
        "userid",
        "userId ",
        "messageid",
        "contexts",
        "__proto__",
        "\u00fc",
        "typ\\u0065",
        "user\\u0049d",
        "a\\\"b",
        "anonymousI",
        "0123456789012345678901234567890123456789"
    };
    private static final String[] TEXTS = {
        "\"track\"",
        "\"identify\"",
        "\"page\"",
        "\"audience\"",
        "\"journey_step\"",
        "\"vip\"",
        "\"k\"",
        "\"\"",
        "\" \"",
        "\"u1\"",
        "\"true\"",
        "\"7\"",
        "\"caf\u00e9\"",
        "\"\\u0076ip\"",
        "\"a\\\\\"",
        "\"\\\"\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\ud83d\ude00\"",
        "\"}\"",
        "\"{\"",
        "\"],[\"",
        "\"\u007f\"",
        "\"a@example.test\"",
        "\"2026-01-02T03:04:05.678Z\"",
        "\"2026-02-29T03:04:05.678Z\"",
        "\"2026-01-02 03:04:05\"",
        "\"1767323045678\"",
        "\"tomorrow\"",
        "\"{\\\"type\\\":\\\"track\\\"}\"",
        "\"eyJ0eXBlIjoidHJhY2sifQ==\""
    };
    private static final String[] SCALARS = {
        "true",
        "false",
        "null",
        "0",
        "7",
        "-1",
        "-0",
        "1.5",
        "-1.50e-3",
        "1E+9",
        "1767323045678",
        "12345678901234567890"
    };
    private static final String[] BROKEN = {
        "tru",
        "truex",
        "nul",
        "NaN",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "1a",
        "'a'",
        "\"a",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "{\"a\":1,}",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "{,}",
        "[,]",
        "{\"a\":1 \"b\":2}",
        "[1 2]",
        "{\"a\"::1}",
        "",
        "/**/1",
        "1//",
        "True",
        "\u00a0",
        "{]",
        "[}",
        "\"\u0000\"",
        "undefined",
        "--1",
        "1-1",
        "0x1"
    };
    private static final String[] SPACES = {"", "", "", "", "", " ", "\n", "\t", "\r\n", "  "};

    private final SplittableRandom random;
    private final SampleMessages ordinary;
    private final PlantedMessages planted;
    private final List<String> samples = List.copyOf(SegmentSamples.ALL.values());

    OddDocuments(long seed) {
        this.random = new SplittableRandom(seed);
        this.ordinary = new SampleMessages(seed, 3, 100);
        this.planted = new PlantedMessages(seed);
    }

    byte[] next() {
        byte[] document =
                random.nextInt(8) == 0 ? planted.next().document() : document().getBytes(StandardCharsets.UTF_8);
        for (int damages = random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(3); damages > 0; damages--) {
            document = damaged(document);
        }
        return document;
    }

    private String document() {
        int kind = random.nextInt(8);
        int count = kind == 0 ? 1 : random.nextInt(random.nextInt(10) == 0 ? 30 : 5);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(element());
        }
        return space()
                + switch (kind) {
                    case 0 -> element();
                    case 1, 2, 3 -> array(messages);
                    case 4 -> String.join("\n", messages);
                    case 5 -> String.join(one("", ",", ", ", "\r\n", " ", ";", ",,"), messages);
                    case 6 -> "{\"batch\":" + array(messages) + (random.nextBoolean() ? "," + context() : "") + "}";
                    default -> array(messages) + space() + one("", ",", "]", "x") + array(messages) + element();
                }
                + space();
    }

    private String array(List<String> elements) {
        return "[" + space() + String.join(space() + "," + space(), elements) + space() + "]";
    }

    private String element() {
        return switch (random.nextInt(24)) {
            case 0 -> value(3);
            case 1 -> one("{}", "[]", "[[]]", "{ }", "[{}]");
            case 2 -> samples.get(random.nextInt(samples.size()));
            case 3, 4, 5 -> ordinary.next();
            case 6 -> "{\"json\":" + message() + "}";
            default -> message();
        };
    }

    /** Usually one with all that counts, so that single oddities decide. */
    private String message() {
        List<String> members = new ArrayList<>();
        boolean whole = random.nextInt(6) > 0;
        if (whole) {
            members.add("\"type\":" + one("\"track\"", "\"identify\"", "\"page\""));
            members.add("\"userId\":\"u" + random.nextInt(9) + "\"");
            members.add("\"timestamp\":\"2026-01-02T03:04:0" + random.nextInt(10) + ".678Z\"");
            members.add(context());
            members.add(quoted(one("traits", "properties")) + ":" + source());
        }
        int more = whole && random.nextBoolean() ? 0 : random.nextInt(4);
        for (int i = 0; i < more; i++) {
            members.add(random.nextInt(4) == 0 ? member(ODD) : random.nextBoolean() ? context() : member(OF_MESSAGES));
        }
        if (random.nextInt(3) == 0) {
            members.add("\"n" + random.nextInt(3) + "\":" + value(0));
        }
        shuffle(members);
        return object(members);
    }

    private String context() {
        List<String> members = new ArrayList<>();
        members.add("\"personas\"" + space() + ":" + space() + personas());
        if (random.nextBoolean()) {
            members.add("\"traits\":" + (random.nextInt(4) == 0 ? value(2) : object(OF_SOURCES)));
        }
        if (random.nextInt(4) == 0) {
            members.add(member(OF_CONTEXTS));
        }
        shuffle(members);
        return "\"context\":" + (random.nextInt(20) == 0 ? value(2) : object(members));
    }

    private String personas() {
        List<String> members = new ArrayList<>(List.of(
                "\"computation_class\":" + one("\"audience\"", "\"journey_step\"", "\"\""),
                "\"computation_id\":\"aud_" + random.nextInt(4) + "\"",
                "\"computation_key\":" + one("\"vip\"", "\"vip\"", "\"k\"", "\"email\"", "\"\"")));
        if (random.nextInt(6) == 0) {
            members.add(member(OF_PERSONAS));
        }
        if (random.nextInt(6) == 0) {
            members.remove(0);
        }
        shuffle(members);
        return random.nextInt(30) == 0 ? value(2) : object(members);
    }

    private String source() {
        List<String> members = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            members.add("\"vip\":" + (random.nextInt(6) == 0 ? value(2) : one("true", "false")));
        }
        for (int more = random.nextInt(3); more > 0; more--) {
            members.add(member(OF_SOURCES));
        }
        shuffle(members);
        return object(members);
    }

    private String object(String[] names) {
        List<String> members = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            members.add(member(names));
        }
        return object(members);
    }

    private String object(List<String> members) {
        return "{" + space() + String.join(space() + "," + space(), members) + space() + "}";
    }

    private String member(String[] names) {
        return quoted(one(names)) + space() + ":" + space() + value(2);
    }

    private String value(int level) {
        return switch (random.nextInt(60)) {
            case 0 -> one(BROKEN);
            case 1 -> "\"" + "x".repeat(random.nextInt(300)) + "\"";
            case 2 -> "[".repeat(random.nextInt(12)) + "1" + "]".repeat(random.nextInt(12));
            case 3 -> nested(random.nextInt(70));
            case 4 -> "9".repeat(1 + random.nextInt(200));
            case 5, 6, 7, 8 -> level > 3 ? "1" : "[" + value(level + 1) + one("", "," + value(level + 1)) + "]";
            case 9, 10, 11, 12 -> level > 3 ? "{}" : object(List.of(quoted(one(OF_SOURCES)) + ":" + value(level + 1)));
            case 13, 14, 15, 16, 17, 18, 19, 20 -> one(SCALARS);
            default -> one(TEXTS);
        };
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels) + "null" + "}".repeat(levels);
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private String space() {
        return random.nextInt(6) == 0 ? one(SPACES) : "";
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private void shuffle(List<String> members) {
        for (int i = members.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            String kept = members.get(i);
            members.set(i, members.get(other));
            members.set(other, kept);
        }
    }

    private byte[] damaged(byte[] document) {
        if (document.length == 0) {
            return document;
        }
        int at = random.nextInt(document.length);
        int to = Math.min(document.length, at + 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 4));
        byte[] head = Arrays.copyOf(document, at);
        byte[] part = Arrays.copyOfRange(document, at, to);
        byte[] tail = Arrays.copyOfRange(document, to, document.length);
        byte[] one = {(byte) "{}[]\",:\\ \n\r\tx0\0\u0007".charAt(random.nextInt(16))};
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(4) == 0 ? head : join(head, tail);
            case 1 -> join(head, tail);
            case 2 -> join(head, part, part, tail);
            case 3 -> join(head, one, Arrays.copyOfRange(part, 1, part.length), tail);
            case 4, 5 -> join(head, one, part, tail);
            case 6 -> {
                part[0] ^= (byte) (1 << random.nextInt(8));
                yield join(head, part, tail);
            }
            default -> join(head, new byte[] {(byte) random.nextInt(256)}, part, tail);
        };
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
