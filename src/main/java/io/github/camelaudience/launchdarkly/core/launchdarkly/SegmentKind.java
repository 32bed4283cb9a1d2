package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** Names the kinds of segments that members can be written to. The names are values of the option {@code backend}. */
public enum SegmentKind {
    /** Synced segments, by the route for partners: LaunchDarkly makes them; not documented for all plans and instances. */
    synced,
    /** Standard segments, by the public REST API: at most 15,000 targets each; every SDK knows them. */
    standard,
    /** Big segments, by the public REST API: no limit of members is documented; SDKs of servers need a store for them. */
    big
}
