package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * Writes any text so that a durable ledger can hold it: without NUL, which PostgreSQL's text cannot have, and as valid UTF-8. What has
 * neither NUL, U+0001 nor an unpaired surrogate stays as it is, and the order of the UTF-8 bytes stays the same.
 *
 * <p>U+0000 becomes U+0001 U+0001, U+0001 becomes U+0001 U+0002, and an unpaired surrogate U+0001 U+0003 and its four hexadecimal digits.
 */
public final class LedgerText {

    /**
     * How many bytes the context key may have in UTF-8 once it is written, and environment, kind and audience id together: 2,000. An
     * index of PostgreSQL holds no more than 2,704 in an entry.
     */
    public static final int MOST_BYTES = 2_000;

    /** Compares texts by their unsigned UTF-8 bytes, which is the order of their code points. */
    public static final Comparator<String> ORDER = LedgerText::compare;

    private static final char ESCAPE = '\u0001';
    private static final char NUL = '\u0001';
    private static final char ITSELF = '\u0002';
    private static final char SURROGATE = '\u0003';
    private static final int HEX = 16;
    private static final int DIGITS = 4;
    private static final int MOST_BYTES_OF_CHAR = 2 + DIGITS;
    private static final int SURELY_FITS = MOST_BYTES / MOST_BYTES_OF_CHAR;

    private LedgerText() {}

    /** Writes a text, which may be {@code null}. */
    public static String encode(String text) {
        if (text == null || isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ESCAPE && !Character.isSurrogate(c)) {
                out.append(c);
            } else if (c == 0) {
                out.append(ESCAPE).append(NUL);
            } else if (c == ESCAPE) {
                out.append(ESCAPE).append(ITSELF);
            } else if (isPair(text, i)) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(ESCAPE).append(SURROGATE).append(String.format("%04x", (int) c));
            }
        }
        return out.toString();
    }

    /** Reads what {@link #encode} has written. */
    public static String decode(String text) {
        if (text == null || text.indexOf(ESCAPE) < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ESCAPE) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            if (kind == SURROGATE) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 1 + DIGITS), HEX));
                i += DIGITS;
            } else {
                out.append(kind == NUL ? '\u0000' : ESCAPE);
            }
        }
        return out.toString();
    }

    /** Tells whether a durable ledger can hold a membership. */
    public static boolean fits(MembershipSlot slot) {
        return fits(slot.contextKey())
                && (slot.environment().length()
                                        + slot.contextKind().length()
                                        + slot.audienceId().length()
                                <= SURELY_FITS
                        || fits(slot.environment() + slot.contextKind() + slot.audienceId()));
    }

    private static boolean fits(String text) {
        return text.length() <= SURELY_FITS || encode(text).getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ESCAPE) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // surrogates are written as four bytes, which come after all that have three
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? Character.compare(a, b)
                        : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
