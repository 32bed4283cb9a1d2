package io.github.camelaudience.launchdarkly.docs;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/log.md} has every line that the component, its sources and the server log from INFO on, found in the
 * source, and what to do about it. A line without a text fails: give it one in {@link #TEXTS}.
 */
class LogDocTest {

    private static final Path PAGE = Path.of("docs/reference/log.md");
    private static final Pattern CALL = Pattern.compile("\\bLOG\\.(info|warn|error)\\(");
    private static final Pattern REFUSAL = Pattern.compile("new (Illegal)ArgumentException\\(");
    private static final String OPTIONS =
            ".*/launchdarkly/(core/settings/\\w+|runtime/(MessageRules|CamelLanguages)|core/launchdarkly/(AccessToken|ServiceUrl))\\.java";
    private static final Pattern ADVICE = Pattern.compile("\\badvice\\.(add)\\(");

    /** By the beginning of the line, which is enough to tell it from the others. */
    private static final Map<String, String> TEXTS = Map.ofEntries(
            entry(
                    "LaunchDarkly is not accepting",
                    "Nothing at first. If it stays, see [LaunchDarkly is down](../server/runbook.md#launchdarkly-is-down-503-or-no-answer)."),
            entry(
                    "The credentials could not be checked",
                    "See [LaunchDarkly is down](../server/runbook.md#launchdarkly-is-down-503-or-no-answer). They are checked again every `unauthorizedCoolDown`; health is DOWN until they are right or a request is accepted."),
            entry(
                    "The credentials were checked after the start, and are wrong",
                    "Mend the client-side ID or the access token that the line tells of, and restart."),
            entry("The credentials were checked after the start: …", "Nothing."),
            entry("LaunchDarkly is accepting again", "Nothing."),
            entry("LaunchDarkly accepts changes again", "Nothing."),
            entry("LaunchDarkly accepts the access token again", "Nothing."),
            entry("… Other audiences go on.", "See [one audience is held](../server/runbook.md#one-audience-is-held)."),
            entry(
                    "None of … messages changed anything",
                    "Look at the reasons in the line. Then [explain](../how-to/explain-a-user.md) one message."),
            entry("Rejected a message and skipped it", "Look the [reason](reasons.md#rejected) up."),
            entry("…, and skipped it", "Kafka Connect rejected a record. Look the [reason](reasons.md#rejected) up."),
            entry(
                    "A request without an answer may have undone",
                    "[Audit](../how-to/audit.md) the audience, and mend the cause that the line tells."),
            entry("The ledger fails", "Mend the folder or the database of the ledger. Changes wait until it answers."),
            entry("Listening on …", "Nothing. It names the address and the port that are really bound."),
            entry("Operator's page, …", "Nothing. Somebody used the page; the line says for what."),
            entry("Sending rejected messages again broke off", "Look at the stack trace, then send the rest again."),
            entry("Sent … of … rejected messages again", "Nothing. The line says what became of them."),
            entry("The operator's page cannot be written", "Look at the stack trace. Delivery goes on."),
            entry("The operator's page is at", "Open it in a browser on this machine."),
            entry("cannot start: …", "Correct what the line names."),
            entry(
                    "The newest events of a failed exchange could not be forgotten",
                    "Nothing. A repeat of the exchange may be skipped as `STALE`."),
            entry(
                    "A request failed for a reason that is not LaunchDarkly's",
                    "Look at the stack trace: a step of your route failed."),
            entry("Left … records to another member of the group", "Nothing. Kafka has moved the partitions."),
            entry(
                    "No message is taken yet",
                    "LaunchDarkly refuses the credentials or cannot be reached. No JMS message is touched."),
            entry("…: continues after line", "Nothing. The file is continued where it was left."),
            entry("…: starts at the top", "Nothing. A file of that name was left half done, and this is another one."),
            entry("…: started", "Nothing."),
            entry("…: rejected: ", "Look into the file of rejected rows that the line names."),
            entry(
                    "…: the route ended before all of it was accepted",
                    "Your route ended early. The rest of the file is read again."),
            entry(
                    "…: its file in .progress cannot be deleted",
                    "Delete the file yourself, or give the process the right to."),
            entry(
                    "…: none of its … rows changed anything",
                    "Look at the reasons in the line. The columns or the trigger may not fit."),
            entry(
                    "…: left in the folder: ",
                    "The line says why the file cannot be read. It is tried again each minute."),
            entry(
                    "A file is left in the folder: ",
                    "The line says why the file cannot be read. It is tried again each minute."),
            entry(
                    "The figures of this task cannot be shown by JMX",
                    "Another task has the same name. Delivery goes on."),
            entry(
                    "Records from … on are read again after a pause",
                    "Nothing at first. The line says what LaunchDarkly answers."),
            entry("The files of … cannot be read", "Give the process the right to read the folder of routes."),
            entry("… has changed: restart", "Restart the server, so that the changed route runs."),
            entry("Read … again", "Nothing."),
            entry("… is not taken, its routes stay as they are", "Mend the file. The line says what is wrong with it."),
            entry(
                    "…=false: its route checks nobody",
                    "Nothing, or set the switch to true if only you can reach the server."),
            entry(
                    "The event … could not be sent to eventsUri",
                    "Look at the endpoint of `eventsUri`. Delivery goes on."),
            entry("The event … is not sent to eventsUri", "The endpoint of `eventsUri` is too slow. Delivery goes on."),
            entry("… events were not sent to eventsUri", "Nothing. They are lost; delivery is not."),
            entry(
                    "A user and password for the operator's page are wrong",
                    "Look who tries. The line comes once a minute."),
            entry("Mirror of …", "Nothing. It tells how far a mirror is."),
            entry("Mirror … of … is …: …", "Nothing, or [confirm](../how-to/mirror.md) the plan if it is held."),
            // at start
            entry(
                    "clientSideId is not 24 hexadecimal digits",
                    "Copy the client-side ID of the environment, not its key."),
            entry("dryRun is on: nothing is applied", "Remove `dryRun` when you have seen enough."),
            entry("dryRun is on: nothing is sent", "Remove `dryRun` when you have seen enough."),
            entry(
                    "retryTimeout is … ms, more than Kafka's",
                    "Lower `retryTimeout`, or raise the consumer's `maxPollIntervalMs`."),
            entry("instance is …", "Ask LaunchDarkly, or take `backend=standard`."),
            entry("projectKey and environmentKey are not used", "Remove them, or set `backend`."),
            entry("segmentKey is not used", "Remove it, or set `backend`."),
            entry("audiencesPerRequest is many, but", "Remove `audiencesPerRequest`."));

    private record Line(String level, String text) implements Comparable<Line> {

        @Override
        public int compareTo(Line other) {
            return (level + text).compareTo(other.level + other.text);
        }
    }

    @Test
    void thePageHasEveryLine() throws IOException {
        Map<String, String> unused = new TreeMap<>(TEXTS);
        Set<String> without = new TreeSet<>();
        String running = rows(CALL, unused, without);
        String atStart = rows(ADVICE, unused, without);
        assertThat(without)
                .as("lines of the log that have no text in LogDocTest")
                .isEmpty();
        assertThat(unused).as("texts of LogDocTest that stand for no line").isEmpty();
        GeneratedPage.isUpToDate(PAGE, """
                # Log lines

                Every line from INFO on, and what to do about it. `…` stands for what differs. No line holds an identifier of a person. Lines that
                could come often come once a minute, or once in `unauthorizedCoolDown`, and say how many more there were.

                ## While it runs

                | level | line | what to do |
                |---|---|---|
                %s
                A line that begins with `Changes are held back` or `LaunchDarkly refuses the access token` names the answer. The runbook tells what to do:
                [changes are held](../server/runbook.md#changes-are-held), [401 or 403](../server/runbook.md#launchdarkly-answers-401-or-403).

                ## At start

                These are warnings. The start goes on.

                | level | line | what to do |
                |---|---|---|
                %s
                ## What stops the start

                The server prints such a sentence behind `cannot start: ` as the first line on the standard error. In Spring Boot and Camel Main it is in
                the exception. Each names the option and says what is expected. A value that may be secret is never shown.

                %s

                This page is generated from the source: `mvn -q test -Dtest=LogDocTest -Ddocs.write=true`.
                """.formatted(running, atStart, refusals()));
    }

    /** What is said of options: each sentence stands for itself. */
    private static String refusals() throws IOException {
        return lines(REFUSAL, file -> file.toString().matches(OPTIONS)).stream()
                .map(line -> "- " + line.text().replace("`", "") + "\n")
                .collect(Collectors.joining())
                .strip();
    }

    private static String rows(Pattern call, Map<String, String> unused, Set<String> without) throws IOException {
        return lines(call, file -> true).stream()
                .map(line -> {
                    String key = TEXTS.keySet().stream()
                            .filter(line.text()::startsWith)
                            .max((one, other) -> Integer.compare(one.length(), other.length()))
                            .orElse("");
                    if (key.isEmpty()) {
                        without.add(line.text());
                    }
                    unused.remove(key);
                    return "| %s | %s | %s |\n"
                            .formatted(line.level(), GeneratedPage.cell(line.text()), TEXTS.getOrDefault(key, ""));
                })
                .collect(Collectors.joining());
    }

    private static Set<Line> lines(Pattern call, Predicate<Path> wanted) throws IOException {
        Set<Line> lines = new TreeSet<>();
        for (Path file : sources().stream().filter(wanted).toList()) {
            String source = Files.readString(file);
            Matcher calls = call.matcher(source);
            while (calls.find()) {
                String level =
                        calls.group(1).equals("add") ? "WARN" : calls.group(1).toUpperCase(Locale.ROOT);
                texts(source, calls.end()).stream()
                        .map(text ->
                                text.replace("{}", "…").replaceAll("…+", "…").strip())
                        .filter(text -> text.matches(".*\\p{L}{3}.*"))
                        .forEach(text -> lines.add(new Line(level, text)));
            }
        }
        assertThat(lines).isNotEmpty();
        return lines;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> component = Files.walk(Path.of("src/main/java"));
                Stream<Path> modules = Files.walk(Path.of("connectors"))) {
            Stream.concat(component, modules.filter(file -> file.toString().contains("/src/main/java/")))
                    .filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .forEach(sources::add);
        }
        return sources;
    }

    /** What the first argument can be: literals put together, {@code …} for other code, one for each arm of a condition. */
    private static List<String> texts(String source, int from) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean code = false;
        boolean conditional = false;
        int depth = 0;
        for (int at = from; at < source.length(); at++) {
            char each = source.charAt(at);
            if (each == '"') {
                int end = at + 1;
                while (source.charAt(end) != '"') {
                    end += source.charAt(end) == '\\' ? 2 : 1;
                }
                if (depth == 0) {
                    text.append(code ? "…" : "").append(source, at + 1, end);
                    code = false;
                }
                at = end;
            } else if (each == '(' || each == '{') {
                depth++;
            } else if (each == ')' || each == '}') {
                if (depth-- == 0) {
                    break;
                }
            } else if (depth == 0 && each == ',') {
                break;
            } else if (depth == 0 && each == '?') {
                conditional = true;
                text.setLength(0);
                code = false;
            } else if (depth == 0 && each == ':' && conditional) {
                texts.add(text.toString());
                text.setLength(0);
                code = false;
            } else if (Character.isLetterOrDigit(each)) {
                code = true;
            }
        }
        texts.add(text.append(code && !text.isEmpty() ? "…" : "").toString());
        return texts.stream().map(each -> each.replace("\\\"", "\"")).toList();
    }
}
