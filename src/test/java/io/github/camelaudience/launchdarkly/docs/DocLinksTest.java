package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every relative link of a page leads to a file that is there, and its anchor to a heading or an anchor of that file. */
class DocLinksTest {

    private static final Pattern LINK = Pattern.compile("]\\((?![a-z]+:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern SOURCE = Pattern.compile("(?:src|srcset|href)=\"(?![a-z]+:)([^\"#]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        Set<String> broken = new TreeSet<>();
        int links = 0;
        for (Path page : DocPages.all()) {
            String text = DocPages.withoutCode(page);
            List<MatchResult> found = LINK.matcher(text).results().toList();
            links += found.size();
            for (MatchResult link : found) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                if (!Files.exists(target)) {
                    broken.add(page + " -> " + link.group(1));
                } else if (link.group(2) != null && !anchors(target).contains(link.group(2))) {
                    broken.add(page + " -> " + link.group(1) + "#" + link.group(2));
                }
            }
            SOURCE.matcher(text)
                    .results()
                    .map(each -> each.group(1))
                    .filter(each -> Files.notExists(page.resolveSibling(each)))
                    .forEach(each -> broken.add(page + " -> " + each));
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(100);
    }

    /** As GitHub makes them: what is no letter, digit, hyphen or underscore goes, and the second of a name has a number. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Map<String, Integer> seen = new HashMap<>();
        HEADING.matcher(DocPages.withoutCode(page)).results().forEach(heading -> {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int times = seen.merge(anchor, 1, Integer::sum);
            anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
        });
        ANCHOR.matcher(Files.readString(page)).results().forEach(each -> anchors.add(each.group(1)));
        return anchors;
    }

    /** Whoever looks for a page finds it from the index. */
    @Test
    void theIndexLeadsToEveryPage() throws IOException {
        String index = Files.readString(Path.of("docs/README.md"));
        assertThat(DocPages.all().stream()
                        .filter(page -> page.startsWith("docs"))
                        .filter(page -> !page.startsWith("docs/hosts") && !page.startsWith("docs/site"))
                        .filter(page -> !page.equals(Path.of("docs/README.md")))
                        .map(page -> Path.of("docs").relativize(page).toString()))
                .allSatisfy(page -> assertThat(index).contains("](" + page));
    }
}
