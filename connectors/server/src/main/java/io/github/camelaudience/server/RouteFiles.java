package io.github.camelaudience.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Finds the files of routes that the configuration includes. */
final class RouteFiles {

    private static final String PATTERN = "camel.main.routes-include-pattern";

    private RouteFiles() {}

    /** Returns where each is and what is in it. */
    static Map<String, String> of(CamelContext context) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        String patterns =
                context.getPropertiesComponent().resolveProperty(PATTERN).orElse("");
        for (String pattern : patterns.split(",")) {
            for (Resource resource : resources(context, pattern.strip())) {
                try (InputStream in = resource.getInputStream()) {
                    texts.put(resource.getLocation(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    private static List<Resource> resources(CamelContext context, String pattern) throws IOException {
        if (pattern.isEmpty()) {
            return List.of();
        }
        try {
            return new ArrayList<>(
                    PluginHelper.getPackageScanResourceResolver(context).findResources(pattern));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
