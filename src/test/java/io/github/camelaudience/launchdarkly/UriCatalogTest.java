package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;

/** Every URI of the component that is shipped or shown has only options that exist. */
class UriCatalogTest {

    /** Options whose value is a reference to a bean. */
    private static final Set<String> BEANS = Set.of("stateRepository", "ledgerDataSource", "membershipLedger");

    private static final String SCHEME = "launchdarkly-audience";
    private static final String KAMELET = "launchdarkly-audience-sink";
    private static final Pattern IN_TEXT = Pattern.compile(SCHEME + ":[A-Za-z0-9{][^\\s\"'`<>)]*");

    private final DefaultCamelCatalog catalog = catalog();

    private static DefaultCamelCatalog catalog() {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        String json = "META-INF/io/github/camelaudience/launchdarkly/" + SCHEME + ".json";
        try (InputStream in = UriCatalogTest.class.getClassLoader().getResourceAsStream(json)) {
            catalog.addComponent(
                    SCHEME,
                    LaunchDarklyAudienceComponent.class.getName(),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return catalog;
    }

    private List<String> faults(String uri) {
        // An enum or number that is a placeholder is decided later; the name of the option is what counts here.
        EndpointValidationResult result = catalog.validateEndpointProperties(uri.replace("&amp;", "&"));
        return result.isSuccess() ? List.of() : List.of(uri + ": " + result.summaryErrorMessage(false));
    }

    private static List<Path> shipped() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(Path.of("routes"), Path.of("kamelets"), Path.of("src/test/resources/examples"))) {
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        if (Files.exists(Path.of("README.md"))) {
            files.add(Path.of("README.md"));
        }
        return files;
    }

    @Test
    void everyUriInTextIsValid() throws IOException {
        List<String> uris = new ArrayList<>();
        for (Path file : shipped()) {
            Matcher matcher = IN_TEXT.matcher(Files.readString(file));
            while (matcher.find()) {
                uris.add(matcher.group());
            }
        }
        assertThat(uris).isNotEmpty();
        assertThat(uris).flatMap(this::faults).isEmpty();
    }

    @Test
    void everyUriInYamlIsValid() throws IOException {
        List<String> uris = new ArrayList<>();
        Set<String> kameletOptions = kameletOptions();
        List<String> unknown = new ArrayList<>();
        for (Path file : shipped()) {
            if (file.toString().endsWith(".yaml")) {
                collect(Yaml.read(file), uris, kameletOptions, unknown);
            }
        }
        assertThat(uris).isNotEmpty();
        assertThat(uris).flatMap(this::faults).isEmpty();
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyPropertyOfTheKameletThatIsSetExists() throws IOException {
        Pattern set = Pattern.compile("camel\\.kamelet\\." + KAMELET + "\\.(\\w+)=");
        List<String> names = new ArrayList<>();
        for (Path file : shipped()) {
            Matcher matcher = set.matcher(Files.readString(file));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        assertThat(names).contains("accessToken");
        assertThat(kameletOptions()).containsAll(names);
    }

    @Test
    void aMisspeltOptionIsFound() {
        assertThat(faults(SCHEME + ":env?accessToken=x&contextKynd=user")).hasSize(1);
        assertThat(faults(SCHEME + ":env?accessToken=x&onRejected=maybe")).hasSize(1);
        assertThat(faults(SCHEME + ":env?accessToken=x&contextKind=user")).isEmpty();
    }

    private static Set<String> kameletOptions() throws IOException {
        Set<String> options = new HashSet<>(Set.of("templateId", "routeId", "noErrorHandler", "bridgeErrorHandler"));
        Yaml.read(Path.of("kamelets", KAMELET + ".kamelet.yaml"))
                .at("/spec/definition/properties")
                .fieldNames()
                .forEachRemaining(options::add);
        return options;
    }

    /** The URIs of canonical steps: {@code uri} with its {@code parameters} beside it. */
    private void collect(JsonNode node, List<String> uris, Set<String> kameletOptions, List<String> unknown) {
        String uri = node.path("uri").asText();
        Map<String, String> parameters = new TreeMap<>();
        node.path("parameters")
                .fields()
                .forEachRemaining(p -> parameters.put(p.getKey(), p.getValue().asText()));
        if (uri.startsWith(SCHEME)) {
            String path = parameters.remove("clientSideId");
            StringBuilder built = new StringBuilder(uri);
            if (path != null) {
                built.append(':').append(path);
            }
            char separator = uri.contains("?") ? '&' : '?';
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                built.append(separator).append(parameter.getKey()).append('=').append(value(parameter));
                separator = '&';
            }
            uris.add(built.toString().replace("{{?", "{{"));
        } else if (uri.equals("kamelet") && KAMELET.equals(parameters.get("templateId"))) {
            parameters.keySet().stream()
                    .filter(name -> !kameletOptions.contains(name))
                    .forEach(unknown::add);
        }
        node.forEach(child -> collect(child, uris, kameletOptions, unknown));
    }

    /** The catalog wants to see that a bean is referred to, and cannot in a placeholder. */
    private static String value(Map.Entry<String, String> parameter) {
        return BEANS.contains(parameter.getKey()) ? parameter.getValue().replace("{{", "#{{") : parameter.getValue();
    }
}
