package io.github.camelaudience.server;

import io.github.camelaudience.launchdarkly.host.FailedStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceReload;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file of routes again when it has come to rest and is another than the one that runs. The watcher sees one copy
 * of a file as several events, the first of them while it is still empty. A route that comes from a Kamelet cannot be
 * replaced while it runs, so its file is left for the next start, and the log says so.
 */
final class RouteReload implements ResourceReload {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final long REST_MILLIS = 500;

    private final CamelContext context;
    private final ScheduledExecutorService executor;
    private final Map<Path, Long> read = new HashMap<>();
    private final Map<String, ScheduledFuture<?>> waiting = new HashMap<>();

    private RouteReload(CamelContext context) {
        this.context = context;
        this.executor = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "RouteReload");
    }

    /** Takes the place of what Camel's watcher does with a file, if there is a watcher. */
    static void replace(CamelContext context) {
        RouteWatcherReloadStrategy watcher = context.hasService(RouteWatcherReloadStrategy.class);
        if (watcher != null) {
            RouteReload reload = new RouteReload(context);
            reload.remember(Path.of(watcher.getFolder()));
            watcher.setResourceReload(reload);
        }
    }

    /** The files that are read at the start are no news. */
    private void remember(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                read.put(file.toRealPath(), checksum(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            LOG.warn("The files of {} cannot be read: {}", folder, e.toString());
        }
    }

    @Override
    public synchronized void onReload(String name, Resource resource) {
        ScheduledFuture<?> before = waiting.put(
                resource.getLocation(),
                executor.schedule(() -> readAgain(resource), REST_MILLIS, TimeUnit.MILLISECONDS));
        if (before != null) {
            before.cancel(false);
        }
    }

    private void readAgain(Resource resource) {
        Path file = Path.of(resource.getURI()).getFileName();
        try {
            Path path = Path.of(resource.getURI()).toRealPath();
            long now = checksum(Files.readAllBytes(path));
            Long before = read.put(path, now);
            if (before != null && before == now) {
                return;
            }
            if (context.getRoutes().stream().anyMatch(route -> isOfAKamelet(route, resource))) {
                LOG.warn(
                        "{} has changed: restart, because a route that comes from a Kamelet is not replaced while it runs",
                        file);
                return;
            }
            Set<String> routes = PluginHelper.getRoutesLoader(context).updateRoutes(List.of(resource));
            LOG.info("Read {} again: {}", file, String.join(", ", routes));
        } catch (Exception e) {
            LOG.warn("{} is not taken, its routes stay as they are: {}", file, FailedStart.sentence(e), e);
        }
    }

    private static boolean isOfAKamelet(Route route, Resource resource) {
        return route.getSourceResource() != null
                && route.getSourceResource().getURI().equals(resource.getURI())
                && route.getEndpoint().getEndpointUri().startsWith("kamelet:");
    }

    private static long checksum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return sum.getValue();
    }
}
