package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Classes that need each other are understood and tested together only: no circle has more than a handful. Read from the
 * bytecode by the JDK's own jdeps, so that calls within a package count as well; a nested class counts as its outer one.
 */
class ClassCirclesTest {

    /** Component, endpoint and producer are a circle by Camel's own design; one more may be. */
    private static final int MOST = 4;

    private static final String ROOT = "io.github.camelaudience.launchdarkly.";
    private static final Pattern ARROW = Pattern.compile("^ {3}(\\S+) +-> (\\S+) .*$", Pattern.MULTILINE);

    @Test
    void noCircleOfClassesIsLarge() throws Exception {
        Map<String, Set<String>> graph = graph(mainClasses());
        assertThat(graph).hasSizeGreaterThan(200);
        assertThat(graph.get("LaunchDarklyAudienceEndpoint")).contains("LaunchDarklyAudienceProducer");
        assertThat(circles(graph)).allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(MOST));
    }

    @Test
    void aCircleIsSeen() {
        Map<String, Set<String>> graph =
                Map.of("a", Set.of("b"), "b", Set.of("c", "d"), "c", Set.of("a"), "d", Set.of("e"), "e", Set.of());
        assertThat(circles(graph)).containsExactly(Set.of("a", "b", "c"));
    }

    private static Path mainClasses() throws Exception {
        return Path.of(LaunchDarklyAudienceComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** Our classes, and which of ours each needs. */
    private static Map<String, Set<String>> graph(Path classes) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(errors),
                        "-verbose:class",
                        "-filter:none",
                        "--ignore-missing-deps",
                        "--multi-release",
                        "base",
                        classes.toString());
        assertThat(exit).as(errors.toString()).isZero();
        Map<String, Set<String>> graph = new TreeMap<>();
        ARROW.matcher(out.toString())
                .results()
                .filter(arrow ->
                        arrow.group(1).startsWith(ROOT) && arrow.group(2).startsWith(ROOT))
                .forEach(arrow -> {
                    Set<String> needs = graph.computeIfAbsent(outer(arrow.group(1)), name -> new TreeSet<>());
                    if (!outer(arrow.group(2)).equals(outer(arrow.group(1)))) {
                        needs.add(outer(arrow.group(2)));
                    }
                });
        return graph;
    }

    private static String outer(String name) {
        int nested = name.indexOf('$');
        return name.substring(ROOT.length(), nested < 0 ? name.length() : nested);
    }

    /** The strongly connected parts of more than one class, by Tarjan's algorithm. */
    private static Collection<Set<String>> circles(Map<String, Set<String>> graph) {
        List<Set<String>> circles = new ArrayList<>();
        Map<String, Integer> number = new HashMap<>();
        Map<String, Integer> lowest = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (String each : graph.keySet()) {
            if (!number.containsKey(each)) {
                visit(each, graph, number, lowest, open, circles);
            }
        }
        return circles;
    }

    private static void visit(
            String each,
            Map<String, Set<String>> graph,
            Map<String, Integer> number,
            Map<String, Integer> lowest,
            Deque<String> open,
            List<Set<String>> circles) {
        number.put(each, number.size());
        lowest.put(each, number.get(each));
        open.push(each);
        for (String next : graph.getOrDefault(each, Set.of())) {
            if (!number.containsKey(next)) {
                visit(next, graph, number, lowest, open, circles);
                lowest.merge(each, lowest.get(next), Math::min);
            } else if (open.contains(next)) {
                lowest.merge(each, number.get(next), Math::min);
            }
        }
        if (lowest.get(each).equals(number.get(each))) {
            Set<String> circle = new TreeSet<>();
            String member;
            do {
                member = open.pop();
                circle.add(member);
            } while (!member.equals(each));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
    }
}
