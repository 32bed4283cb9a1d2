package io.github.camelaudience.launchdarkly.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks strict UTF-8 (RFC 3629): no overlong forms, no encoded surrogates, nothing above U+10FFFF. */
public final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Returns the index of the first byte of the first sequence in the range that is not UTF-8, or -1. */
    public static int firstInvalid(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end) {
            i = skipAscii(bytes, i, end);
            if (i == end) {
                return -1;
            }
            int length = sequenceLength(bytes, i, end);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** Steps over ASCII in strides; may stop before its end. */
    private static int skipAscii(byte[] bytes, int start, int end) {
        int i = start;
        while (i <= end - 32) {
            long any = (long) EIGHT_BYTES.get(bytes, i)
                    | (long) EIGHT_BYTES.get(bytes, i + 8)
                    | (long) EIGHT_BYTES.get(bytes, i + 16)
                    | (long) EIGHT_BYTES.get(bytes, i + 24);
            if ((any & HIGH_BITS) != 0) {
                break;
            }
            i += 32;
        }
        while (i <= end - 8 && ((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) == 0) {
            i += 8;
        }
        return i;
    }

    /** The character that a valid sequence stands for. */
    static int codePoint(byte[] bytes, int i, int length) {
        int codePoint = length == 1 ? bytes[i] : bytes[i] & 0xFF >> length + 1;
        for (int next = i + 1; next < i + length; next++) {
            codePoint = codePoint << 6 | bytes[next] & 0x3F;
        }
        return codePoint;
    }

    /** Bytes of the sequence at {@code i}, or 0 when it is invalid. */
    static int sequenceLength(byte[] bytes, int i, int end) {
        int lead = bytes[i];
        if (lead >= 0) {
            return 1;
        }
        lead &= 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return continues(bytes, i + 1, end, 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return continues(bytes, i + 1, end, low, high) && continues(bytes, i + 2, end, 0x80, 0xBF) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return continues(bytes, i + 1, end, low, high)
                            && continues(bytes, i + 2, end, 0x80, 0xBF)
                            && continues(bytes, i + 3, end, 0x80, 0xBF)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int i, int end, int low, int high) {
        return i < end && (bytes[i] & 0xFF) >= low && (bytes[i] & 0xFF) <= high;
    }
}
