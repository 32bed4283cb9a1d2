package io.github.camelaudience.launchdarkly.sources.file;

import java.util.Map;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Shows the files under way and the last ones that ended, with their figures. */
@DevConsole(
        name = "launchdarkly-audience-backfill",
        displayName = "LaunchDarkly Audience Backfill",
        description = "Files of audiences on their way to LaunchDarkly")
public class BackfillDevConsole extends AbstractDevConsole {

    public BackfillDevConsole() {
        super(
                "camel",
                "launchdarkly-audience-backfill",
                "LaunchDarkly Audience Backfill",
                "Files of audiences on their way to LaunchDarkly");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        for (BackfillFigures figures : BackfillRegistry.of(getCamelContext()).figures()) {
            text.append(figures.file()).append('\n');
            figures.toMap().forEach((name, value) -> {
                if (!"file".equals(name)) {
                    text.append(String.format("    %-20s %s%n", name, value));
                }
            });
        }
        return text.toString();
    }

    @Override
    protected JsonObject doCallJson(Map<String, Object> options) {
        JsonArray files = new JsonArray();
        BackfillRegistry.of(getCamelContext()).figures().forEach(figures -> files.add(new JsonObject(figures.toMap())));
        JsonObject root = new JsonObject();
        root.put("files", files);
        return root;
    }
}
