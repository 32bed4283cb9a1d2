package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/explanation/reliability.md and docs/explanation/ledger.md name exist, in whatever module. */
class FaultTableTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:#(\\w+))?`");
    private static final Pattern METHOD = Pattern.compile("(?m)^ {4,8}(?:public )?(?:void|\\S+<\\S+>) (\\w+)\\(");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, List<Path>> tests = tests();
        List<String> missing = new ArrayList<>();
        int named = 0;
        Matcher matcher = NAMED.matcher(Files.readString(Path.of("docs/explanation/reliability.md"))
                + Files.readString(Path.of("docs/explanation/ledger.md")));
        while (matcher.find()) {
            named++;
            if (!exists(tests.getOrDefault(matcher.group(1), List.of()), matcher.group(2))) {
                missing.add(matcher.group());
            }
        }
        assertThat(named).isGreaterThan(60);
        assertThat(missing).isEmpty();
    }

    private static boolean exists(List<Path> files, String method) throws IOException {
        if (method == null) {
            return !files.isEmpty();
        }
        for (Path file : files) {
            if (METHOD.matcher(Files.readString(file)).results().anyMatch(found -> found.group(1)
                    .equals(method))) {
                return true;
            }
        }
        return false;
    }

    /** By simple name: there are a few of one name in two modules. */
    private static Map<String, List<Path>> tests() throws IOException {
        try (Stream<Path> component = Files.walk(Path.of("src/test/java"));
                Stream<Path> connectors = Files.walk(Path.of("connectors"))) {
            return Stream.concat(component, connectors)
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src/test/java"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", "")));
        }
    }
}
