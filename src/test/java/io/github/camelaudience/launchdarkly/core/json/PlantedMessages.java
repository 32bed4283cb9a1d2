package io.github.camelaudience.launchdarkly.core.json;

import io.github.camelaudience.launchdarkly.core.segment.Collected;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A document with whole messages planted in it, damaged everywhere else or anywhere; and the check that nothing which
 * is still whole goes missing. Whole is a message whose bytes stand in the document as they were planted, or, planted
 * in text or base64 of an envelope, one whose envelope's string stands there as it was.
 */
public final class PlantedMessages {

    /** Messages that deceive who looks at quotes and brackets only. */
    private static final List<String> TEXTS =
            List.of("u", "}", "{", "]", "[", "},{", "\\\"", "a\\\\", ",", ":", "}]", "{\\\"type\\\":1}", "\u00fc", "");

    private final SplittableRandom random;
    private int next;

    public PlantedMessages(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A document as it arrives, and how often each whole message stands in it. */
    public record Planted(byte[] document, List<byte[]> messages, List<byte[]> packed) {}

    /** The next document, damaged up to four times. */
    public Planted next() {
        List<byte[]> messages = new ArrayList<>();
        List<byte[]> packed = new ArrayList<>();
        byte[] document = bytes(document(messages, packed, 0));
        for (int damages = random.nextInt(5); damages > 0; damages--) {
            document = damaged(document);
        }
        return new Planted(document, messages, packed);
    }

    private String document(List<byte[]> messages, List<byte[]> packed, int depth) {
        List<String> parts = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            parts.add(part(messages, packed, depth));
        }
        return switch (random.nextInt(6)) {
            case 0, 1 -> parts.stream().collect(Collectors.joining(separator()));
            case 2, 3 -> "[" + String.join(random.nextInt(3) == 0 ? ",\n" : ",", parts) + "]";
            case 4 -> "{\"batch\":[" + String.join(",", parts) + "],\"sentAt\":\"2026-01-02T03:04:05Z\"}";
            default -> parts.stream().map(each -> each + "\n").collect(Collectors.joining());
        };
    }

    private String separator() {
        String[] separators = {"", " ", "\n", "\r", "\r\n", ",", ", ", " oops ", "\n\n", "\t", ";", "x"};
        return separators[random.nextInt(separators.length)];
    }

    private String part(List<byte[]> messages, List<byte[]> packed, int depth) {
        int kind = random.nextInt(depth > 1 ? 8 : 16);
        if (kind < 4) {
            return broken();
        }
        if (kind < 9) {
            String message = message();
            messages.add(bytes(message));
            return message;
        }
        if (kind < 12) {
            String inner = kind == 9 ? document(messages, packed, depth + 1) : part(messages, packed, depth + 1);
            return switch (random.nextInt(5)) {
                case 0 -> "{\"json\":" + inner + "}";
                case 1 -> "{\"source\":\"s\",\"detail\":" + inner + ",\"region\":\"r\"}";
                case 2 -> "{\"batch\":[" + inner + "],\"context\":{\"traits\":{\"email\":\"e\"}}}";
                case 3 -> "{\"schema\":{\"type\":\"struct\"},\"payload\":" + inner + "}";
                default -> "{\"specversion\":\"1.0\",\"type\":\"x\",\"data\":" + inner + "}";
            };
        }
        String message = message();
        String base64 = Base64.getEncoder().encodeToString(bytes(message));
        String text = message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        packed.add(bytes(message));
        return switch (random.nextInt(3)) {
            case 0 -> "{\"message\":{\"attributes\":{},\"data\":\"" + base64 + "\"},\"subscription\":\"s\"}";
            case 1 -> "{\"Type\":\"Notification\",\"Message\":\"" + text + "\",\"Timestamp\":\"t\"}";
            default -> "{\"json\":\"" + text + "\"}";
        };
    }

    private String message() {
        String id = Integer.toString(next++, 36);
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        String type = random.nextInt(8) == 0 ? "identify" : "track";
        String message = "{\"type\":\"" + type + "\",\"messageId\":\"" + id + "\",\"userId\":\"" + text
                + "\",\"context\":{\"personas\":{\"computation_key\":\"" + text + "\"},\"device\":{\"type\":\"ios\"}}}";
        return switch (random.nextInt(8)) {
            case 0 -> NaiveFacts.tree(message).toPrettyString();
            case 1 -> "{\"userId\":\"" + id + "\",\"type\":\"" + type + "\"}";
            default -> message;
        };
    }

    private String broken() {
        String[] kinds = {
            "{\"type\":\"track\",\"x\":NaN}",
            "{\"a\":1,}",
            "{\"type\":\"track\",\"x\":1]}",
            "{\"a\":\"x\ty\"}",
            "{\"a\":\"x}",
            "{\"a\":x\"}",
            "{\"a\":\"he said \"hi\" to me\"}",
            "{\"a\":[1}",
            "{\"a\":{\"b\":[}",
            "oops",
            "42",
            "\"text\"",
            "{}",
            "]",
            "}",
            ",",
            "{\"batch\":[",
            "{\"detail\":{\"type\":\"track\",\"x\":NaN}}",
            "\n\"",
            "[",
            "{"
        };
        return kinds[random.nextInt(kinds.length)];
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
        byte[] structural = {(byte) "{}[]\",:\\ \n\r\tx\0".charAt(random.nextInt(14))};
        return switch (random.nextInt(9)) {
            case 0 -> random.nextInt(4) == 0 ? head : join(head, tail);
            case 1 -> join(head, tail);
            case 2 -> join(head, part, part, tail);
            case 3 -> join(head, structural, Arrays.copyOfRange(part, 1, part.length), tail);
            case 4, 5 -> join(head, structural, part, tail);
            case 6 -> {
                part[0] ^= (byte) (1 << random.nextInt(8));
                yield join(head, part, tail);
            }
            case 7 -> join(head, new byte[] {(byte) random.nextInt(256)}, part, tail);
            default -> join(tail, part, head);
        };
    }

    /** What was planted, is whole, and is in no verdict; or {@code null}. */
    public static String missing(Planted planted, Collected collected) {
        for (byte[] message : planted.messages) {
            int at = indexOf(planted.document, message, 0);
            for (; at >= 0; at = indexOf(planted.document, message, at + 1)) {
                if (!isCovered(planted.document, at, at + message.length, collected)) {
                    return text(message) + " at " + at;
                }
            }
        }
        for (byte[] message : planted.packed) {
            int at = indexOfPacked(planted.document, message);
            if (at >= 0 && !isCovered(planted.document, at, at + 1, collected) && !isRead(message, collected)) {
                return text(message) + " packed at " + at;
            }
        }
        return null;
    }

    private static int indexOfPacked(byte[] document, byte[] message) {
        byte[] base64 = bytes('"' + Base64.getEncoder().encodeToString(message) + '"');
        byte[] text = bytes(
                '"' + text(message).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"');
        return Math.max(indexOf(document, base64, 0), indexOf(document, text, 0));
    }

    /** Whether one verdict has all the bytes. */
    private static boolean isCovered(byte[] document, int start, int end, Collected collected) {
        return collected.messages.stream().anyMatch(each -> covers(each.raw(), document, start, end))
                || collected.unreadable.stream().anyMatch(each -> covers(each.raw(), document, start, end));
    }

    private static boolean covers(RawJson raw, byte[] document, int start, int end) {
        return raw.document() == document && raw.offset() <= start && raw.offset() + raw.length() >= end;
    }

    private static boolean isRead(byte[] message, Collected collected) {
        byte[] base64 = bytes(Base64.getEncoder().encodeToString(message));
        return collected.unreadable.stream().anyMatch(each -> indexOf(each.raw().toBytes(), base64, 0) >= 0)
                || collected.messages.stream()
                        .anyMatch(each -> indexOf(each.raw().toBytes(), message, 0) >= 0)
                || collected.unreadable.stream()
                        .anyMatch(each -> indexOf(each.raw().toBytes(), message, 0) >= 0);
    }

    private static int indexOf(byte[] document, byte[] part, int from) {
        for (int at = from; at <= document.length - part.length; at++) {
            if (document[at] == part[0] && Arrays.equals(document, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
