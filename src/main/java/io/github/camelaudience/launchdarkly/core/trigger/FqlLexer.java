package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.trigger.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts FQL into tokens; the last one is {@link Kind#END}. */
final class FqlLexer {

    private final String fql;
    private int at;

    private FqlLexer(String fql) {
        this.fql = fql;
    }

    static List<Token> tokens(String fql) {
        return new FqlLexer(fql).all();
    }

    private List<Token> all() {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            while (at < fql.length() && Character.isWhitespace(fql.charAt(at))) {
                at++;
            }
            Token token = next();
            tokens.add(token);
            if (token.kind() == Kind.END) {
                return List.copyOf(tokens);
            }
        }
    }

    private Token next() {
        if (at == fql.length()) {
            return new Token(Kind.END, "", at);
        }
        char c = fql.charAt(at);
        return switch (c) {
            case '(' -> symbol(Kind.LEFT, 1);
            case ')' -> symbol(Kind.RIGHT, 1);
            case ',' -> symbol(Kind.COMMA, 1);
            case '"', '\'' -> string(c);
            case '=' -> equal();
            case '<', '>' -> symbol(Kind.OPERATOR, peek(1) == '=' ? 2 : 1);
            case '!' -> peek(1) == '=' ? symbol(Kind.OPERATOR, 2) : symbol(Kind.NOT, 1);
            default -> {
                if (isDigit(c) || c == '-' || c == '+') {
                    yield number();
                }
                if (isLetter(c) || c == '_' || c == '\\') {
                    yield word();
                }
                throw error(at, "unexpected \"" + c + "\"; expected a field, a value or a parenthesis");
            }
        };
    }

    private Token equal() {
        if (peek(1) == '=') {
            throw error(at + 1, "FQL compares with a single \"=\"");
        }
        return symbol(Kind.OPERATOR, 1);
    }

    private Token symbol(Kind kind, int length) {
        Token token = new Token(kind, fql.substring(at, at + length), at);
        at += length;
        return token;
    }

    /** Between quotes a backslash stands for itself, so a text with double quotes is written in single ones. */
    private Token string(char quote) {
        int end = fql.indexOf(quote, at + 1);
        if (end < 0) {
            throw error(at, "this text has no closing " + quote);
        }
        Token token = new Token(Kind.STRING, fql.substring(at + 1, end), at);
        at = end + 1;
        return token;
    }

    private Token number() {
        int start = at++;
        int dots = 0;
        while (isDigit(peek(0)) || peek(0) == '.') {
            dots += peek(0) == '.' ? 1 : 0;
            at++;
        }
        String text = fql.substring(start, at);
        if (dots > 1 || text.endsWith(".") || !isDigit(text.charAt(text.length() - 1)) || isNamePart(peek(0))) {
            throw error(start, "expected a number such as 5 or -5.25");
        }
        return new Token(Kind.NUMBER, text, start);
    }

    private Token word() {
        int start = at;
        List<String> parts = new ArrayList<>();
        parts.add(part());
        while (peek(0) == '.') {
            at++;
            parts.add(part());
        }
        if (peek(0) == '[') {
            throw error(
                    at, "FQL paths have no brackets; write .0 for an element and a backslash before odd characters");
        }
        String text = fql.substring(start, at);
        return switch (text) {
            case "and" -> new Token(Kind.AND, text, start);
            case "or" -> new Token(Kind.OR, text, start);
            case "null" -> new Token(Kind.NULL, text, start);
            case "true" -> new Token(Kind.TRUE, text, start);
            case "false" -> new Token(Kind.FALSE, text, start);
            case "AND", "And", "OR", "Or" -> throw error(start, "FQL writes and and or in small letters");
            default -> new Token(Kind.PATH, text, List.copyOf(parts), start);
        };
    }

    private String part() {
        StringBuilder part = new StringBuilder();
        while (isNamePart(peek(0)) || peek(0) == '\\') {
            if (peek(0) == '\\' && ++at == fql.length()) {
                throw error(at, "expected the escaped character after the backslash");
            }
            part.append(fql.charAt(at++));
        }
        if (part.isEmpty()) {
            throw error(at, "expected a name after the dot");
        }
        return part.toString();
    }

    private char peek(int ahead) {
        return at + ahead < fql.length() ? fql.charAt(at + ahead) : '\0';
    }

    private InvalidTriggerException error(int offset, String problem) {
        return new InvalidTriggerException(fql, offset, problem);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** What a path may hold without a backslash. */
    static boolean isNamePart(char c) {
        return isLetter(c) || isDigit(c) || c == '_' || c == '-';
    }
}
