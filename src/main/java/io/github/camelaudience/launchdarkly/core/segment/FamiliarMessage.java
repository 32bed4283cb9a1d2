package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.PlainLetters;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message off its bytes when it is written as nearly all are. It gives up on all else and never guesses: on
 * members of envelopes, one name twice, escapes and other letters than ASCII where they matter, numbers and objects for
 * identifiers, a time that cannot be read, what is long or deep, and whatever is no JSON. {@link FactCollector} reads
 * what this one gives up; what both read is equal, as {@code FamiliarMessageTest} tries on documents of every kind.
 */
final class FamiliarMessage {

    /** Levels that are read by calls within calls. */
    private static final int DEEPEST = 32;

    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_TIME = 64;

    private static final byte[] TYPE = ascii("type");
    private static final byte[] USER_ID = ascii("userId");
    private static final byte[] TRAITS = ascii("traits");
    private static final byte[] CONTEXT = ascii("context");
    private static final byte[] MESSAGE_ID = ascii("messageId");
    private static final byte[] TIMESTAMP = ascii("timestamp");
    private static final byte[] PROPERTIES = ascii("properties");
    private static final byte[] ANONYMOUS_ID = ascii("anonymousId");
    private static final byte[] PERSONAS = ascii("personas");
    private static final byte[] EMAIL = ascii("email");
    private static final byte[] COMPUTATION_ID = ascii("computation_id");
    private static final byte[] COMPUTATION_KEY = ascii("computation_key");
    private static final byte[] COMPUTATION_CLASS = ascii("computation_class");
    private static final byte[] IDENTIFY = ascii("identify");
    private static final byte[] TRACK = ascii("track");

    /** Members that make an envelope, or may. */
    private static final byte[][] OF_ENVELOPES = {
        ascii("batch"),
        ascii("message"),
        ascii("json"),
        ascii("detail"),
        ascii("payload"),
        ascii("data"),
        ascii("Message"),
        ascii("data_base64"),
        ascii("specversion")
    };

    /** The objects of a message that hold facts. */
    private enum Part {
        MESSAGE,
        CONTEXT,
        CONTEXT_TRAITS,
        PERSONAS,
        TRAITS,
        PROPERTIES
    }

    /** What occurs once in a message, or it is given up; the bit of its ordinal says that it went by. */
    private enum Once {
        MESSAGE_ID,
        TYPE,
        USER_ID,
        ANONYMOUS_ID,
        CONTEXT,
        TRAITS,
        PROPERTIES,
        TIMESTAMP,
        CONTEXT_TRAITS,
        PERSONAS,
        CONTEXT_EMAIL,
        COMPUTATION_ID,
        COMPUTATION_KEY,
        COMPUTATION_CLASS,
        TRAITS_EMAIL,
        TRAITS_FLAG,
        PROPERTIES_FLAG
    }

    private final byte[] doc;
    private final RepeatedTexts texts;
    private final int deepest;
    private final int longest;
    private final char[] time = new char[LONGEST_TIME];

    private int start;
    private int pos;
    private int end;

    private int nameStart;
    private int nameEnd;
    private int seen;
    private boolean foreign;

    private String messageId;
    private String type;
    private long timestamp;
    private FieldValue userId;
    private FieldValue anonymousId;
    private FieldValue traitsEmail;
    private FieldValue contextTraitsEmail;
    private FieldValue computationId;
    private FieldValue computationKey;
    private FieldValue computationClass;
    private FieldValue traitsFlag;
    private FieldValue propertiesFlag;
    private int keyStart;
    private int keyEnd;

    /** Where {@code traits} and {@code properties} began when the name of the flag was not known yet, or -1. */
    private int earlyTraits;

    private int earlyProperties;

    FamiliarMessage(byte[] doc, ReadLimits limits, RepeatedTexts texts) {
        this.doc = doc;
        this.texts = texts;
        this.deepest = Math.min(DEEPEST, limits.maxDepth());
        this.longest = limits.maxStringLength();
    }

    /** Reads the object whose brace opens at {@code from}; answers whether it did not give up. */
    boolean read(int from, int limit) {
        clear();
        start = from;
        pos = from;
        end = limit;
        return members(Part.MESSAGE, 1)
                && timestamp != MembershipChange.NO_EVENT_TIME
                && (earlyTraits < 0 || flagBehind(Part.TRAITS, earlyTraits))
                && (earlyProperties < 0 || flagBehind(Part.PROPERTIES, earlyProperties))
                && (!foreign || Utf8.firstInvalid(doc, start, pos) < 0);
    }

    /** The index after the message that was read. */
    int end() {
        return pos;
    }

    /** The message that was read. */
    AudienceMessage toMessage(Location location) {
        return new AudienceMessage(
                messageId,
                type,
                timestamp,
                userId,
                anonymousId,
                traitsEmail,
                contextTraitsEmail,
                computationId,
                computationKey,
                computationClass,
                traitsFlag,
                propertiesFlag,
                new RawJson(doc, start, pos - start),
                location,
                null);
    }

    private void clear() {
        seen = 0;
        foreign = false;
        messageId = null;
        type = null;
        timestamp = MembershipChange.NO_EVENT_TIME;
        userId = FieldValue.ABSENT;
        anonymousId = FieldValue.ABSENT;
        traitsEmail = FieldValue.ABSENT;
        contextTraitsEmail = FieldValue.ABSENT;
        computationId = FieldValue.ABSENT;
        computationKey = FieldValue.ABSENT;
        computationClass = FieldValue.ABSENT;
        traitsFlag = FieldValue.ABSENT;
        propertiesFlag = FieldValue.ABSENT;
        keyStart = -1;
        earlyTraits = -1;
        earlyProperties = -1;
    }

    /** Reads the object that opens here, to behind its end. */
    private boolean members(Part part, int level) {
        if (level > deepest || !opens()) {
            return false;
        }
        if (after('}')) {
            return true;
        }
        do {
            if (!name() || !member(part, level)) {
                return false;
            }
            space();
        } while (comma());
        return after('}');
    }

    private boolean member(Part part, int level) {
        return switch (part) {
            case MESSAGE -> ofMessage();
            case CONTEXT -> ofContext(level);
            case CONTEXT_TRAITS -> ofContextTraits(level);
            case PERSONAS -> ofPersonas(level);
            case TRAITS -> ofTraits(level);
            case PROPERTIES -> ofProperties(level);
        };
    }

    private boolean ofMessage() {
        switch (nameEnd - nameStart) {
            case 4 -> {
                if (isNamed(TYPE)) {
                    return once(Once.TYPE) && type();
                }
            }
            case 6 -> {
                if (isNamed(USER_ID)) {
                    return once(Once.USER_ID) && (userId = identifier()) != null;
                }
                if (isNamed(TRAITS)) {
                    return once(Once.TRAITS) && traits();
                }
            }
            case 7 -> {
                if (isNamed(CONTEXT)) {
                    return once(Once.CONTEXT) && members(Part.CONTEXT, 2);
                }
            }
            case 9 -> {
                if (isNamed(TIMESTAMP)) {
                    return once(Once.TIMESTAMP) && timestamp();
                }
                if (isNamed(MESSAGE_ID)) {
                    return once(Once.MESSAGE_ID) && (messageId = text()) != null;
                }
            }
            case 10 -> {
                if (isNamed(PROPERTIES)) {
                    return once(Once.PROPERTIES) && properties();
                }
            }
            case 11 -> {
                if (isNamed(ANONYMOUS_ID)) {
                    return once(Once.ANONYMOUS_ID) && (anonymousId = identifier()) != null;
                }
            }
            default -> {
                // none that matters has this length, or it is one of an envelope
            }
        }
        return !isOfEnvelope() && skip(1);
    }

    private boolean isOfEnvelope() {
        int length = nameEnd - nameStart;
        if (length < 4 || length > 11) {
            return false;
        }
        for (byte[] name : OF_ENVELOPES) {
            if (name.length == length && isNamed(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean ofContext(int level) {
        if (isNamed(TRAITS)) {
            return once(Once.CONTEXT_TRAITS) && members(Part.CONTEXT_TRAITS, level + 1);
        }
        if (isNamed(PERSONAS)) {
            return once(Once.PERSONAS) && members(Part.PERSONAS, level + 1);
        }
        return skip(level);
    }

    private boolean ofContextTraits(int level) {
        return isNamed(EMAIL) ? once(Once.CONTEXT_EMAIL) && (contextTraitsEmail = identifier()) != null : skip(level);
    }

    private boolean ofPersonas(int level) {
        if (isNamed(COMPUTATION_ID)) {
            return once(Once.COMPUTATION_ID) && (computationId = repeated()) != null;
        }
        if (isNamed(COMPUTATION_CLASS)) {
            return once(Once.COMPUTATION_CLASS) && (computationClass = repeated()) != null;
        }
        if (!isNamed(COMPUTATION_KEY)) {
            return skip(level);
        }
        if (!once(Once.COMPUTATION_KEY) || (computationKey = repeated()) == null) {
            return false;
        }
        keyEnd = pos - 1;
        keyStart = keyEnd - computationKey.text().length();
        return true;
    }

    private boolean traits() {
        earlyTraits = keyStart < 0 ? pos : -1;
        return members(Part.TRAITS, 2);
    }

    private boolean properties() {
        earlyProperties = keyStart < 0 ? pos : -1;
        return members(Part.PROPERTIES, 2);
    }

    private boolean ofTraits(int level) {
        boolean flag = isFlag();
        boolean email = isNamed(EMAIL);
        if (!flag && !email) {
            return skip(level);
        }
        FieldValue value = identifier();
        if (flag) {
            traitsFlag = value;
        }
        if (email) {
            traitsEmail = value;
        }
        return value != null && (!flag || once(Once.TRAITS_FLAG)) && (!email || once(Once.TRAITS_EMAIL));
    }

    private boolean ofProperties(int level) {
        if (!isFlag()) {
            return skip(level);
        }
        propertiesFlag = identifier();
        return propertiesFlag != null && once(Once.PROPERTIES_FLAG);
    }

    /** Reads {@code traits} or {@code properties} again, now that the name of the flag is known. */
    private boolean flagBehind(Part part, int from) {
        if (keyStart < 0) {
            return true;
        }
        int behind = pos;
        pos = from;
        seen &= ~(1 << Once.TRAITS_EMAIL.ordinal());
        boolean read = members(part, 2);
        pos = behind;
        return read;
    }

    private boolean isFlag() {
        return keyStart >= 0
                && nameEnd - nameStart == keyEnd - keyStart
                && isEqual(doc, nameStart, doc, keyStart, keyEnd - keyStart);
    }

    private boolean isNamed(byte[] name) {
        return nameEnd - nameStart == name.length && isEqual(doc, nameStart, name, 0, name.length);
    }

    /** Names are short: a call to compare them in strides costs more. */
    private static boolean isEqual(byte[] one, int at, byte[] other, int from, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (one[at + i] != other[from + i]) {
                return false;
            }
        }
        return true;
    }

    private boolean once(Once member) {
        int bit = 1 << member.ordinal();
        boolean first = (seen & bit) == 0;
        seen |= bit;
        return first;
    }

    private boolean type() {
        int from = pos + 1;
        if (!plainString()) {
            return false;
        }
        int length = pos - 1 - from;
        if (length == TRACK.length && isEqual(doc, from, TRACK, 0, length)) {
            type = "track";
        } else if (length == IDENTIFY.length && isEqual(doc, from, IDENTIFY, 0, length)) {
            type = "identify";
        } else {
            type = ofBytes(from, pos - 1);
        }
        return true;
    }

    private boolean timestamp() {
        int from = pos + 1;
        if (!plainString() || pos - 1 - from > LONGEST_TIME) {
            return false;
        }
        int length = pos - 1 - from;
        for (int i = 0; i < length; i++) {
            time[i] = (char) doc[from + i];
        }
        timestamp = EventTime.ofText(time, 0, length);
        return true;
    }

    private String text() {
        int from = pos + 1;
        return plainString() ? ofBytes(from, pos - 1) : null;
    }

    private FieldValue repeated() {
        int from = pos + 1;
        return plainString() ? texts.text(doc, from, pos - 1) : null;
    }

    /** A text, {@code true}, {@code false} or {@code null}; nothing when it is anything else. */
    private FieldValue identifier() {
        if (pos == end) {
            return null;
        }
        return switch (doc[pos]) {
            case '"' -> asciiText();
            case 't' -> literal("true") ? FieldValue.TRUE : null;
            case 'f' -> literal("false") ? FieldValue.FALSE : null;
            case 'n' -> literal("null") ? FieldValue.NULL : null;
            default -> null;
        };
    }

    private FieldValue asciiText() {
        int from = pos + 1;
        return plainString() ? FieldValue.ascii(doc, from, pos - 1) : null;
    }

    private String ofBytes(int from, int to) {
        return new String(doc, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Reads a name of plain letters, and steps to its value. */
    private boolean name() {
        int from = pos + 1;
        if (!plainString()) {
            return false;
        }
        nameStart = from;
        nameEnd = pos - 1;
        return colon();
    }

    /** Steps over a string of ASCII without escapes. */
    private boolean plainString() {
        int i = plain();
        if (i < 0 || doc[i] != '"') {
            return false;
        }
        pos = i + 1;
        return true;
    }

    /** The index of the first byte that is not plain in the string that opens here, or -1 when it is no such string. */
    private int plain() {
        int from = pos;
        if (from >= end || doc[from] != '"') {
            return -1;
        }
        int i = PlainLetters.end(doc, from + 1, end);
        return i < end && i - from - 1 <= longest ? i : -1;
    }

    /** Steps over a string of any letters and escapes. */
    private boolean string() {
        int from = pos;
        int i = plain();
        if (i < 0) {
            return false;
        }
        while (doc[i] != '"') {
            if (doc[i] < 0) {
                foreign = true;
                i++;
            } else if (doc[i] == '\\') {
                i = behindEscape(i);
            } else {
                return false;
            }
            i = PlainLetters.end(doc, i, end);
            if (i >= end || i - from > longest) {
                return false;
            }
        }
        pos = i + 1;
        return true;
    }

    /** The index after the escape at {@code at}; the end of all when it is none. */
    private int behindEscape(int at) {
        if (at + 1 >= end) {
            return end;
        }
        return switch (doc[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> {
                boolean hex = at + 6 <= end;
                for (int i = at + 2; hex && i < at + 6; i++) {
                    hex = doc[i] > 0 && Character.digit(doc[i], 16) >= 0;
                }
                yield hex ? at + 6 : end;
            }
            default -> end;
        };
    }

    /** Steps over any value of a member or an element at this level. */
    private boolean skip(int level) {
        if (pos >= end) {
            return false;
        }
        return switch (doc[pos]) {
            case '"' -> string();
            case '{' -> skipMembers(level + 1);
            case '[' -> skipElements(level + 1);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean skipMembers(int level) {
        if (level > deepest || !opens()) {
            return false;
        }
        if (after('}')) {
            return true;
        }
        do {
            if (!string() || !colon() || !skip(level)) {
                return false;
            }
            space();
        } while (comma());
        return after('}');
    }

    private boolean skipElements(int level) {
        if (level > deepest) {
            return false;
        }
        pos++;
        space();
        if (after(']')) {
            return true;
        }
        do {
            if (!skip(level)) {
                return false;
            }
            space();
        } while (comma());
        return after(']');
    }

    /** Whether the letters stand here; what follows them is for others to judge, as a comma or bracket must. */
    private boolean literal(String letters) {
        if (end - pos < letters.length()) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            if (doc[pos + i] != letters.charAt(i)) {
                return false;
            }
        }
        pos += letters.length();
        return true;
    }

    private boolean number() {
        int from = pos;
        after('-');
        int first = pos;
        if (!digits() || doc[first] == '0' && pos - first > 1) {
            return false;
        }
        if (after('.') && !digits()) {
            return false;
        }
        if (after('e') || after('E')) {
            if (!after('+')) {
                after('-');
            }
            if (!digits()) {
                return false;
            }
        }
        return pos - from <= LONGEST_NUMBER;
    }

    /** Steps over digits, and says whether there are any. */
    private boolean digits() {
        int from = pos;
        while (pos < end && doc[pos] >= '0' && doc[pos] <= '9') {
            pos++;
        }
        return pos > from;
    }

    /** Steps over an opening brace and the space behind it. */
    private boolean opens() {
        if (!after('{')) {
            return false;
        }
        space();
        return true;
    }

    private boolean colon() {
        space();
        if (!after(':')) {
            return false;
        }
        space();
        return true;
    }

    private boolean comma() {
        if (!after(',')) {
            return false;
        }
        space();
        return true;
    }

    private boolean after(char expected) {
        if (pos < end && doc[pos] == expected) {
            pos++;
            return true;
        }
        return false;
    }

    private void space() {
        if (pos < end && doc[pos] <= ' ') {
            pos = LexicalScan.skipSpace(doc, pos, end);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
