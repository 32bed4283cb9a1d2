package io.github.camelaudience.launchdarkly.core.trigger;

import java.util.List;

/**
 * A word of FQL.
 *
 * @param kind   what it is
 * @param text   as written; for {@link Kind#STRING} what stands between the quotes
 * @param parts  for {@link Kind#PATH} the unescaped parts between the dots, else empty
 * @param offset where it begins
 */
record Token(Kind kind, String text, List<String> parts, int offset) {

    enum Kind {
        PATH,
        STRING,
        NUMBER,
        OPERATOR,
        AND,
        OR,
        NULL,
        TRUE,
        FALSE,
        NOT,
        LEFT,
        RIGHT,
        COMMA,
        END
    }

    Token(Kind kind, String text, int offset) {
        this(kind, text, List.of(), offset);
    }

    /** For error messages. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case STRING -> "a text";
            default -> "\"" + text + "\"";
        };
    }
}
