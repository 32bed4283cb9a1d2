package io.github.camelaudience.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the start when a port is not to be had. Camel only logs that, and runs on with nobody listening. Each port is
 * tried right before the server binds it.
 */
final class BoundPorts extends LifecycleStrategySupport implements StartupListener, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(BoundPorts.class);

    private final Map<String, InetSocketAddress> wanted = new ConcurrentHashMap<>();

    private BoundPorts() {}

    /** Has the ports of a context looked at when it starts. */
    static void check(CamelContext context) {
        BoundPorts ports = new BoundPorts();
        context.addLifecycleStrategy(ports);
        try {
            context.addStartupListener(ports);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onServiceAdd(CamelContext context, Service service, Route route) {
        if (service instanceof MainHttpServer server) {
            want("server", server.getHost(), server.getPort());
        } else if (service instanceof ManagementHttpServer server) {
            want("management", server.getHost(), server.getPort());
        }
    }

    private void want(String of, String host, int port) {
        wanted.put(of, new InetSocketAddress(host, port));
    }

    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        if (!alreadyStarted) {
            wanted.forEach(BoundPorts::isFree);
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // by then they are bound
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        if (context.hasComponent("platform-http") instanceof PlatformHttpComponent http) {
            log("server", http.getHttpEndpoints());
            log("management", http.getHttpManagementEndpoints());
        }
    }

    /** Camel's own lines say 0.0.0.0 whatever the address is. */
    private void log(String of, Set<HttpEndpointModel> endpoints) {
        InetSocketAddress address = wanted.get(of);
        if (address != null && address.getAddress() != null) {
            LOG.info(
                    "Listening on {} port {}: {}",
                    address.getAddress().getHostAddress(),
                    address.getPort(),
                    endpoints.stream().map(HttpEndpointModel::getUri).sorted().collect(Collectors.joining(", ")));
        }
    }

    private static void isFree(String of, InetSocketAddress address) {
        problem(of, address).ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
    }

    private static Optional<String> problem(String of, InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of("port " + address.getPort() + " of " + address.getHostString() + " cannot be had ("
                    + e.getMessage() + "): free it, or set another in camel." + of
                    + ".port, which conf/application.properties takes from "
                    + (of.equals("server") ? Variable.SERVER_PORT : Variable.MANAGEMENT_PORT));
        }
    }

    /** Returns a sentence for each port that the properties of a context name and that is not to be had. */
    static List<String> problems(CamelContext context) {
        List<String> problems = new ArrayList<>();
        Map<Integer, String> taken = new HashMap<>();
        for (String of : List.of("server", "management")) {
            Optional<String> enabled = property(context, of, "enabled");
            if (enabled.isEmpty() || !Boolean.parseBoolean(enabled.get())) {
                continue;
            }
            String text = property(context, of, "port").orElse("");
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
                problems.add("camel." + of + ".port must be a number from 0 to 65535 but was " + text);
                continue;
            }
            int port = Integer.parseInt(text);
            String other = taken.put(port, of);
            if (other != null && port != 0) {
                problems.add("camel." + other + ".port and camel." + of + ".port are both " + port);
                continue;
            }
            problem(of, new InetSocketAddress(property(context, of, "host").orElse("0.0.0.0"), port))
                    .ifPresent(problems::add);
        }
        return problems;
    }

    private static Optional<String> property(CamelContext context, String of, String name) {
        return context.getPropertiesComponent().resolveProperty("camel." + of + "." + name);
    }

    /** Before Camel's own listener, which starts the servers. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST;
    }

    /** Whether only this machine can reach what listens there. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
