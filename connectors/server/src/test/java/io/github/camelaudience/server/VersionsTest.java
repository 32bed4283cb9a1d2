package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The component's pom and the connectors' pom agree on versions. */
class VersionsTest {

    private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.-]+\\.version)>([^<]+)</\\1>");

    @Test
    void propertiesOfBothAreTheSame() throws IOException {
        Map<String, String> component = versions(Path.of("../../pom.xml"));
        Map<String, String> connectors = versions(Path.of("../pom.xml"));
        connectors.keySet().retainAll(component.keySet());
        assertThat(connectors).containsKey("camel.version");
        assertThat(component).containsAllEntriesOf(connectors);
    }

    private static Map<String, String> versions(Path pom) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        // A profile may have other versions; what counts is what is built by default.
        Matcher matcher = PROPERTY.matcher(Files.readString(pom).split("<profiles>")[0]);
        while (matcher.find()) {
            versions.put(matcher.group(1), matcher.group(2));
        }
        return versions;
    }
}
