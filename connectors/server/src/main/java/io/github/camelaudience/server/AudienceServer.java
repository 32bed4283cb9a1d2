package io.github.camelaudience.server;

import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.page.OperatorPage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Is the program of {@code bin/audience-server}, which runs the integration server or one of its commands. */
public final class AudienceServer {

    private AudienceServer() {}

    /** Does what the first argument says, see {@code --help}; with none it runs until SIGTERM. */
    public static void main(String[] arguments) {
        // Camel's: in Turkish or Azeri its own names of options are not found
        Locale.setDefault(Locale.ENGLISH);
        Properties system = System.getProperties();
        system.putIfAbsent("log4j2.configurationFile", "conf/log4j2.properties");
        system.putIfAbsent(
                "camel.main.property-placeholder-location",
                "file:conf/application.properties,file:conf/routes.properties");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(CommandLine.run(new Call(List.of(arguments), System.in, out, System.err, system, System.getenv())));
    }

    /** Adds to Camel Main what makes it this server. */
    public static Main prepared(Main main) {
        return prepared(main, System.getenv());
    }

    static Main prepared(Main main, Map<String, String> environment) {
        main.configure().addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                CamelContext context = starting.getCamelContext();
                SecretFiles.serve(context, environment);
                checkSecrets(context, environment);
                OpenRoutes.decide(context);
                ServerLedger.decide(context);
                ActionSettings.copy(context.getPropertiesComponent());
                HttpGate.stand(context);
                BoundPorts.check(context);
                OperatorPage.show(context, BoundPorts::isLoopback);
            }

            @Override
            public void afterConfigure(BaseMainSupport configured) {
                RouteReload.replace(configured.getCamelContext());
            }
        });
        return main;
    }

    private static void checkSecrets(CamelContext context, Map<String, String> environment) {
        try {
            List<String> problems =
                    Secrets.problems(context, List.copyOf(RouteFiles.of(context).values()), environment);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the files of routes cannot be read", e);
        }
    }
}
