package io.github.camelaudience.launchdarkly.core.trigger;

/** A text between quotes. FQL has no escape inside them, so a text with both kinds of quotes cannot be written. */
final class Quoted {

    private Quoted() {}

    static String of(String text) {
        char quote = text.indexOf('"') < 0 ? '"' : '\'';
        return quote + text + quote;
    }
}
