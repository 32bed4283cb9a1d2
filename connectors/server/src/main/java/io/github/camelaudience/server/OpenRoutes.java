package io.github.camelaudience.server;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routes by HTTP that check nobody off where the server listens beyond loopback, unless someone has said in
 * a property that they are wanted there.
 */
final class OpenRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRoutes.class);

    /** The properties that their {@code autoStartup} asks for. */
    private static final List<String> SWITCHES = List.of("segment.http.enabled", "segment.explain.enabled");

    private OpenRoutes() {}

    /** Sets the switches that are not set. */
    static void decide(CamelContext context) {
        PropertiesComponent properties = context.getPropertiesComponent();
        String host = properties.resolveProperty("camel.server.host").orElse("0.0.0.0");
        if (BoundPorts.isLoopback(host)) {
            return;
        }
        for (String name : SWITCHES) {
            if (properties.resolveProperty(name).isEmpty()) {
                properties.addInitialProperty(name, "false");
                LOG.info("{}=false: its route checks nobody, and this server listens on {}", name, host);
            }
        }
    }
}
