package io.github.camelaudience.standin;

/**
 * What the parser made of a body.
 *
 * @param body    what could be read
 * @param problem why LaunchDarkly would refuse the whole request, or {@code null}; names the place, never a value
 */
record ParsedBody(SyncBody body, String problem) {

    static final ParsedBody NONE = new ParsedBody(SyncBody.EMPTY, "the request has no body");
}
