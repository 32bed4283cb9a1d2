package io.github.camelaudience.demo;

import static io.github.camelaudience.demo.Columns.Cell.number;
import static io.github.camelaudience.demo.Columns.Cell.of;

import io.github.camelaudience.demo.Figures.Broken;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.SegmentView;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo says. */
final class Summary {

    private final PrintStream out;
    private final Ink ink;

    Summary(PrintStream out, Ink ink) {
        this.out = out;
        this.ink = ink;
    }

    void introduce(Target target) {
        out.println();
        out.println(ink.bold("Segment audiences  →  Camel  →  LaunchDarkly segments"));
        out.println();
        if (target.live()) {
            out.println("  Writing to a real LaunchDarkly environment, " + target.clientSideId()
                    + ". The authors of this demo had no");
            out.println(
                    "  account to test that with. The sample's audiences have ids that start with aud_demo_ or onboarding_.");
        } else {
            out.println("  LaunchDarkly is played by a stand-in on this machine; nothing leaves it.");
        }
    }

    /** Says what is elsewhere than usual. */
    void taken(Target target, Host host) {
        Stream.concat(target.taken(), host.taken()).forEach(line -> out.println("  " + ink.yellow(line)));
    }

    void tell(Figures figures, Target target, FlagWatch flag) {
        heading("What went in");
        String answers = figures.answersByStatus().entrySet().stream()
                .map(e -> e.getValue() + " × " + e.getKey())
                .collect(Collectors.joining(", "));
        print(new Columns()
                .row(
                        number(figures.fileMessages(), ink::bold),
                        of("messages in " + Feed.FILE),
                        of("dropped in a folder"))
                .row(
                        number(figures.postedMessages(), ink::bold),
                        of("messages in " + figures.posts().size() + " HTTP POSTs"),
                        of("answered " + answers)));
        heading("What became of them");
        verdicts(figures);
        heading("The broken ones, and where");
        broken(figures);
        if (!target.live()) {
            heading("The segments in LaunchDarkly now");
            segments(target);
            heading("The flag " + FlagWatch.FLAG + ", on for Power users, as LaunchDarkly's own Java SDK evaluates it");
            flag(figures, flag);
        }
    }

    private void flag(Figures figures, FlagWatch flag) {
        print(new Columns()
                .row(of("on", ink::green), of(String.join(" ", flag.people(true)), ink::green))
                .row(of("off", ink::dim), of(String.join(" ", flag.people(false)), ink::dim)));
        String turned = figures.turned().stream()
                .map(each -> String.format(
                        Locale.ROOT, "%s for %s after %.0f ms", each.on() ? "on" : "off", each.person(), each.millis()))
                .collect(Collectors.joining(", "));
        out.println("  From a POST to the flag: " + turned + ".");
        out.println("  "
                + ink.dim(
                        "That is all on this machine: LaunchDarkly's own way from its API to its SDKs is not in it."));
    }

    private void verdicts(Figures figures) {
        Columns columns = new Columns();
        UnaryOperator<String> good = ink::green;
        columns.row(
                number(figures.count(Result.ACCEPTED), good),
                of("accepted", good),
                of("by LaunchDarkly, in " + figures.requests() + " requests", ink::dim));
        columns.row(
                number(figures.count(Result.SUPERSEDED), good),
                of("superseded", good),
                of("a newer message of the same user and audience came with it", ink::dim));
        if (figures.count(Result.FAILED) > 0) {
            columns.row(number(figures.count(Result.FAILED), ink::red), of("not delivered", ink::red));
        }
        reasons(columns, figures, Result.SKIPPED, "skipped", ink::yellow);
        reasons(columns, figures, Result.REJECTED, "rejected", ink::red);
        print(columns);
    }

    private void reasons(Columns columns, Figures figures, Result result, String word, UnaryOperator<String> colour) {
        figures.reasons(result)
                .forEach((reason, count) -> columns.row(
                        number(count, colour), of(word, colour), of(why(reason), ink::dim), of(reason, ink::dim)));
    }

    private void broken(Figures figures) {
        Columns columns = new Columns();
        for (Broken b : figures.broken()) {
            columns.row(
                    of(b.source()),
                    of(b.message().path()),
                    of(b.message().reason().name(), ink::red));
        }
        List<String> lines = columns.lines();
        for (int i = 0; i < lines.size(); i++) {
            out.println(lines.get(i));
            out.println("      " + ink.dim(figures.broken().get(i).message().detail()));
        }
    }

    private void segments(Target target) {
        Columns columns = new Columns();
        for (SegmentView segment : target.standIn().segments().stream()
                .sorted(Comparator.comparing(SegmentView::name))
                .toList()) {
            columns.row(
                    number(segment.size(), ink::bold),
                    of(segment.name()),
                    of(String.join(" ", target.standIn().members(segment.lane())), ink::green));
        }
        print(columns);
    }

    void invite(Host host, Target target, long stay) {
        if (stay == 0) {
            heading("Next");
            out.println(
                    "  On a terminal it keeps running, with a live page. Elsewhere: mvn -f demo -Ddemo.seconds=600");
        } else {
            heading("It is still running");
            Columns urls = new Columns();
            if (!target.live()) {
                urls.row(of("LaunchDarkly, live"), of(target.standIn().url() + "/  with segments and flag"));
            }
            urls.row(of("health"), of(host.healthUrl()));
            urls.row(of("metrics"), of(host.metricsUrl()));
            urls.row(
                    of("operator's page"),
                    of(host.operatorUrl() + "  which also tells why a person is in an audience"));
            urls.row(
                    of("send a message"),
                    of("curl -H 'Content-Type: application/json' -d @" + Feed.SAMPLES + "/you-enter.json "
                            + host.url()));
            if (!target.live()) {
                urls.row(of("see the flag turn on"), of("that message makes you a power user: look at the page"));
            }
            urls.row(of("why, without sending"), of("the same to " + host.url() + "/explain"));
            urls.row(of("or drop a file in"), of(host.inbox()));
            urls.row(of("change a route"), of("routes/*.camel.yaml are read again when you save them"));
            print(urls);
        }
        if (!target.live()) {
            out.println();
            out.println("  To write to a real environment, which we had none to test with, run the same command with");
            out.println("  -Ddemo.live=true, and LAUNCHDARKLY_ACCESS_TOKEN and LAUNCHDARKLY_CLIENT_SIDE_ID set.");
        }
        if (stay == DemoOptions.UNTIL_STOPPED) {
            out.println();
            out.println("  " + ink.bold("Ctrl-C ends it."));
        } else if (stay > 0) {
            out.println();
            out.println("  It ends by itself after " + stay + " s.");
        }
        out.println();
    }

    private void heading(String text) {
        out.println();
        out.println(ink.bold(text));
    }

    private void print(Columns columns) {
        List<String> lines = columns.lines();
        lines.forEach(out::println);
    }

    private static String why(String reason) {
        return switch (reason) {
            case "NOT_SUBSCRIBED" -> "not an identify or track call";
            case "NOT_AN_AUDIENCE" -> "a computed trait";
            case "NO_CONTEXT_KEY" -> "no userId: Segment sends one call per identifier";
            case "STALE" -> "older than what was already applied";
            case "DUPLICATE" -> "the same message again";
            case "NOT_JSON" -> "not JSON";
            case "MISSING_AUDIENCE_ID" -> "no computation_id";
            case "MEMBERSHIP_UNDETERMINED" -> "does not say whether the user enters or leaves";
            case "INVALID_IDENTIFIER" -> "the userId is neither text nor a whole number";
            default -> "";
        };
    }
}
