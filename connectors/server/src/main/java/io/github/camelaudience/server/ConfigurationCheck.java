package io.github.camelaudience.server;

import io.github.camelaudience.launchdarkly.host.FailedStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;

/**
 * Finds what would stop a start, or stop the server later: secrets, ports, folders, and whatever Camel says when it makes all
 * routes and everything they need. Makes them for real, but starts no consumer, and listens on ports of its own choice.
 */
final class ConfigurationCheck {

    private static final String LOCATIONS = "camel.main.property-placeholder-location";

    /** Where something is written, and what of it is the folder. */
    private static final List<String> FOLDERS = List.of(
            "segment.data",
            "segment.folder",
            ServerLedger.FOLDER,
            "segment.http.rejected",
            "segment.tracking.rejected",
            "segment.pubsub.rejected",
            "camel.kamelet.segment-webhook-source.rejectedFolder");

    private final Properties system;
    private final Map<String, String> environment;
    private boolean hasLedgerFolder;

    ConfigurationCheck(Properties system, Map<String, String> environment) {
        this.system = system;
        this.environment = environment;
    }

    /**
     * Returns a sentence for each problem.
     *
     * @param ports whether to look at them
     */
    List<String> problems(boolean ports) {
        List<String> problems = new ArrayList<>();
        Map<String, String> routes;
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setLocation(system.getProperty(LOCATIONS, ""));
            SecretFiles.serve(context, environment);
            routes = RouteFiles.of(context);
            hasLedgerFolder = context.getPropertiesComponent()
                    .resolveProperty(ServerLedger.FOLDER)
                    .filter(name -> !name.isBlank())
                    .isPresent();
            if (routes.isEmpty()) {
                problems.add("there is no file of routes: copy one from routes-available/ to routes/");
            }
            List<String> secrets = Secrets.problems(context, List.copyOf(routes.values()), environment);
            problems.addAll(secrets);
            if (ports) {
                problems.addAll(BoundPorts.problems(context));
            }
            problems.addAll(folders(context));
            if (!secrets.isEmpty()) {
                return problems; // each route that needs one would only say so again
            }
        } catch (Exception e) {
            problems.add(FailedStart.sentence(e));
            return problems;
        }
        problems.addAll(routes(routes));
        return problems;
    }

    private static List<String> folders(CamelContext context) {
        List<String> problems = new ArrayList<>();
        for (String property : new TreeSet<>(FOLDERS)) {
            Optional<String> folder = context.getPropertiesComponent().resolveProperty(property);
            folder.filter(name -> !name.isBlank())
                    .flatMap(name -> notWritable(Path.of(name)))
                    .ifPresent(why -> problems.add(property + ": " + why));
        }
        return problems;
    }

    /** Makes nothing that stays. */
    private static Optional<String> notWritable(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            return Optional.of(there + " is not a folder");
        }
        try {
            Files.delete(Files.createTempFile(there, ".check", null));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("nothing can be written in " + there + " ("
                    + e.getClass().getSimpleName() + "): give it to the user that the server runs as");
        }
    }

    /** All together first, because that is what counts; when they do not start, each alone, to say which are wrong. */
    private List<String> routes(Map<String, String> files) {
        Optional<String> together = failure(null);
        if (together.isEmpty() || files.size() == 1) {
            return together.stream().toList();
        }
        Map<String, List<String>> filesByProblem = new LinkedHashMap<>();
        for (String file : files.keySet()) {
            failure(file).ifPresent(why -> filesByProblem
                    .computeIfAbsent(why, none -> new ArrayList<>())
                    .add(name(file)));
        }
        // none alone: it is about all of them together, such as two routes with one id
        return filesByProblem.isEmpty()
                ? List.of(together.get())
                : filesByProblem.entrySet().stream()
                        .map(problem -> problem.getValue().size() == files.size()
                                ? problem.getKey()
                                : String.join(", ", problem.getValue()) + ": " + problem.getKey())
                        .toList();
    }

    private static String name(String location) {
        return Path.of(location.replaceFirst("^file:", "")).getFileName().toString();
    }

    private Optional<String> failure(String file) {
        Main main = AudienceServer.prepared(new Main(), environment);
        main.setPropertyPlaceholderLocations(system.getProperty(LOCATIONS, ""));
        if (file != null) {
            main.addOverrideProperty("camel.main.routes-include-pattern", file);
        }
        main.addOverrideProperty("camel.main.auto-startup", "false");
        main.addOverrideProperty("camel.main.routes-reload-enabled", "false");
        main.addOverrideProperty("camel.main.jmx-enabled", "false");
        for (String of : List.of("server", "management")) {
            main.addOverrideProperty("camel." + of + ".host", "127.0.0.1");
            main.addOverrideProperty("camel." + of + ".port", "0");
        }
        main.addOverrideProperty("camel.kamelet.launchdarkly-audience-sink.verifyOnStart", "false");
        Path ledger = null;
        try {
            // another one than its own, which a server that runs has open: so that the engine itself is tried
            ledger = Files.createTempDirectory("audience-server-check");
            if (hasLedgerFolder) {
                main.addOverrideProperty(ServerLedger.FOLDER, ledger.toString());
            }
            main.start();
            return Optional.empty();
        } catch (Exception | LinkageError e) {
            return Optional.of(FailedStart.sentence(e));
        } finally {
            main.stop();
            delete(ledger);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // it is a temporary one
        }
    }
}
