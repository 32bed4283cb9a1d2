package io.github.camelaudience.bench;

/** One way to do the work of a {@link Load}. */
interface Contender {

    String name();

    /** Does it, and returns when all is done that was asked for; answers what it cost. */
    Cost run(Load load) throws Exception;

    /** What LaunchDarkly holds after it, or what must be there because nothing was sent. */
    Digest result(Load load) throws Exception;
}
