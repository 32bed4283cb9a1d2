package io.github.camelaudience.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the alerts and the dashboard, and compares the metrics, labels and values in them with what a server tells. */
final class MonitoringFiles {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{([^}]*)}");
    private static final Pattern GROUPED =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern WORD = Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*(?!\\w|\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    /** Is Prometheus's own. */
    private static final String UP = "up";

    private final JsonNode rules;
    private final JsonNode dashboard;

    private MonitoringFiles(JsonNode rules, JsonNode dashboard) {
        this.rules = rules;
        this.dashboard = dashboard;
    }

    static MonitoringFiles in(Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Object rules = new Load(LoadSettings.builder().build())
                .loadFromReader(new StringReader(Files.readString(folder.resolve("prometheus-rules.yaml"))));
        return new MonitoringFiles(
                json.valueToTree(rules),
                json.readTree(folder.resolve("grafana-dashboard.json").toFile()));
    }

    /** Name and expression. */
    Map<String, String> alerts() {
        Map<String, String> alerts = new LinkedHashMap<>();
        rules.path("groups").forEach(group -> group.path("rules")
                .forEach(rule -> alerts.put(
                        rule.path("alert").asText(), rule.path("expr").asText())));
        return alerts;
    }

    /** Title of the panel, number of the query, and expression. */
    Map<String, String> panels() {
        Map<String, String> panels = new LinkedHashMap<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> panels.put(
                        panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        target.path("expr").asText())));
        return panels;
    }

    /** A sentence for each metric, label or value that is not in what a server told. */
    List<String> strangers(String scrape) {
        Map<String, Map<String, Set<String>>> known = metrics(scrape);
        List<String> strangers = new ArrayList<>();
        alerts().forEach((name, expression) -> strangers.addAll(strangers(name, expression, known)));
        panels().forEach((name, expression) -> strangers.addAll(strangers(name, expression, known)));
        return strangers;
    }

    static List<String> strangers(String name, String expression, Map<String, Map<String, Set<String>>> known) {
        List<String> strangers = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Map<String, Set<String>> labels = known.getOrDefault(selector.group(1), Map.of());
            Matcher label = LABEL.matcher(selector.group(2));
            while (label.find() && !selector.group(1).equals(UP)) {
                Set<String> values = labels.getOrDefault(label.group(1), Set.of());
                boolean isVariable = label.group(3).startsWith("$");
                boolean isThere = isVariable
                        ? !values.isEmpty()
                        : values.containsAll(List.of(label.group(3).split("\\|")));
                if (!isThere) {
                    strangers.add(name + ": " + selector.group(1) + " has no " + label.group());
                }
            }
        }
        String plain = expression
                .replaceAll("\"[^\"]*\"", "")
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "");
        Set<String> metrics = new HashSet<>();
        Matcher word = WORD.matcher(GROUPED.matcher(plain).replaceAll(" "));
        while (word.find()) {
            if (!OPERATORS.contains(word.group()) && !word.group().equals(UP)) {
                metrics.add(word.group());
            }
        }
        metrics.stream()
                .filter(metric -> !known.containsKey(metric))
                .forEach(metric -> strangers.add(name + ": there is no metric " + metric));
        Matcher grouped = GROUPED.matcher(plain);
        while (grouped.find()) {
            for (String label : grouped.group(2).split(",")) {
                for (String metric : metrics) {
                    Map<String, Set<String>> labels = known.getOrDefault(metric, Map.of());
                    if (!label.isBlank() && !labels.containsKey(label.strip())) {
                        strangers.add(name + ": " + metric + " has no label " + label.strip());
                    }
                }
            }
        }
        return strangers;
    }

    /** Metrics by name, each with the values of its labels. */
    static Map<String, Map<String, Set<String>>> metrics(String scrape) {
        Map<String, Map<String, Set<String>>> metrics = new HashMap<>();
        scrape.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Map<String, Set<String>> labels = metrics.computeIfAbsent(sample.group(1), none -> new HashMap<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(label.group(1), none -> new HashSet<>())
                            .add(label.group(3));
                }
            }
        });
        return metrics;
    }
}
