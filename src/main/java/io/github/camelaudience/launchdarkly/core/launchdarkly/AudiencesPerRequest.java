package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** Says whether the members of a request may be of several audiences (rule D15). */
public enum AudiencesPerRequest {
    /** One: a request is for one audience. */
    one,
    /** Many: each member of a request says which audience it is of, so that changes of all audiences share requests. */
    many
}
