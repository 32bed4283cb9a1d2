package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The image of {@code -Pimage}, read as an OCI layout: nobody here runs it. */
@EnabledIfSystemProperty(named = "server.image", matches = ".+", disabledReason = "only with -Pimage")
class ImageIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private JsonNode manifest;

    @BeforeEach
    void unpack() throws Exception {
        tar("xf", Path.of(System.getProperty("server.image")), "-C", folder.toString());
        JsonNode index = JSON.readTree(folder.resolve("index.json").toFile());
        assertThat(index.path("manifests")).hasSize(1);
        manifest = blob(index.path("manifests").get(0));
    }

    private Path file(JsonNode descriptor) {
        return folder.resolve("blobs/" + descriptor.path("digest").asText().replace(':', '/'));
    }

    private JsonNode blob(JsonNode descriptor) throws IOException {
        return JSON.readTree(file(descriptor).toFile());
    }

    private static List<String> tar(String how, Path archive, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar", how, archive.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return lines;
    }

    /** Mode and path of everything in all layers. */
    private List<String> entries() throws Exception {
        List<String> entries = new ArrayList<>();
        for (JsonNode layer : manifest.path("layers")) {
            for (String line : tar("tvzf", file(layer))) {
                entries.add(line.split(" ")[0] + " "
                        + line.replaceAll("^.* \\d\\d:\\d\\d ", "").replaceAll("/$", ""));
            }
        }
        return entries;
    }

    @Test
    void runsTheServerAsNobodyWithTheSettingsOfAContainer() throws Exception {
        JsonNode config = blob(manifest.path("config")).path("config");
        assertThat(config.path("User").asText()).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(config.path("WorkingDir").asText()).isEqualTo("/opt/audience-server");
        assertThat(config.path("Entrypoint").get(0).asText()).isEqualTo("/opt/java/bin/java");
        assertThat(config.path("Entrypoint"))
                .last()
                .extracting(JsonNode::asText)
                .isEqualTo(AudienceServer.class.getName());
        Set<String> variables = new TreeSet<>();
        config.path("Env").forEach(variable -> variables.add(variable.asText()));
        assertThat(variables)
                .contains("SEGMENT_DATA=/data", "SERVER_HOST=0.0.0.0", "MANAGEMENT_CONSOLE=false")
                .noneMatch(variable -> variable.contains("TOKEN") || variable.contains("SECRET"));
        assertThat(config.path("ExposedPorts").has("8080/tcp")).isTrue();
        assertThat(config.path("ExposedPorts").has("9876/tcp")).isTrue();
        assertThat(config.path("Volumes").has("/data")).isTrue();
    }

    @Test
    void holdsWhatTheDistributionHoldsAndARuntimeThatCanBeExecuted() throws Exception {
        List<String> entries = entries();
        assertThat(entries)
                .contains("-rwxr-xr-x opt/java/bin/java")
                .contains("drwxrwxrwx tmp", "drwxrwxrwx data")
                .anyMatch(entry -> entry.endsWith(" opt/audience-server/LICENSE"))
                .anyMatch(entry -> entry.endsWith(" opt/audience-server/conf/routes.properties"))
                .anyMatch(entry -> Pattern.matches(".* lib64/ld-linux.*", entry));
        // what RocksDB's library is linked with, which is in a jar until it is used
        for (String library :
                List.of("libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libdl.so.2", "libpthread.so.0")) {
            assertThat(entries).anyMatch(entry -> entry.endsWith("/" + library));
        }
        Set<String> jars = entries.stream()
                .filter(entry -> entry.contains(" opt/audience-server/") && entry.endsWith(".jar"))
                .map(entry -> entry.substring(entry.lastIndexOf('/') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (ZipFile zip = new ZipFile(System.getProperty("server.zip"));
                Stream<String> names = zip.stream().map(entry -> entry.getName())) {
            assertThat(jars)
                    .isEqualTo(names.filter(name -> name.contains("/lib/") && name.endsWith(".jar"))
                            .map(name -> name.substring(name.lastIndexOf('/') + 1))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        assertThat(Files.size(Path.of(System.getProperty("server.image")))).isLessThan(200_000_000L);
    }
}
