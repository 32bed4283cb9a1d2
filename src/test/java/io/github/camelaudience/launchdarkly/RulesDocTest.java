package io.github.camelaudience.launchdarkly;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/rules.md} is made from {@link DifferenceRule} and the reasons of a verdict, and whatever cites a rule cites one
 * that is there. {@code -Ddocs.write=true} writes the page anew.
 */
class RulesDocTest {

    private static final Path PAGE = Path.of("docs/reference/rules.md");

    private static final String HEAD = """
            # The rules

            What a message means, and what an exchange gets back. Code, logs and `explain` name these rules by their ids. What Segment's own
            destination does in place of each is in [differences.md](differences.md).

            This page is generated from `DifferenceRule` and the reasons of a verdict:
            `mvn -q test -Dtest=RulesDocTest -Ddocs.write=true`.

            ## The promise

            Take any well-formed audience message of Segment. The request that LaunchDarkly gets for it equals the one that Segment's own *LaunchDarkly
            Audiences* destination would send: method, path, `Authorization`, `Content-Type`, `LD-API-Version`, and the body as a JSON value. Where
            that destination is wrong, loses something or is unsafe, a rule below says what happens here. The golden vectors
            (`GoldenVectorsTest`) hold both: a recorded case is equal, or differs by the rules that the test's model foresees and by no
            other. What differs without a rule is a bug.

            These are equal on purpose:

            - The audience's name is its key with the first character in upper case and a space for each `_`.
            - The context key comes from the identifiers that `contextKey` names, in that order:
            %s
            - Only the member that `computation_key` names is the membership flag; flags of other audiences in the message do not count.
            - An identifier is sent as it stands: its case, the white space around it, and its Unicode form.
            - Of two JSON members with one name the last counts.

            ## One message, one verdict

            Reading makes facts of a message, the mapping makes fields of the facts, and the fields come to exactly one verdict.

            | verdict | says | and then |
            | --- | --- | --- |
            | change | one context enters or leaves one audience | it goes to delivery |
            | delete | a person leaves all audiences and is forgotten, with `onDelete=remove` only | its exits go to delivery, and late messages are kept out |
            | skipped | the message is valid and asks for nothing | it is counted; this is never an error |
            | rejected | the message is broken, and someone has to look at it | it is reported with reason and JSON path; the other messages go on |

            A **membership** is one environment, context kind, audience id and context key. A change sets the value of one membership, and order is
            kept for each.

            | skipped as | when | rule |
            | --- | --- | --- |
            %s
            | rejected as | when | rule |
            | --- | --- | --- |
            %s
            ## Body shapes

            A message means the same in every shape (`BodyShapesTest`):

            - **Java**: `byte[]`, text, a stream or reader, Camel's stream caches, `ByteBuffer`, a file, a `Map`, a `JsonNode`, an `AudienceMessage`, an
              object that Jackson writes as a JSON object, a collection or array of any of these, and lists of exchanges or messages, as an
              aggregator or a batching consumer makes them.
            - **JSON**: one message, an array, JSON Lines.
            - **Envelopes**, also within each other: `{"batch":[…]}` of the Tracking API, whose `context` counts for each of its messages; `{"json":{…}}`
              of Extensible Webhook; `{"detail":{…}}` of EventBridge; `{"message":{"data":"<base64>"}}` of a Pub/Sub push;
              `{"Type":"Notification","Message":"<json>"}` of SNS; `{"specversion":…,"data":{…}}` of CloudEvents;
              `{"schema":…,"payload":{…}}` of Kafka Connect. What `json`, `detail`, `payload`, `data` and `Message` hold may also be JSON written as text.
            - **gzip**, as `Content-Encoding` says.

            The limits, each for one body: `maxDocumentSize` after decompression, and 100,000 messages.

            ## What an exchange gets back

            - The body stays as it was.
            - The headers of `LaunchDarklyAudienceConstants` count changes, skipped and rejected messages and requests, and hold the id of LaunchDarkly's last request. The
              exchange property `CamelLaunchDarklyAudienceSyncReport` holds the `SyncReport`: one verdict for each message, in the order of the body.
            - With `onRejected=fail` the exchange fails with `RejectedMessagesException` after everything else was delivered; to redeliver it is of no use. With
              `onRejected=skip` a rejected message is counted, and logged once per reason and minute. With `rejectedUri` it is sent there, as it
              arrived and with reason and path, before the exchange completes.
            - In a list of exchanges each one carries the exception of its own message.
            - Exchange properties override environment, context kind and audience name. Headers do with `headerOverrides=true` only. Nothing overrides the operation.

            An exchange completes when each of its changes is settled: accepted by LaunchDarkly, superseded by a newer one that was accepted, skipped, or
            failed. Completing sooner would lose data.
            """;

    private static final Map<SkipReason, String> SKIPPED = Map.of(
            SkipReason.NOT_SUBSCRIBED, "the trigger does not match | D24",
            SkipReason.NOT_AN_AUDIENCE, "`computation_class` is absent, or neither `audience` nor `journey_step` | D10",
            SkipReason.AUDIENCE_NOT_ALLOWED,
                    "`allowAudiences` does not name the audience, or `denyAudiences` does | D35",
            SkipReason.NO_CONTEXT_KEY,
                    "none of the identifiers that `contextKey` asks for is there; Segment sends a call for each identifier, so this"
                            + " is usual | D6",
            SkipReason.STALE, "a newer change of the membership was accepted before | D26",
            SkipReason.DUPLICATE, "it is the last accepted change of the membership once more | D29");

    private static final Map<RejectReason, String> REJECTED = Map.ofEntries(
            entry(RejectReason.NOT_JSON, "it cannot be read as JSON | D34"),
            entry(
                    RejectReason.TOO_LARGE,
                    "the body is larger than `maxDocumentSize`, has too many messages, or a text or number in it is too long | D34"),
            entry(RejectReason.TOO_DEEP, "objects, arrays, envelopes or collections nest too deep | D34"),
            entry(RejectReason.NOT_AN_OBJECT, "an element is no JSON object | N1"),
            entry(RejectReason.MISSING_AUDIENCE_ID, "`computation_id` is missing or blank | D11"),
            entry(RejectReason.MISSING_AUDIENCE_KEY, "`computation_key` is missing or blank | D11"),
            entry(RejectReason.MEMBERSHIP_UNDETERMINED, "the flag says neither yes nor no | D2"),
            entry(
                    RejectReason.INVALID_IDENTIFIER,
                    "the identifier that counts is no text and no integral number | D8, D9"),
            entry(
                    RejectReason.INVALID_CONTEXT_KIND,
                    "the context kind has other characters than it may, or is `kind` or `multi` | D12"),
            entry(RejectReason.INVALID_UNICODE, "a text that would be sent has an unpaired surrogate | D13"),
            entry(
                    RejectReason.PERSON_UNDETERMINED,
                    "a `delete` message has none of the identifiers that `contextKey` asks for | D36"),
            entry(RejectReason.MAPPING_FAILED, "a directive of the mapping fails on it | M13"),
            entry(RejectReason.NOT_A_MESSAGE, "it is an object and neither a message nor a known envelope | D31"),
            entry(RejectReason.UNAUTHENTICATED, "the source could not find out that Segment sent it |"),
            entry(
                    RejectReason.REFUSED_BY_LAUNCHDARKLY,
                    "LaunchDarkly refused this change when it was sent alone; status, code and message are in the report | D20"));

    /** A rule, or several with commas, {@code and}, {@code or} or {@code to} between them. */
    private static final Pattern CITED =
            Pattern.compile("(?i:\\brules?) ((?:[DMFNS]\\d+)(?:(?:,? and |,? or |, | to |/)[DMFNS]\\d+)*)");

    private static final Pattern ID = Pattern.compile("\\b[DMFNS]\\d+\\b");

    @Test
    void thePageShowsTheRulesAndTheReasons() throws IOException {
        String page = HEAD.formatted(
                        Arrays.stream(ContextKeyPriority.values())
                                .map(priority -> "`" + priority.segmentName() + "`")
                                .collect(Collectors.joining(", ", "  ", ".")),
                        reasons(SKIPPED, SkipReason.values()),
                        reasons(REJECTED, RejectReason.values()))
                + section('D', "Messages and delivery")
                + section('M', "Your mapping")
                + section('F', "Your trigger")
                + section('N', "Shape of the input")
                + section('S', "Settings");
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
        assertThat(DifferenceRule.values())
                .allSatisfy(rule -> assertThat(page).containsOnlyOnce("<a id=\"" + anchor(rule.name()) + "\">"));
    }

    @Test
    void everyRuleThatIsCitedIsThere() {
        Set<String> rules =
                Arrays.stream(DifferenceRule.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Set<String>> wrong = new TreeMap<>();
        Set<String> cited = new TreeSet<>();
        files().forEach(file -> CITED.matcher(text(file)).results().forEach(citation -> {
            ID.matcher(citation.group(1)).results().forEach(id -> {
                cited.add(id.group());
                if (!rules.contains(id.group())) {
                    wrong.computeIfAbsent(file.toString(), name -> new TreeSet<>())
                            .add(id.group());
                }
            });
        }));
        assertThat(wrong).isEmpty();
        assertThat(cited).hasSizeGreaterThan(30);
    }

    @Test
    void linksToRulesLeadToOne() {
        Pattern link = Pattern.compile("rules\\.md#([\\w-]+)");
        String page = text(PAGE);
        files().forEach(file -> assertThat(link.matcher(text(file)).results().map(found -> found.group(1)))
                .as(file.toString())
                .allSatisfy(anchor -> assertThat(anchors(page)).contains(anchor)));
    }

    private static Set<String> anchors(String page) {
        Set<String> anchors = new TreeSet<>();
        Pattern.compile("<a id=\"([^\"]+)\">").matcher(page).results().forEach(each -> anchors.add(each.group(1)));
        Pattern.compile("(?m)^#+ (.+)$")
                .matcher(page)
                .results()
                .forEach(each -> anchors.add(each.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-')));
        return anchors;
    }

    private static <R extends Enum<R>> String reasons(Map<R, String> texts, R[] reasons) {
        assertThat(texts).containsOnlyKeys(reasons);
        return Arrays.stream(reasons)
                .map(reason -> "| `" + reason + "` | " + linked(texts.get(reason)) + " |\n")
                .collect(Collectors.joining());
    }

    private static String section(char group, String title) {
        return Arrays.stream(DifferenceRule.values())
                .filter(rule -> rule.name().charAt(0) == group)
                .map(rule -> "| <a id=\"%s\"></a>%s | %s | %s |\n"
                        .formatted(anchor(rule.name()), rule, cell(rule.input()), cell(rule.ours())))
                .collect(Collectors.joining(
                        "", "\n## " + title + "\n\n| rule | with | happens |\n| --- | --- | --- |\n", ""));
    }

    private static String cell(String text) {
        return linked(text.replace("|", "\\|"));
    }

    private static String linked(String text) {
        return ID.matcher(text)
                .replaceAll(id -> Arrays.stream(DifferenceRule.values())
                                .anyMatch(rule -> rule.name().equals(id.group()))
                        ? "[" + id.group() + "](#" + anchor(id.group()) + ")"
                        : id.group());
    }

    private static String anchor(String rule) {
        return rule.toLowerCase(Locale.ROOT);
    }

    private static List<Path> files() {
        return Stream.of(
                        "src",
                        "connectors",
                        "docs",
                        "routes",
                        "kamelets",
                        "README.md",
                        "ARCHITECTURE.md",
                        "CHANGELOG.md")
                .flatMap(root -> {
                    try {
                        return Files.walk(Path.of(root));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .filter(file -> file.toString().matches(".*\\.(java|md|yaml|properties)"))
                .filter(file -> !file.toString().matches(".*/(target|node_modules|\\.build|dist)/.*"))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
