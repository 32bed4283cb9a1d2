package io.github.camelaudience.launchdarkly.sources.file;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Is down while nothing can be kept in a work folder: no file of it can be taken then. */
final class BackfillHealthCheck extends AbstractHealthCheck {

    private static final String ID = "launchdarkly-audience-backfill";

    private final WorkFolder folder;

    private BackfillHealthCheck(String id, WorkFolder folder) {
        super("camel", id);
        this.folder = folder;
    }

    /** Registers the check of a work folder where the context has health checks; from the second on with a number. */
    static void register(CamelContext context, WorkFolder folder) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry == null) {
            return;
        }
        synchronized (registry) {
            String free = ID;
            for (int i = 2; registry.getCheck(free).isPresent(); i++) {
                free = ID + "-" + i;
            }
            BackfillHealthCheck check = new BackfillHealthCheck(free, folder);
            check.setCamelContext(context);
            registry.register(check);
        }
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String problem = folder.problem();
        if (problem == null) {
            builder.up();
        } else {
            builder.message("files cannot be taken: " + problem).down();
        }
    }
}
