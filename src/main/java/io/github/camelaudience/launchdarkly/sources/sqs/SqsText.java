package io.github.camelaudience.launchdarkly.sources.sqs;

import java.nio.charset.StandardCharsets;

/** What SQS says of text: which characters it takes, and how long a text is. */
final class SqsText {

    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_TAKEN = 0xFFFD;

    private SqsText() {}

    /** Characters that SQS refuses as the escapes that JSON has for them. */
    static String allowed(String text) {
        if (text.codePoints().allMatch(SqsText::isAllowed)) {
            return text;
        }
        StringBuilder allowed = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isAllowed(c)) {
                allowed.appendCodePoint(c);
            } else {
                allowed.append(String.format("\\u%04x", c));
            }
        });
        return allowed.toString();
    }

    /** Tab, line breaks, and whatever XML 1.0 takes. */
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= FIRST_PRINTABLE && c < Character.MIN_SURROGATE
                || c > Character.MAX_SURROGATE && c <= LAST_TAKEN
                || c >= Character.MIN_SUPPLEMENTARY_CODE_POINT;
    }

    /** In bytes of UTF-8. */
    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As many whole characters from the beginning as so many bytes have room for. */
    static String beginning(String text, int bytes) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        if (all.length <= bytes) {
            return text;
        }
        int end = bytes;
        while ((all[end] & 0xC0) == 0x80) { // within a character
            end--;
        }
        return new String(all, 0, end, StandardCharsets.UTF_8);
    }
}
