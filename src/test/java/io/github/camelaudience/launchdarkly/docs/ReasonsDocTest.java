package io.github.camelaudience.launchdarkly.docs;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateBound;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/reasons.md} has every reason that a report, a meter or a log line can name, with its meaning and what to
 * do. A reason without a text fails, and so does a new kind of reasons without a section.
 */
class ReasonsDocTest {

    private static final Path PAGE = Path.of("docs/reference/reasons.md");

    /** Names of enums whose constants users see. */
    private static final String SEEN = ".*(Reason|Disposition|Withheld|RateBound|Failure\\$Kind|Report\\$Result)";

    private record Text(String meaning, String todo) {}

    private static final Map<Enum<?>, Text> TEXTS = Map.ofEntries(
            // rejected
            text(
                    RejectReason.NOT_JSON,
                    "The text is no JSON, or ends too early.",
                    "Look at the sender. `detail` says at which character reading stopped."),
            text(
                    RejectReason.TOO_LARGE,
                    "The body is larger than `maxDocumentSize`, has more than 100,000 messages, or a text in it is too long.",
                    "Send less at a time, or raise `maxDocumentSize`."),
            text(
                    RejectReason.TOO_DEEP,
                    "Objects or arrays stand within each other too often.",
                    "Look at the sender. Audience messages of Segment are never so deep."),
            text(
                    RejectReason.NOT_AN_OBJECT,
                    "An element of a batch is a text, a number or the like.",
                    "Look at what makes the batch."),
            text(
                    RejectReason.MISSING_AUDIENCE_ID,
                    "`context.personas.computation_id` is missing or blank.",
                    "Let the sender add it, map it with `mapping`, or take the key with `audienceIdFallback=key`."),
            text(
                    RejectReason.MISSING_AUDIENCE_KEY,
                    "`context.personas.computation_key` is missing or blank.",
                    "Let the sender add it, or map it with `mapping`."),
            text(
                    RejectReason.MEMBERSHIP_UNDETERMINED,
                    "The member that the audience key names says neither true nor false.",
                    "Look at `path`. With `onMissingMembership=remove` a missing one means that the user left."),
            text(
                    RejectReason.INVALID_IDENTIFIER,
                    "The identifier that counts is an object, an array, a boolean or a fraction.",
                    "Send it as text. `contextKey` says which identifier counts."),
            text(
                    RejectReason.INVALID_CONTEXT_KIND,
                    "The context kind has a character that LaunchDarkly refuses, or is `kind` or `multi`.",
                    "Use letters, digits, `.`, `_` and `-` only."),
            text(
                    RejectReason.INVALID_UNICODE,
                    "A text has half of a character, as some cut texts have.",
                    "Look at what cuts the text."),
            text(
                    RejectReason.MAPPING_FAILED,
                    "A directive of your mapping fails on this message.",
                    "Look at `path` and `detail`. `operation=explain` shows each field."),
            text(
                    RejectReason.NOT_A_MESSAGE,
                    "The object is neither a Segment message nor a known envelope.",
                    "`detail` says what it looks like. Unpack it in the route before the endpoint."),
            text(
                    RejectReason.UNAUTHENTICATED,
                    "The source could not prove that Segment sent it.",
                    "Compare the shared secret here and at Segment."),
            text(
                    RejectReason.REFUSED_BY_LAUNCHDARKLY,
                    "LaunchDarkly refused this change when it was sent alone.",
                    "`detail` has status, code and message of LaunchDarkly. Most often the context key is too long or malformed."),
            text(
                    RejectReason.PERSON_UNDETERMINED,
                    "A message that deletes a person has no identifier that is a context key here.",
                    "Send the identifier that `contextKey` names."),
            // skipped
            text(
                    SkipReason.AUDIENCE_NOT_ALLOWED,
                    "`allowAudiences` or `denyAudiences` keeps the audience out.",
                    "Nothing, if that is meant. See [Allow audiences](../how-to/allow-audiences.md)."),
            text(
                    SkipReason.NOT_SUBSCRIBED,
                    "The trigger does not match the message.",
                    "Nothing, if the trigger is right. `operation=explain` shows the message beside it."),
            text(
                    SkipReason.NOT_AN_AUDIENCE,
                    "The message is not about an audience or a journey.",
                    "Nothing. Ordinary events of Segment are skipped so."),
            text(
                    SkipReason.NO_CONTEXT_KEY,
                    "None of the identifiers that `contextKey` names is there.",
                    "Nothing, if some are applied: Segment sends a call for each identifier. If none is, set `contextKey`."),
            text(
                    SkipReason.STALE,
                    "A newer change of this user and audience was accepted before.",
                    "Nothing. The older message came late."),
            text(
                    SkipReason.DUPLICATE,
                    "The last accepted change came once more, with the same `messageId`.",
                    "Nothing. A source repeats what it is not sure of."),
            // failed
            text(
                    DeliveryFailure.Kind.TIMED_OUT,
                    "LaunchDarkly did not accept the change within `retryTimeout`.",
                    "Nothing, if the source sends it again. See [LaunchDarkly is down](../server/runbook.md#launchdarkly-is-down-503-or-no-answer)."),
            text(
                    DeliveryFailure.Kind.UNAUTHORIZED,
                    "LaunchDarkly refuses the access token.",
                    "See [401 or 403](../server/runbook.md#launchdarkly-answers-401-or-403)."),
            text(
                    DeliveryFailure.Kind.HELD,
                    "Something answers that no message can be blamed for.",
                    "See [changes are held](../server/runbook.md#changes-are-held)."),
            text(
                    DeliveryFailure.Kind.STOPPED,
                    "The endpoint stopped before LaunchDarkly accepted the change.",
                    "Nothing. The source sends it again."),
            text(
                    DeliveryFailure.Kind.BROKEN,
                    "The attempt broke by a mistake in code or configuration.",
                    "Look at the stack trace in the log. If it is ours, report it."),
            // requests
            text(Disposition.ACCEPTED, "LaunchDarkly applied the request.", "Nothing."),
            text(
                    Disposition.THROTTLED,
                    "LaunchDarkly had too many requests (429).",
                    "Nothing. The request goes again when LaunchDarkly allows it."),
            text(
                    Disposition.TRANSIENT,
                    "LaunchDarkly or the network failed for now.",
                    "Nothing, unless it lasts. The same request goes again."),
            text(
                    Disposition.REFUSED,
                    "LaunchDarkly refuses the request as it stands (400, 422).",
                    "Nothing. The request is parted until the guilty change is alone."),
            text(
                    Disposition.TOO_LARGE,
                    "The request is too large (413).",
                    "Nothing. Smaller ones go from now on. To avoid the refusals lower `maxBatchSize`."),
            text(
                    Disposition.UNAUTHORIZED,
                    "The access token is wrong, or may not do this (401, 403).",
                    "See [401 or 403](../server/runbook.md#launchdarkly-answers-401-or-403)."),
            text(
                    Disposition.HELD,
                    "Something else than LaunchDarkly's API answers at its address.",
                    "See [changes are held](../server/runbook.md#changes-are-held)."),
            text(
                    Disposition.AUDIENCE_HELD,
                    "This one audience cannot be written until someone changes something.",
                    "See [one audience is held](../server/runbook.md#one-audience-is-held)."),
            text(
                    Disposition.BROKEN,
                    "There is no answer: the attempt broke by a mistake in code or configuration.",
                    "Look at the stack trace in the log."),
            // rate limits
            text(RateBound.NONE, "Nothing holds the next request up.", "Nothing."),
            text(
                    RateBound.ACCOUNT,
                    "The limit of the account is used up for now.",
                    "Look for other programs that use the account."),
            text(
                    RateBound.ROUTE,
                    "The limit of this route of LaunchDarkly's API is used up for now.",
                    "Let changes share requests: `linger`, or `audiencesPerRequest=many`."),
            text(
                    RateBound.TOKEN,
                    "The limit of the access token is used up for now.",
                    "Use a token that nothing else uses."),
            text(
                    RateBound.LEARNED,
                    "LaunchDarkly tells of no limit, and refusals have taught one.",
                    "Let changes share requests."),
            text(RateBound.PAUSE, "LaunchDarkly asked for a pause.", "Nothing. It ends by itself."),
            text(
                    RateBound.IN_FLIGHT,
                    "As many requests are under way as LaunchDarkly has taken well so far.",
                    "Nothing. The number grows with each accepted request, up to `maxInFlight`."),
            // audits
            text(AuditReport.Result.same, "LaunchDarkly has what is believed.", "Nothing."),
            text(
                    AuditReport.Result.drift,
                    "LaunchDarkly has something else, seen twice.",
                    "Look for somebody who edits the segment by hand, or for a second writer."),
            text(
                    AuditReport.Result.unknown,
                    "The two could not be compared; `why` says the cause.",
                    "Say what is `expected`, or give the token the right to read segments."),
            // mirrors
            text(MirrorReport.Result.planned, "Nothing was sent, because nothing should be.", "Nothing."),
            text(
                    MirrorReport.Result.held,
                    "Nothing was sent, because somebody must look at the plan first.",
                    "Look at the plan. [Confirm](../how-to/mirror.md) it, or correct the list."),
            text(MirrorReport.Result.applied, "All changes are accepted, superseded or skipped.", "Nothing."),
            text(
                    MirrorReport.Result.unfinished,
                    "Some changes could not be delivered now.",
                    "Run the same mirror again. It goes on there."),
            // how a message ended
            text(SyncReport.Result.ACCEPTED, "LaunchDarkly accepted the change.", "Nothing."),
            text(
                    SyncReport.Result.SUPERSEDED,
                    "A newer change of the same user and audience was accepted in its place.",
                    "Nothing."),
            text(SyncReport.Result.SKIPPED, "The message asks for nothing.", "Nothing."),
            text(
                    SyncReport.Result.REJECTED,
                    "The message is broken, or LaunchDarkly refuses it. To send it again is of no use.",
                    "Mend the cause, then [replay it](../how-to/replay-rejected.md)."),
            text(SyncReport.Result.FAILED, "The change could not be delivered now.", "Let the source send it again."),
            // ledger
            text(Withheld.STALE, "Something newer was accepted.", "Nothing."),
            text(Withheld.DUPLICATE, "It was the last change that was accepted.", "Nothing."),
            text(Withheld.BUSY, "Another process is writing this user and audience.", "Nothing. It is tried again."),
            text(
                    Withheld.UNFIT,
                    "Its names are longer than what is remembered may be.",
                    "Shorten the context key or the audience id."));

    /** The exceptions that a route can catch, and whether to send the exchange again. */
    private static final Map<String, Text> EXCEPTIONS = new TreeMap<>(Map.of(
            "RejectedMessagesException",
                    new Text(
                            "Some messages are broken. Everything else is applied. It names reason and JSON path of each.",
                            "Do not send it again. Keep the messages, mend the cause, and [replay](../how-to/replay-rejected.md)."),
            "DeliveryFailedException",
                    new Text(
                            "LaunchDarkly did not accept everything in time. A subclass of Camel's `HttpOperationFailedException`.",
                            "Send the exchange again. What was accepted is not sent twice."),
            "MirrorHeldException",
                    new Text(
                            "A plan of a mirror is held: too many would leave, or too many rows name nobody.",
                            "Look at the plan. [Confirm](../how-to/mirror.md) it, or correct the list."),
            "UnauthorizedException",
                    new Text(
                            "LaunchDarkly refuses the access token.",
                            "Send it again when the token is right. See [401 or 403](../server/runbook.md#launchdarkly-answers-401-or-403)."),
            "HeldException",
                    new Text(
                            "Something answers that no message can be blamed for.",
                            "Send it again. See [changes are held](../server/runbook.md#changes-are-held)."),
            "InvalidCredentialsException",
                    new Text(
                            "The endpoint does not start: `verifyOnStart` found a wrong client-side ID or access token. The verify operation throws it, too, also when LaunchDarkly cannot be asked.",
                            "Correct what the message names."),
            "RefusedRequestException",
                    new Text(
                            "An HTTP source refuses a request before it reads a message.",
                            "Let it pass: the source answers with the right [status](answers.md)."),
            "UnusableFileException",
                    new Text(
                            "A file cannot be read, or the work folder cannot be written.",
                            "Do what the message says. The file is tried again each minute.")));

    private static Map.Entry<Enum<?>, Text> text(Enum<?> reason, String meaning, String todo) {
        return entry(reason, new Text(meaning, todo));
    }

    @Test
    void thePageHasEveryReason() throws Exception {
        String page = """
                # Reasons and results

                Whatever a report, a header, a meter or a log line names, and what to do about it. Meters write the names in small letters.

                This page is generated from code: `mvn -q test -Dtest=ReasonsDocTest -Ddocs.write=true`.
                """
                + section(
                        "How a message ended",
                        "One of these stands for each message in the sync report.",
                        SyncReport.Result.values())
                + section(
                        "Rejected",
                        "The message is broken. Its neighbours are applied. [When exactly](rules.md#one-message-one-verdict).",
                        RejectReason.values())
                + "| <a id=\"not_csv\"></a>`NOT_CSV` | A record of a CSV file has another number of fields, or an open quote."
                + " | Look at the line that is named. The other rows are applied. |\n"
                + section(
                        "Skipped",
                        "The message is valid and changes nothing. This is never an error.",
                        SkipReason.values())
                + section(
                        "Failed",
                        "The change could not be delivered now. The source may send it again, and nothing is applied twice.",
                        DeliveryFailure.Kind.values())
                + "| <a id=\"body_unread\"></a>`" + SyncReport.BODY_UNREAD
                + "` | The body, or a part of it, could not be read. | Look at the stack trace. The source may send it again. |\n"
                + exceptions()
                + section(
                        "What LaunchDarkly's answer means",
                        "The tag `outcome` of `launchdarkly.audience.requests`. [Answers](answers.md) has the statuses.",
                        Disposition.values())
                + section(
                        "What holds up the next request",
                        "`RateHeldBy` of JMX, and the tag `by` of `launchdarkly.audience.rate.held`.",
                        RateBound.values())
                + section("What an audit finds", "The result of each comparison.", AuditReport.Result.values())
                + section("What a mirror does", "The result of a mirror.", MirrorReport.Result.values())
                + section(
                        "Why a change waits or is not sent",
                        "Told by what remembers the accepted memberships.",
                        Withheld.values());
        GeneratedPage.isUpToDate(PAGE, page);
        assertThat(seen()).allSatisfy(reason -> assertThat(TEXTS)
                .as("a text for %s.%s in docs/reference/reasons.md", reason.getDeclaringClass(), reason)
                .containsKey(reason));
        assertThat(seen()).allSatisfy(reason -> assertThat(page).contains("`" + reason.name() + "` | "));
        assertThat(TEXTS.keySet()).isSubsetOf(seen());
    }

    private static String section(String title, String introduction, Enum<?>[] reasons) {
        return "\n## " + title + "\n\n" + introduction + "\n\n| name | meaning | what to do |\n|---|---|---|\n"
                + Stream.of(reasons)
                        .map(reason -> {
                            Text text = TEXTS.getOrDefault(reason, new Text("", ""));
                            return "| <a id=\"%s-%s\"></a>`%s` | %s | %s |\n"
                                    .formatted(
                                            reason.getDeclaringClass()
                                                    .getSimpleName()
                                                    .toLowerCase(Locale.ROOT),
                                            reason.name().toLowerCase(Locale.ROOT),
                                            reason.name(),
                                            text.meaning(),
                                            text.todo());
                        })
                        .collect(Collectors.joining());
    }

    private static String exceptions() throws Exception {
        Set<String> catchable = new TreeSet<>();
        for (Class<?> type : classes(".*launchdarkly\\.(sources\\.\\w+\\.)?\\w+Exception")) {
            catchable.add(type.getSimpleName());
        }
        assertThat(EXCEPTIONS.keySet()).as("exceptions with a text").isEqualTo(catchable);
        return "\n## Exceptions\n\nA route may catch these.\n\n| name | meaning | what to do |\n|---|---|---|\n"
                + EXCEPTIONS.entrySet().stream()
                        .map(each -> "| `%s` | %s | %s |\n"
                                .formatted(
                                        each.getKey(),
                                        each.getValue().meaning(),
                                        each.getValue().todo()))
                        .collect(Collectors.joining());
    }

    /** The constants of all enums of the component that look like reasons. */
    private static Set<Enum<?>> seen() throws Exception {
        Set<Enum<?>> seen = new TreeSet<>(
                Comparator.comparing(constant -> constant.getDeclaringClass().getName() + constant.name()));
        for (Class<?> type : classes(SEEN)) {
            if (type.isEnum()) {
                Stream.of(type.getEnumConstants()).forEach(constant -> seen.add((Enum<?>) constant));
            }
        }
        assertThat(seen).hasSizeGreaterThan(40);
        return seen;
    }

    private static List<Class<?>> classes(String named) throws Exception {
        Path root = Path.of(LaunchDarklyAudienceComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (String name : files.map(
                            file -> root.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(name -> name.matches(named))
                    .sorted()
                    .toList()) {
                classes.add(Class.forName(name, false, ReasonsDocTest.class.getClassLoader()));
            }
        }
        return classes;
    }
}
