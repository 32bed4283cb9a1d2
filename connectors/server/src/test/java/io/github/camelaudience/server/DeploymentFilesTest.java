package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files for Kubernetes and systemd: that they are well-formed, and say what the server does. */
class DeploymentFilesTest {

    private static final Path MANIFESTS = Path.of("src/main/kubernetes/audience-server.yaml");
    private static final Path UNIT = Path.of("src/main/systemd/audience-server.service");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Secret", Secret.class,
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    /** As the API server with strict validation: a field that a type does not have is an error. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated a) {
                    return false;
                }
            });

    @TempDir
    Path folder;

    private static List<HasMetadata> objects(String yaml) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromReader(new StringReader(yaml))) {
            JsonNode node = STRICT.valueToTree(document);
            String kind =
                    node.path("apiVersion").asText() + "/" + node.path("kind").asText();
            assertThat(KINDS).containsKey(kind);
            objects.add(STRICT.treeToValue(node, KINDS.get(kind)));
        }
        return objects;
    }

    private static <T> T only(Class<T> type) throws IOException {
        return objects(Files.readString(MANIFESTS)).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Container container() throws IOException {
        return pod().getContainers().get(0);
    }

    private static PodSpec pod() throws IOException {
        return only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Properties shipped() throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("src/main/conf/application.properties"))) {
            properties.load(reader);
        }
        return properties;
    }

    @Test
    void everyManifestIsOfAKnownTypeAndHasNoUnknownField() throws IOException {
        String text = Files.readString(MANIFESTS);
        assertThat(objects(text)).extracting(HasMetadata::getClass).hasSameElementsAs(KINDS.values());
        String misspelt = text.replace("terminationGracePeriodSeconds", "terminationGracePeriodSecond");
        assertThatThrownBy(() -> objects(misspelt)).hasMessageContaining("terminationGracePeriodSecond");
    }

    @Test
    void thePodNamesWhatTheServerHas() throws IOException {
        ConfigMap variables = only(ConfigMap.class);
        List<String> known = Arrays.stream(Variable.values()).map(Enum::name).toList();
        assertThat(known).containsAll(variables.getData().keySet());
        Map<String, String> secrets = only(Secret.class).getStringData();
        container().getEnv().forEach(variable -> {
            assertThat(variable.getName()).endsWith(SecretFiles.SUFFIX);
            Variable secret = Variable.valueOf(variable.getName().replace(SecretFiles.SUFFIX, ""));
            assertThat(secret.isSecret()).isTrue();
            Path file = Path.of(variable.getValue());
            assertThat(file.getParent()).hasToString("/run/secrets/audience-server");
            assertThat(secrets).containsKey(file.getFileName().toString());
        });
        assertThat(container().getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/run/secrets/audience-server"))
                .anyMatch(
                        mount -> mount.getMountPath().equals(variables.getData().get("SEGMENT_DATA")))
                .anyMatch(mount -> mount.getMountPath().equals("/tmp"));
        Properties shipped = shipped();
        assertThat(container().getPorts()).allSatisfy(port -> assertThat(shipped.getProperty(
                        "camel." + (port.getName().equals("http") ? "server" : "management") + ".port"))
                .endsWith(":" + port.getContainerPort() + "}}"));
        String routes = variables.getData().get("SERVER_ROUTES");
        assertThat(Path.of("../../routes", routes.replace("file:routes-available/", "")))
                .exists();
        assertThat(only(PodDisruptionBudget.class).getSpec().getSelector())
                .isEqualTo(only(Deployment.class).getSpec().getSelector());
        assertThat(only(Service.class).getSpec().getSelector())
                .isEqualTo(only(Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels());
    }

    @Test
    void everyProbeAsksForAPathThatTheServerHasAndWaitsLongerThanTheDrain() throws IOException {
        Properties shipped = shipped();
        for (Probe probe : List.of(
                container().getStartupProbe(),
                container().getLivenessProbe(),
                container().getReadinessProbe())) {
            HTTPGetAction get = probe.getHttpGet();
            assertThat(get.getPath()).isEqualTo(shipped.getProperty("camel.management.health-path") + "/live");
            assertThat(get.getPort().getStrVal()).isEqualTo("management");
        }
        long drain = Long.parseLong(shipped.getProperty("camel.main.shutdown-timeout"));
        long wait = container().getLifecycle().getPreStop().getSleep().getSeconds();
        assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(drain + wait + 5);
        Probe alive = container().getLivenessProbe();
        assertThat((long) alive.getPeriodSeconds() * alive.getFailureThreshold())
                .isGreaterThan(pod().getTerminationGracePeriodSeconds());
    }

    @Test
    void thePodMayDoNothingThatItNeedNot() throws IOException {
        var container = container().getSecurityContext();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(pod().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    }

    /** Both as they are shipped, placeholders and all: the server must name each that is not filled in. */
    @Test
    void theServerRefusesThePlaceholdersAndTakesTheRest() throws IOException {
        Map<String, String> environment = new HashMap<>(only(ConfigMap.class).getData());
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        for (var secret : only(Secret.class).getStringData().entrySet()) {
            Files.writeString(secrets.resolve(secret.getKey()), secret.getValue());
        }
        container()
                .getEnv()
                .forEach(variable -> environment.put(
                        variable.getName(),
                        secrets.resolve(Path.of(variable.getValue()).getFileName())
                                .toString()));
        environment.put("SEGMENT_DATA", folder.toString());
        environment.put("SERVER_ROUTES", environment.get("SERVER_ROUTES").replace("routes-available", "../../routes"));
        environment.put("SERVER_PORT", "0");
        environment.put("MANAGEMENT_PORT", "0");
        assertThat(check(environment))
                .hasSize(3)
                .allMatch(line -> line.endsWith("is a placeholder: put the real value there"));
        environment.put("LAUNCHDARKLY_CLIENT_SIDE_ID", "5f0000000000000000000001");
        try (Stream<Path> files = Files.list(secrets)) {
            for (Path file : files.toList()) {
                Files.writeString(file, "api-5afe57a4-0000-4000-8000-000000000000\n");
            }
        }
        assertThat(check(environment)).containsExactly("The server can start.");
    }

    private static List<String> check(Map<String, String> environment) {
        Properties system = new Properties();
        system.setProperty(
                "camel.main.property-placeholder-location",
                "file:src/main/conf/application.properties,file:../../routes/application.properties");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandLine.run(new Command.Call(
                List.of("check"),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                system,
                environment));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static List<String> unit(String key) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    @Test
    void theUnitNamesWhatTheServerHas() throws IOException {
        assertThat(unit("ExecStart")).containsExactly("/opt/audience-server/bin/audience-server");
        assertThat(unit("Environment")).isNotEmpty().allSatisfy(setting -> {
            String name = setting.substring(0, setting.indexOf('='));
            assertThat(Variable.valueOf(name.replace(SecretFiles.SUFFIX, ""))).isNotNull();
        });
        int drain = Integer.parseInt(shipped().getProperty("camel.main.shutdown-timeout"));
        assertThat(Integer.parseInt(unit("TimeoutStopSec").get(0))).isGreaterThanOrEqualTo(drain + 5);
        Command run = RunCommand.COMMAND;
        assertThat(unit("SuccessExitStatus"))
                .containsExactly(Integer.toString(
                        run.endings().get(run.endings().size() - 1).code()));
        assertThat(unit("RestartPreventExitStatus")).containsExactly(Integer.toString(CommandLine.WRONG_ARGUMENTS));
    }

    @Test
    void systemdTakesTheUnitAndFindsItHardened() throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        Assumptions.assumeTrue(Files.isExecutable(analyze), "no systemd here");
        Path unit = Files.writeString(
                folder.resolve("audience-server.service"),
                Files.readString(UNIT).replaceFirst("(?m)^ExecStart=.*$", "ExecStart=/bin/true"));
        assertThat(output(analyze.toString(), "verify", unit.toString())).isEmpty();
        output(analyze.toString(), "security", "--offline=true", "--threshold=20", unit.toString());
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
