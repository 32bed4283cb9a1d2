package io.github.camelaudience.server;

import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.server.page.OperatorPage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the integration server, explains messages or audits memberships from standard input; see {@code bin/audience-server}. */
public final class AudienceServer {

    private static final Logger LOG = LoggerFactory.getLogger(AudienceServer.class);
    private static final int CANNOT_START = 1;

    private AudienceServer() {}

    /** Runs until SIGTERM; with {@code explain} or {@code audit} as the first argument, until the end of standard input. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("explain")) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            System.exit(ExplainCommand.run(System.in, out, System.err, System.getProperties()));
        }
        if (args.length > 0 && args[0].equals("audit")) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            System.exit(AuditCommand.run(System.in, out, System.err, System.getProperties()));
        }
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try {
            return prepared(new Main()).run(Arrays.copyOf(args, args.length));
        } catch (Exception | LinkageError e) {
            System.err.println("cannot start: " + FailedStart.sentence(e));
            LOG.error("The start failed", e);
            return CANNOT_START;
        }
    }

    /** Adds to Camel Main what makes it this server. */
    public static Main prepared(Main main) {
        main.configure().addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                CamelContext context = starting.getCamelContext();
                OpenRoutes.decide(context);
                ActionSettings.copy(context.getPropertiesComponent());
                HttpGate.stand(context);
                BoundPorts.check(context);
                OperatorPage.show(context);
            }

            @Override
            public void afterConfigure(BaseMainSupport configured) {
                RouteReload.replace(configured.getCamelContext());
            }
        });
        return main;
    }
}
