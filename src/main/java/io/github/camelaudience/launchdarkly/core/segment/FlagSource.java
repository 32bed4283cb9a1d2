package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.ObjectMembers;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import java.io.IOException;

/**
 * {@code traits} or {@code properties}: where the membership flag is looked for. The name of the flag may be known only
 * after the members went by; then they are looked at once more, by their byte range.
 */
final class FlagSource {

    /** Level of {@code traits} and {@code properties} in a message. */
    private static final int LEVEL = 2;

    private static final int NOT_AN_OBJECT = -1;

    private final ValueReader values;
    private int start;
    private String lookedFor;
    private FieldValue flag;
    private FieldValue email;

    FlagSource(ValueReader values) {
        this.values = values;
        clear();
    }

    void clear() {
        start = NOT_AN_OBJECT;
        lookedFor = null;
        flag = FieldValue.ABSENT;
        email = FieldValue.ABSENT;
    }

    /** Reads the value that starts with {@code token}; what was read before counts no more. */
    void read(TokenStream in, JsonToken token, String flagName) throws IOException {
        clear();
        JsonParser parser = in.parser();
        if (token != JsonToken.START_OBJECT) {
            values.skip(parser, token, LEVEL);
            return;
        }
        values.enter(LEVEL);
        start = in.tokenStart();
        lookedFor = flagName;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            boolean isFlag = name.equals(flagName);
            boolean isEmail = name.equals("email");
            if (!isFlag && !isEmail) {
                values.skip(parser, value, LEVEL + 1);
                continue;
            }
            FieldValue read = values.read(parser, value, LEVEL + 1);
            flag = isFlag ? read : flag;
            email = isEmail ? read : email;
        }
    }

    FieldValue email() {
        return email;
    }

    /** The member with this name, {@code null} naming nothing. The object ends before {@code end}. */
    FieldValue flag(String flagName, byte[] doc, int end, JsonFactory factory) throws IOException {
        if (start == NOT_AN_OBJECT || flagName == null) {
            return FieldValue.ABSENT;
        }
        return flagName.equals(lookedFor) ? flag : search(flagName, doc, end, factory);
    }

    private FieldValue search(String flagName, byte[] doc, int end, JsonFactory factory) throws IOException {
        ObjectMembers members = new ObjectMembers(doc, start, end);
        int at = NOT_AN_OBJECT;
        int until = end;
        while (members.next()) {
            if (members.isNamed(flagName)) {
                at = members.valueStart();
                until = members.valueEnd();
            }
        }
        if (at == NOT_AN_OBJECT) {
            return FieldValue.ABSENT;
        }
        return switch (doc[at]) {
            case 't' -> FieldValue.TRUE;
            case 'f' -> FieldValue.FALSE;
            case 'n' -> FieldValue.NULL;
            default -> {
                try (TokenStream in = new TokenStream(factory, doc, at, until)) {
                    yield values.read(in.parser(), in.next(), LEVEL + 1);
                }
            }
        };
    }
}
