package io.github.camelaudience.launchdarkly.vectors;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where we differ from the reference destination on purpose, each as a switch of {@link ReferenceModel}. D1 to D24 are the
 * rules of the semantics page; M, N and S cover the user's mapping, the shape of events and the settings. Rules about
 * time (D22's cool-down, D26) and D25 (the user agent, on every request) need no switch.
 */
enum Rule {
    D1("a flag \"true\" or \"false\" as text, in any ASCII case, counts as that boolean"),
    D2("a flag that is neither a boolean nor such a text is rejected"),
    D3("a journey step without a flag adds"),
    D4("a flag inherited from a prototype is no flag"),
    D5("identify reads the flag in traits, then properties; every other type in properties, then traits"),
    D6("a message without an identifier is skipped"),
    D7("a blank identifier is absent"),
    D8("an integral number keeps its digits as an identifier; any other number that is consulted is rejected"),
    D9("a boolean or an array as a consulted identifier is rejected"),
    D10("a message of another computation class is skipped"),
    D11("a blank audience id or key is rejected; when the name is blank the id is the name"),
    D12("a context kind outside [A-Za-z0-9._-]+, or kind, or multi, is rejected"),
    D13("an unpaired surrogate in anything sent is rejected"),
    D14("the first e-mail address that is not blank is taken"),
    D15("two context kinds of one audience are two requests"),
    D16("of several changes of one slot the last is sent, once"),
    D17("the last name of an audience is the name for all"),
    D18("no request has more than 1000 members"),
    D19("a refused audience fails its own messages only"),
    D20("400, 413 and 422 for many members are bisected"),
    D21("409, 408, 423, 425, 429, 5xx except 501 and network errors are retried; 409 key_exists is success"),
    D22("401 and 403 stop the sending"),
    D23("a redirect is an error"),
    D24("a message of another type is skipped"),
    M1("a mapping that cannot work is refused at start, whatever the messages"),
    M2("a mapping that fails on one message rejects that message only"),
    M3("without context_kind or context_key in the mapping the endpoint's defaults apply"),
    M4("enable_batching and audience_action are not read"),
    M5("a path sees own members and elements only: nothing inherited, no length, no characters of a text"),
    M6("a path through zero, false or an empty text finds nothing"),
    M7("a template does not expand what it has inserted"),
    M8("an object or an array in a template, or a text made of one, rejects the message"),
    M9("an integral number in a template or a replacement keeps its digits"),
    N1("an event that is no JSON object is rejected, and only that event"),
    N2("a null context or personas does not fail the whole delivery"),
    S1("a blank or evidently wrong token and a blank environment are refused at start");

    private final String meaning;

    Rule(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    /** No rule: the reference destination as it is. */
    static Set<Rule> none() {
        return EnumSet.noneOf(Rule.class);
    }

    /** All rules: what we do. */
    static Set<Rule> all() {
        return EnumSet.allOf(Rule.class);
    }
}
