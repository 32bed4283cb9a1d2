package io.github.camelaudience.launchdarkly.core.membership;

/**
 * Names every difference from Segment's own <em>LaunchDarkly Audiences</em> destination that is made on purpose. A
 * difference without a rule here is a bug. {@code docs/reference/differences.md} and the explain operation take their texts from
 * here.
 *
 * <p>D is about messages and delivery, M about a mapping of the user's, F about a trigger of the user's, N about the
 * shape of input, S about settings. An id never changes its meaning.
 */
public enum DifferenceRule {
    D1(
            "flag `true` or `false`, or the texts `\"true\"` and `\"false\"` in any ASCII case",
            "whatever JavaScript holds for true, so `\"false\"` adds",
            "true adds, false removes, as boolean and as text"),
    D2(
            "flag that is absent, `null`, a number, `\"\"`, another text, an object or an array",
            "whatever JavaScript holds for true; an absent flag removes",
            "rejected as `MEMBERSHIP_UNDETERMINED`; with `onMissingMembership=remove` an absent or null flag removes"),
    D3("journey step without a flag", "removes", "adds"),
    D4("audience key such as `constructor`", "a flag inherited from a prototype adds", "only own members are flags"),
    D5(
            "`traits_or_props` as by default",
            "reads the flag in `properties` when there are any, else in `traits`",
            "`identify` reads `traits`, then `properties`; every other type `properties`, then `traits`"),
    D6("no identifier", "sends a member without `userId`, which fails the request", "skipped as `NO_CONTEXT_KEY`"),
    D7(
            "identifier that is blank: empty, or white space of any script only",
            "sent in a batch; an empty one is dropped from a single message",
            "counts as absent, so the next of the priority is tried"),
    D8(
            "number as an identifier",
            "the text JavaScript makes of it, such as `1e+21`",
            "an integral number keeps its digits; any other is rejected where it is consulted"),
    D9(
            "boolean, array or object as an identifier",
            "`true` becomes `\"true\"`, `[\"u9\"]` becomes `\"u9\"`",
            "rejected as `INVALID_IDENTIFIER`"),
    D10("computation class that is neither `audience` nor `journey_step`", "an error", "skipped as `NOT_AN_AUDIENCE`"),
    D11(
            "audience id, key or name that is missing or blank",
            "sent in a batch",
            "id and key: rejected, with `audienceIdFallback=key` the key is the id; name: the id is the name"),
    D12("context kind outside `[A-Za-z0-9._-]+`, or `kind`, or `multi`", "sent", "rejected as `INVALID_CONTEXT_KIND`"),
    D13("unpaired surrogate in a text that is sent", "sent as it is", "rejected as `INVALID_UNICODE`"),
    D14(
            "`traits.email` blank and `context.traits.email` not",
            "the blank one is taken",
            "the first that is not blank is taken"),
    D15(
            "two context kinds of one audience in a batch",
            "one request under the first kind",
            "one request for each environment, kind and audience, or with audiencesPerRequest=many for each environment"
                    + " and kind; several may be under way, but no membership is in two of them"),
    D16(
            "several changes of one membership in a window",
            "all are sent",
            "the last by event time, then arrival, is sent once; the others complete with it"),
    D17("audience renamed within a window", "two names in one request", "the last name for all"),
    D18(
            "more members than `maxBatchSize`, or more bytes than `maxBatchBytes`",
            "one request of any size",
            "as many requests as it takes"),
    D19("one audience refused", "the whole batch fails", "an outcome for each audience and message"),
    D20("400, 413 or 422 to many members", "all are lost", "bisected until the guilty member is alone"),
    D21(
            "409 (unless `key_exists`), 408, 423, 425, 429, 5xx but 501, network errors",
            "left to Segment, which gives up on 409 and ignores the headers of the answer",
            "retried in place, in order, as the headers of the answer ask; `key_exists` is success"),
    D22(
            "401 or 403",
            "the messages are lost",
            "the exchange fails with `UnauthorizedException`, sending stops for a cool-down"),
    D23("redirect", "followed", "refused"),
    D24("message of a type that is not asked for", "an error in a batch", "skipped as `NOT_SUBSCRIBED`"),
    D25("header `User-Agent`", "Segment's", "`camel-launchdarkly-audience/<version>`"),
    D26(
            "older event after a newer one of the same membership",
            "applied",
            "skipped as `STALE`; an event time more than 5 minutes ahead counts as the time of arrival"),
    D27(
            "identifier that the priority does not ask for and that no context key can be: an object, several values, a"
                    + " mapping that fails",
            "an error",
            "not looked at: the identifiers that count decide"),
    D28(
            "answer that no member can have caused: a redirect, 404, 405, 407, 410, 421, another 4xx without a rule, 501, a"
                    + " success with a page of HTML; 400 or 422 with one code for each of the first three members sent"
                    + " alone, before anything was ever accepted",
            "the messages are lost, or count as delivered",
            "held: nothing is rejected, the exchange fails and can be sent again, one request at a time finds out when"
                    + " LaunchDarkly accepts again; the health check is down and quotes the answer. A 403 that is not in"
                    + " LaunchDarkly's form, soon after a request was accepted, is bisected once"),
    D29(
            "the same `messageId` again",
            "applied again",
            "skipped as `DUPLICATE` if the last accepted change of the membership had that id, value and event time; a blank"
                    + " id is none"),
    D30(
            "event time that is not RFC 3339",
            "not looked at",
            "a blank for the `T`, `UTC`, an offset without a colon and no zone are read, so are seconds, milliseconds,"
                    + " microseconds and nanoseconds since the epoch; a time that cannot be read gives way to the next of"
                    + " `timestamp`, `originalTimestamp`, `receivedAt`, `sentAt`, and if none can, the message counts as"
                    + " happening on arrival. In CSV the row is rejected"),
    D31(
            "object without a text as its `type` that is no known envelope and that the trigger does not match",
            "dropped",
            "rejected as `NOT_A_MESSAGE`"),
    D32(
            "mapping whose `traits_or_props` or `user_email` is what Segment's default mapping has there",
            "taken at its word",
            "counts as not set, so D5 and D14 hold"),
    D33("blank override of environment, context kind or audience name", "knows no overrides", "counts as none"),
    D34(
            "document of which a part cannot be read",
            "is given events one by one",
            "everything in it but white space and separators belongs to exactly one verdict"),
    D35(
            "audience that `allowAudiences` or `denyAudiences` keeps out",
            "has no such lists",
            "skipped as `AUDIENCE_NOT_ALLOWED`"),
    D36(
            "`delete` message",
            "not subscribed to: the person stays in all segments",
            "skipped as `NOT_SUBSCRIBED`; with `onDelete=remove` the person leaves all audiences that the ledger knows, older"
                    + " events are `STALE`, and the person is forgotten when none can come any more"),
    D37(
            "more removals of one audience within an hour than `brakeShare` and `brakeMinimum` let pass",
            "sent",
            "held until the audience is released; the exchanges fail and can be redelivered"),

    M1(
            "`@template` whose inserted value itself holds `{{...}}`",
            "a value put in by three braces is expanded again",
            "data is never a template"),
    M2(
            "object or array in a `@template`",
            "`[object Object]`, or the elements joined by commas",
            "rejected as `MAPPING_FAILED`"),
    M3(
            "path that goes on after a text, number or boolean: `$.name[0]`, `$.zero.deeper`",
            "the first character; the `0`, `false` or `\"\"` on the way",
            "absent"),
    M4(
            "path to what no JSON holds: `$.constructor`, `$.list.length`",
            "what the prototype or the array has",
            "own members and elements only"),
    M5(
            "number in `@template`, `@replace` or `@json` (encode)",
            "rounded to a double, `1e+21`",
            "all its digits, no exponent, no zeros at the end of a fraction"),
    M6("`$&` or `$1` in `replacement` of `@replace`", "stands for a part of the match", "stands for itself"),
    M7(
            "mapping that cannot work: an unknown directive, `@if` without a condition, an operand that is missing or"
                    + " wrong, an unfinished bracket in a path, `{{ }}`",
            "fails, or does nothing, when it is reached by a message",
            "refused at start"),
    M8(
            "literal that its field refuses: `\"context_key\": \"bogus\"`, `\"segment_audience_id\": \"\"`",
            "each message is refused",
            "refused at start"),
    M9("unknown field in a mapping or in `unset`", "ignored", "refused at start; `__segment_internal_...` is ignored"),
    M10(
            "`@merge` of something that is no object",
            "a text becomes a member per character, an array one per element",
            "refused at start when it stands in the mapping, else adds nothing"),
    M11("`$.` in the middle of a path", "the first is cut out, wherever it stands", "cut off at the beginning only"),
    M12(
            "`audience_action`, `enable_batching`, `batch_size`, `batch_bytes`, `batch_keys`",
            "a value of the wrong kind refuses each message",
            "ignored, with a warning"),
    M13("directive that fails on one message", "the whole delivery fails", "`MAPPING_FAILED` for that message"),
    M14(
            "work without end: text above 65,536 characters, a million steps, huge numbers",
            "as far as memory goes",
            "`MAPPING_FAILED`"),
    M15(
            "`@liquid`",
            "the JavaScript engine",
            "a Java engine with the same limits; dates and numbers may print differently"),
    M16(
            "`__segment_internal_directive` other than one `@transform` with `apply`",
            "its result replaces all fields",
            "refused at start"),

    M17(
            "directive `@camel`",
            "unknown, so each message is refused",
            "an expression in one of Camel's languages that `mappingLanguages` names: `{\"@camel\": {\"language\": \"jsonpath\", \"expression\":"
                    + " \"$.userId\"}}`"),

    F1(
            "`and` mixed with `or`, nested parentheses, a function as first test of a group",
            "the last operator of a group joins all of it; a group ends at its first `)`",
            "`and` binds tighter, parentheses nest; a warning when the result can differ"),
    F2(
            "`anonymousId`, `groupId`, `messageId`; `contains(type, \"x\")`",
            "the test is dropped without a word",
            "tested; a warning"),
    F3("`'single quotes'`", "the quotes are part of the text, so nothing is equal", "a text, as Segment documents it"),
    F4(
            "`type = null`, `event != null`",
            "compared with the text `\"null\"`",
            "absent or null, as for every other path"),
    F5("`x != true`; `type = true`", "compared with the text `\"true\"`", "compared with the boolean"),
    F6("`!( ... )`", "the `!` is ignored", "negates the group; a warning"),
    F7(
            "`match(event, p)` where `p` has no star at one end only",
            "`\"abc\"` means \"ends with bc\", `\"*a*\"` \"begins with *a\"",
            "each `*` stands for any text, the rest for itself; a warning"),
    F8("escaped dot in a path, `properties.a\\.b`", "reads `b` inside `a`", "the member named `a.b`"),
    F9(
            "`properties.list.0.id`; `context != null`",
            "never or always matches",
            "the element of the array; the whole object"),
    F10("characters of a text, `length`, members of a prototype", "visible", "absent"),
    F11(
            "trigger that is not FQL: an unknown field, a missing value, `AND`, `==`",
            "ignored, or the trigger matches nothing",
            "refused at start, with the column"),

    N1(
            "element of a batch that is no JSON object",
            "`null` fails the whole delivery; anything else is dropped or an error",
            "rejected as `NOT_AN_OBJECT`, and only that element"),
    N2(
            "`null` as `context` or `context.personas`",
            "fails the whole delivery once another message of it is sent",
            "concerns that message alone"),
    N3(
            "answer of LaunchDarkly with a long body, some 50 KiB",
            "waits for its end for ever",
            "its status decides; no more of the body is read than is needed"),

    S1(
            "access token or environment that is blank or evidently wrong: an SDK or mobile key, characters that cannot"
                    + " stand in a header",
            "sent, refused by LaunchDarkly for each message",
            "refused at start");

    private final String input;
    private final String reference;
    private final String ours;

    DifferenceRule(String input, String reference, String ours) {
        this.input = input;
        this.reference = reference;
        this.ours = ours;
    }

    /** Says what makes the difference show; may hold Markdown code spans, like the other texts. */
    public String input() {
        return input;
    }

    /** Says what Segment's destination does with it. */
    public String reference() {
        return reference;
    }

    /** Says what we do with it. */
    public String ours() {
        return ours;
    }
}
