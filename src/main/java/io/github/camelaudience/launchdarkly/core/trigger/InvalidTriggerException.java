package io.github.camelaudience.launchdarkly.core.trigger;

/**
 * Says that a trigger is not FQL. The message shows the line, a caret under the mistake, and what was expected there.
 */
public final class InvalidTriggerException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    InvalidTriggerException(String fql, int offset, String problem) {
        this(fql, Position.of(fql, offset), problem);
    }

    private InvalidTriggerException(String fql, Position position, String problem) {
        super("trigger, %s: %s%n%s".formatted(position, problem, position.caret(fql)));
        this.line = position.line();
        this.column = position.column();
    }

    /** Returns the line of the mistake; the first is 1. */
    public int getLine() {
        return line;
    }

    /** Returns the column of the mistake; the first is 1. */
    public int getColumn() {
        return column;
    }
}
