package io.github.camelaudience.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Stops the start when a port is not to be had. Camel only logs that, and runs on with nobody listening. Each port is
 * tried right before the server binds it.
 */
final class BoundPorts extends LifecycleStrategySupport implements StartupListener, Ordered {

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

    private static void isFree(String of, InetSocketAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "port " + address.getPort() + " of " + address.getHostString() + " cannot be had (" + e.getMessage()
                            + "): free it, or set another in camel." + of
                            + ".port, which conf/application.properties takes from "
                            + (of.equals("server") ? "SERVER_PORT" : "MANAGEMENT_PORT"));
        }
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
