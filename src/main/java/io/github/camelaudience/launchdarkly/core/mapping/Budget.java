package io.github.camelaudience.launchdarkly.core.mapping;

/** What one message may cost (rule M14). One instance per message; not for use by many threads. */
final class Budget {

    /** Longest text a directive may make, in UTF-16 units. */
    static final int LONGEST_TEXT = 64 * 1024;

    private static final int MOST_STEPS = 1_000_000;

    /** Most text of all names that directives make of one message, in UTF-16 units. */
    private static final int MOST_OF_NAMES = 4 * 1024 * 1024;

    private int steps;
    private int ofNames;

    /** Counts one evaluated expression or visited value. */
    void step(String path) throws MappingFailedException {
        if (++steps > MOST_STEPS) {
            throw new MappingFailedException(path, "needs more than " + MOST_STEPS + " steps");
        }
    }

    /** A name of a member, unless it is too long, or all are together: many may begin with one that is long. */
    String name(String name, String path) throws MappingFailedException {
        check(name, path);
        ofNames += name.length();
        if (ofNames > MOST_OF_NAMES) {
            throw new MappingFailedException(
                    path, "makes names of more than " + MOST_OF_NAMES + " characters together");
        }
        return name;
    }

    /** The text, unless it is too long. */
    static String text(CharSequence text, String path) throws MappingFailedException {
        check(text, path);
        return text.toString();
    }

    /** Refuses a text that is too long, finished or not. */
    static void check(CharSequence text, String path) throws MappingFailedException {
        if (text.length() > LONGEST_TEXT) {
            throw new MappingFailedException(path, "makes a text of more than " + LONGEST_TEXT + " characters");
        }
    }
}
