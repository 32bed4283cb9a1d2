package io.github.camelaudience.launchdarkly;

/** Says what the endpoint does with an exchange. The names are values of the option {@code operation}. */
public enum Operation {
    /** Applies the messages of the body to LaunchDarkly. */
    sync,
    /** Checks the client-side ID and the access token; the body becomes the result. */
    verify,
    /**
     * Tells for each message of the body what would be done, and why; the body becomes the answer, a JSON array that
     * holds identifiers of people. Sends and remembers nothing.
     */
    explain,
    /**
     * Compares for the people and audiences that the body names what LaunchDarkly accepted last with what it holds; the body
     * becomes the answer, which holds identifiers of people. Changes nothing.
     */
    audit,
    /**
     * Tells what the ledger knows of one membership, or of one person: in or out, since when, by which message, from where, by which
     * request. The body becomes the answer, which holds identifiers of people. Changes nothing, and asks LaunchDarkly nothing.
     */
    why,
    /**
     * Makes an audience what the body says: the context keys that should be in it, as rows. The body becomes a report. Needs the time at
     * which that was true, and a ledger that outlives the process.
     */
    mirror,
    /**
     * Releases the audience whose id is the body, if too many people have left it: for an hour its removals pass. The body becomes the
     * answer, which says how many were held.
     */
    release
}
