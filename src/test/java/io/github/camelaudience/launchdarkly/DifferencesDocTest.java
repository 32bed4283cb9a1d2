package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/differences.md} is made from {@link DifferenceRule}; {@code -Ddocs.write=true} writes it anew. */
class DifferencesDocTest {

    private static final Path PAGE = Path.of("docs/reference/differences.md");

    private static final String HEAD = """
            # Where we differ from Segment's destination

            For every well-formed audience message LaunchDarkly gets the request that Segment's own *LaunchDarkly Audiences* destination
            would send. That destination is sometimes wrong, loses messages or is unsafe. There this component differs on purpose, and a
            rule below says how. The golden vectors prove it: each recorded case is equal, or differs by exactly the rules that the test's
            model of both sides predicts.

            This page is generated from `DifferenceRule`: `mvn -q test -Dtest=DifferencesDocTest -Ddocs.write=true`.

            ## The five that matter most

            """;

    private static final Map<DifferenceRule, String> FIRST = new TreeMap<>(Map.of(
            DifferenceRule.D1, "The text `\"false\"` removes a user. At Segment's destination it adds one.",
            DifferenceRule.D20,
                    "One bad user does not cost the others their change. At Segment's destination the whole batch is lost.",
            DifferenceRule.D21,
                    "Conflicts, limits and outages are waited for, in order. Segment's destination gives up on a conflict and ignores"
                            + " the headers that say when to come back.",
            DifferenceRule.D22,
                    "A refused access token loses nothing: your source keeps the messages until the token is right again.",
            DifferenceRule.D26, "An older event that comes late does not undo a newer one."));

    @Test
    void thePageShowsTheRules() throws IOException {
        String page = HEAD
                + FIRST.entrySet().stream()
                        .map(rule -> "- %s ([%s](rules.md#%s))\n"
                                .formatted(
                                        rule.getValue(),
                                        rule.getKey(),
                                        rule.getKey().name().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining())
                + section('D', "Messages and delivery")
                + section('M', "Your mapping")
                + section('F', "Your trigger")
                + section('N', "Shape of the input")
                + section('S', "Settings");
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
        assertThat(DifferenceRule.values())
                .allSatisfy(rule -> assertThat(page).containsOnlyOnce("\n| " + rule + " | "));
    }

    private static String section(char group, String title) {
        return Arrays.stream(DifferenceRule.values())
                .filter(rule -> rule.name().charAt(0) == group)
                .map(DifferencesDocTest::row)
                .collect(Collectors.joining(
                        "",
                        "\n## " + title
                                + "\n\n| rule | input | Segment's destination | ours |\n| --- | --- | --- | --- |\n",
                        ""));
    }

    private static String row(DifferenceRule rule) {
        return "| %s | %s | %s | %s |%n"
                .formatted(rule, cell(rule.input()), cell(rule.reference()), cell(rule.ours()))
                .replace("\r\n", "\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
