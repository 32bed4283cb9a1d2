package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.membership.Wildcard;
import io.github.camelaudience.launchdarkly.core.trigger.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads tokens by recursive descent: {@code or} of {@code and} of tests, functions and groups. */
final class FqlParser {

    private static final int DEEPEST_GROUP = 50;

    private final String fql;
    private final List<Token> tokens;
    private final List<String> warnings = new ArrayList<>();
    private int at;
    private int depth;
    /** The first operator of the group that is read, or {@code null}. */
    private Kind firstJoin;

    private boolean toldOfGrouping;

    private FqlParser(String fql) {
        this.fql = fql;
        this.tokens = FqlLexer.tokens(fql);
    }

    /**
     * What the text means.
     *
     * @param condition what to test
     * @param warnings  where the hosted destination would read it differently
     */
    record Parsed(Condition condition, List<String> warnings) {}

    static Parsed parse(String fql) {
        FqlParser parser = new FqlParser(fql);
        if (parser.peek().kind() == Kind.END) {
            throw parser.expected("a condition such as type = \"identify\"");
        }
        Condition condition = parser.or();
        if (parser.peek().kind() != Kind.END) {
            throw parser.expected("\"and\", \"or\" or the end");
        }
        return new Parsed(condition, List.copyOf(parser.warnings));
    }

    private Condition or() {
        List<Condition> parts = new ArrayList<>(List.of(and()));
        while (peek().kind() == Kind.OR) {
            join();
            parts.add(and());
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.Any(List.copyOf(parts));
    }

    private Condition and() {
        List<Condition> parts = new ArrayList<>(List.of(operand()));
        while (peek().kind() == Kind.AND) {
            join();
            parts.add(operand());
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.All(List.copyOf(parts));
    }

    private void join() {
        Token join = take();
        if (firstJoin != null && firstJoin != join.kind()) {
            groupedOtherwise(join);
        }
        firstJoin = firstJoin == null ? join.kind() : firstJoin;
    }

    /**
     * Warns once, and not only where the result differs: in the hosted destination the last operator of a group joins all
     * tests of it, a group ends at the first closing parenthesis even when that one belongs to a function, and a group
     * within a group makes the whole trigger match nothing (rule F1).
     */
    private void groupedOtherwise(Token place) {
        if (!toldOfGrouping) {
            toldOfGrouping = true;
            warn(
                    place,
                    "here \"and\" binds tighter than \"or\" and parentheses nest; Segment's hosted destination groups"
                            + " this another way (rule F1)");
        }
    }

    private Condition operand() {
        Token token = peek();
        return switch (token.kind()) {
            case NOT -> negated();
            case LEFT -> group();
            case PATH -> isFunction(token) ? function(false) : test();
            default -> throw expected("a field such as type or properties.plan, a function or \"(\"");
        };
    }

    private Condition negated() {
        Token not = take();
        if (peek().kind() == Kind.PATH && isFunction(peek())) {
            return function(true);
        }
        if (peek().kind() != Kind.LEFT) {
            throw expected("contains(, match( or \"(\" after \"!\"; to negate a test write !=");
        }
        warn(not, "Segment's hosted destination ignores this \"!\" (rule F6)");
        return new Condition.Not(group());
    }

    private Condition group() {
        Token left = take();
        if (++depth > DEEPEST_GROUP) {
            throw error(left, "parentheses nest deeper than " + DEEPEST_GROUP);
        }
        if (depth > 1) {
            groupedOtherwise(left);
        }
        Kind outer = firstJoin;
        firstJoin = null;
        Condition inner = or();
        take(Kind.RIGHT, "\")\"");
        firstJoin = outer;
        depth--;
        return inner;
    }

    private Condition function(boolean negated) {
        Token name = take();
        take(Kind.LEFT, "\"(\"");
        Token path = take(Kind.PATH, "a field such as event or properties.plan");
        Field field = field(path);
        take(Kind.COMMA, "\",\"");
        Token text = take(Kind.STRING, "a text in quotes");
        take(Kind.RIGHT, "\")\"");
        boolean contains = name.text().equals("contains");
        Condition test = contains
                ? new Condition.Contains(field, text.text(), negated)
                : new Condition.Matches(field, pattern(text), negated);
        boolean known = FieldConditions.functionKnown(field);
        if (!known) {
            warn(path, "Segment's hosted destination drops this test of " + path.text() + " (rule F2)");
        }
        if (depth > 0 && peek().kind() != Kind.RIGHT) {
            groupedOtherwise(name);
        }
        return test;
    }

    private Wildcard pattern(Token text) {
        Wildcard pattern = Wildcard.of(text.text());
        if (!pattern.isPrefixOrSuffix()) {
            warn(text, "Segment's hosted destination reads only patterns like \"begin*\" or \"*end\" (rule F7)");
        }
        return pattern;
    }

    private Condition test() {
        Token path = take();
        Field field = field(path);
        Token operator = take(Kind.OPERATOR, "=, !=, <, <=, > or >= after " + path.text());
        Condition test = FieldConditions.of(field, operator, value(), problem -> error(tokens.get(at - 1), problem));
        boolean known = FieldConditions.testKnown(field);
        if (!known) {
            warn(path, "Segment's hosted destination drops this test of " + path.text() + " (rule F2)");
        }
        return test;
    }

    private Token value() {
        Token value = peek();
        switch (value.kind()) {
            case STRING, NUMBER, NULL, TRUE, FALSE -> {
                return take();
            }
            case PATH -> {
                warn(value, "a text without quotes; write \"" + value.text() + "\"");
                return new Token(Kind.STRING, take().text(), value.offset());
            }
            default -> throw expected("a text in quotes, a number, true, false or null");
        }
    }

    private Field field(Token path) {
        Field field = new Field(new JsonPath(path.parts()));
        boolean plain = Field.PLAIN.contains(field.root()) && path.parts().size() == 1;
        if (!plain && !Field.NESTED.contains(field.root())) {
            throw error(
                    path,
                    "unknown field " + path.text()
                            + "; expected type, event, name, userId, anonymousId, groupId, messageId, context.*,"
                            + " properties.* or traits.*");
        }
        return field;
    }

    private boolean isFunction(Token token) {
        boolean function = token.text().equals("contains") || token.text().equals("match");
        if (!function && tokens.get(at + 1).kind() == Kind.LEFT) {
            throw error(
                    token,
                    "unknown function " + token.text().toLowerCase(Locale.ROOT) + "; expected contains or match");
        }
        return function;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }

    private Token take(Kind kind, String what) {
        if (peek().kind() != kind) {
            throw expected(what);
        }
        return take();
    }

    private void warn(Token token, String text) {
        warnings.add(Position.of(fql, token.offset()) + ": " + text);
    }

    private InvalidTriggerException expected(String what) {
        return error(peek(), "expected " + what + " but found " + peek().shown());
    }

    private InvalidTriggerException error(Token token, String problem) {
        return new InvalidTriggerException(fql, token.offset(), problem);
    }

    /** Digits of a number as JavaScript would print a number of ordinary size. */
    static String plain(String number) {
        BigDecimal decimal = new BigDecimal(number);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
