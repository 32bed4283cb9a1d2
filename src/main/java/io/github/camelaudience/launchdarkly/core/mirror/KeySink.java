package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.json.IntegralNumber;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Receives what a set of keys holds, row by row. */
public interface KeySink {

    /** Takes a context key, which may come more than once. */
    void key(String key) throws IOException;

    /**
     * Takes a row that names nobody.
     *
     * @param row    its number, from 1: the line where there are lines
     * @param reason one word of code
     * @param detail a sentence that quotes nothing of the row
     */
    void bad(long row, String reason, String detail) throws IOException;

    /** Takes what stands where the context key should stand (rules D7 to D9 and D13). */
    default void value(Object value, long row) throws IOException {
        if (value instanceof CharSequence text) {
            text(text.toString(), row);
        } else if (value instanceof Number number) {
            number(number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString(), row);
        } else if (value == null) {
            bad(row, SkipReason.NO_CONTEXT_KEY.name(), "has no context key");
        } else {
            bad(
                    row,
                    RejectReason.INVALID_IDENTIFIER.name(),
                    "has a context key that is neither text nor a whole number");
        }
    }

    /** Takes a number as it is written. */
    default void number(String number, long row) throws IOException {
        String digits = IntegralNumber.digits(number);
        if (digits == null) {
            bad(row, RejectReason.INVALID_IDENTIFIER.name(), "has a context key that is a number and not a whole one");
        } else {
            text(digits, row);
        }
    }

    private void text(String key, long row) throws IOException {
        if (Text.isBlank(key)) {
            bad(row, SkipReason.NO_CONTEXT_KEY.name(), "has a blank context key");
        } else if (!Text.isWellFormed(key)) {
            bad(row, RejectReason.INVALID_UNICODE.name(), "has a context key with half of a surrogate pair");
        } else if (isTooLong(key)) {
            bad(
                    row,
                    RejectReason.INVALID_IDENTIFIER.name(),
                    "has a context key of more than " + LedgerText.MOST_BYTES + " bytes");
        } else {
            key(key);
        }
    }

    /** No character takes more bytes than three, or six where it is written in another way. */
    private static boolean isTooLong(String key) {
        return key.length() > LedgerText.MOST_BYTES / 6
                && LedgerText.encode(key).getBytes(StandardCharsets.UTF_8).length > LedgerText.MOST_BYTES;
    }
}
