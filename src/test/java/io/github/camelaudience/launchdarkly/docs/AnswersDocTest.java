package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/answers.md} has each HTTP status once: those that our sources answer, and those of LaunchDarkly. */
class AnswersDocTest {

    private static final Path PAGE = Path.of("docs/reference/answers.md");
    private static final Path SOURCES = Path.of("src/main/java/io/github/camelaudience/launchdarkly/sources/http");

    private static final Map<Integer, String[]> OURS = new TreeMap<>(Map.ofEntries(
            row(200, "Every change is accepted by LaunchDarkly, or needed none. The body counts them.", "no"),
            row(400, "The body is no JSON or cannot be decoded, or a header is wrong.", "no"),
            row(401, "The signature, write key or token is missing, wrong or too old.", "no"),
            row(404, "The path is that of no call of the Tracking API.", "no"),
            row(405, "The method is not the one that this path takes.", "no"),
            row(411, "`Content-Length` is missing (HTTP/2 only).", "no"),
            row(413, "The body is larger than `maxDocumentSize`.", "no"),
            row(415, "The `Content-Type` is not one that this path takes.", "no"),
            row(422, "Some messages are broken, and all others are applied. The body has a result for each.", "no"),
            row(431, "The headers are larger than 8 KiB. This answer has no body.", "no"),
            row(
                    503,
                    "LaunchDarkly did not accept everything in time, or the server is starting, stopping or too busy."
                            + " `Retry-After` says when to come back.",
                    "yes")));

    private static Map.Entry<Integer, String[]> row(int status, String meaning, String again) {
        return Map.entry(status, new String[] {meaning, again});
    }

    /** What happens then, by what the status means. */
    private static final Map<Disposition, String> THEN = Map.of(
            Disposition.ACCEPTED,
                    "The changes count as accepted. A web page in place of LaunchDarkly's answer does not.",
            Disposition.THROTTLED, "The request goes again when LaunchDarkly allows it.",
            Disposition.TRANSIENT, "The same request goes again, until `retryTimeout` ends.",
            Disposition.REFUSED, "The request is parted until the guilty change is alone. That one is rejected.",
            Disposition.TOO_LARGE, "The request is parted, and later ones are smaller.",
            Disposition.UNAUTHORIZED, "Nothing is rejected. Nothing is sent for `unauthorizedCoolDown`.",
            Disposition.HELD, "Nothing is rejected. One request at a time finds out when LaunchDarkly answers again.");

    @Test
    void thePageHasEveryStatus() throws IOException {
        GeneratedPage.isUpToDate(PAGE, """
                # HTTP answers

                ## What our HTTP sources answer

                Webhook, Tracking API, Pub/Sub push and plain HTTP answer with these. A sender that gets another one spoke to something else.

                | status | meaning | worth sending again |
                |---|---|---|
                %s
                Every refusal but 431 has a JSON body whose `error` says what was expected. A 401 never says what was wrong with the secret.
                Pub/Sub push answers 200 to an empty push, and to broken messages when it has kept them.

                ## What LaunchDarkly answers to us

                | status | result | what happens then |
                |---|---|---|
                %s| no answer | [`TRANSIENT`](reasons.md#disposition-transient) | %s |

                [Changes are held](../server/runbook.md#changes-are-held) tells what to do when one of these lasts.

                This page is generated from code: `mvn -q test -Dtest=AnswersDocTest -Ddocs.write=true`.
                """.formatted(ours(), launchDarklys(), THEN.get(Disposition.TRANSIENT)));
    }

    private static String ours() {
        return OURS.entrySet().stream()
                .map(row -> "| %d | %s | %s |\n".formatted(row.getKey(), row.getValue()[0], row.getValue()[1]))
                .collect(Collectors.joining());
    }

    private static String launchDarklys() {
        Map<Disposition, List<Integer>> statuses = new LinkedHashMap<>();
        IntStream.range(100, 600).forEach(status -> statuses.computeIfAbsent(
                        ApiOutcome.answered(status, ApiError.NONE, RateFacts.NONE)
                                .disposition(),
                        disposition -> new ArrayList<>())
                .add(status));
        assertThat(statuses.keySet()).isEqualTo(THEN.keySet());
        return statuses.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(row -> "| %s | [`%s`](reasons.md#disposition-%s) | %s |\n"
                        .formatted(
                                ranges(row.getValue()),
                                row.getKey(),
                                row.getKey().name().toLowerCase(Locale.ROOT),
                                THEN.get(row.getKey())))
                .collect(Collectors.joining());
    }

    /** Neighbours as one range. */
    private static String ranges(List<Integer> statuses) {
        List<String> ranges = new ArrayList<>();
        int from = statuses.get(0);
        for (int i = 0; i < statuses.size(); i++) {
            if (i + 1 == statuses.size() || statuses.get(i + 1) != statuses.get(i) + 1) {
                ranges.add(from == statuses.get(i) ? "" + from : from + "–" + statuses.get(i));
                from = i + 1 == statuses.size() ? 0 : statuses.get(i + 1);
            }
        }
        return String.join(", ", ranges);
    }

    /** What the code of the sources answers with is on the page, and nothing else but what Vert.x answers by itself. */
    @Test
    void theStatusesAreThoseOfTheCode() throws IOException {
        Set<Integer> used = new TreeSet<>(Set.of(431));
        Pattern status = Pattern.compile(
                "(?:HttpRefusal\\.of\\(|answer\\(message, |-> |return |new HttpRefusal\\(|= )\\s*([2-5]\\d\\d)\\b");
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                status.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> used.add(Integer.valueOf(found.group(1))));
            }
        }
        assertThat(OURS.keySet()).isEqualTo(used);
    }
}
