package io.github.camelaudience.launchdarkly.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/versions.md} is made from the poms, and from the rows that the tests of the hosts have written. */
class VersionsDocTest {

    private static final Path PAGE = Path.of("docs/reference/versions.md");
    private static final String ROOT = "pom.xml";
    private static final String CONNECTORS = "connectors/pom.xml";

    @Test
    void theVersionsAreThoseOfThePoms() throws IOException {
        String latest = profile("camel-latest", "camel.version");
        GeneratedPage.isUpToDate(PAGE, """
                # Versions

                | what | version |
                |---|---|
                | this component | %s |
                | Java | %s and later |
                | Maven, to build it | 3.8 and later |
                | Camel that it is built on | %s |
                | Camel that it is tested on, too | %s |
                | Spring Boot with Camel %s | %s |
                | Spring Boot with Camel %s | %s |
                | Quarkus | %s |
                | Kafka, of client, broker and Kafka Connect | %s |
                | Micrometer | %s |
                | RocksDB | %s |
                | PostgreSQL driver; the tests run server | %s; %s |
                | LaunchDarkly's Java SDK, in tests | %s |

                ## What ran where

                The tests write a row each when they pass. What is not here was not run.

                | host | version | proven | by |
                |---|---|---|---|
                %s
                **Not run:** a live LaunchDarkly account, Segment itself, AWS, Google Cloud, a Kubernetes cluster, Kafka with TLS or SASL, native
                Quarkus, Karaf, and TLS through a proxy.

                This page is generated from the poms: `mvn -q test -Dtest=VersionsDocTest -Ddocs.write=true`.
                """.formatted(
                        own(),
                        property(CONNECTORS, "maven.compiler.release"),
                        property(CONNECTORS, "camel.version"),
                        latest,
                        property(CONNECTORS, "camel.version"),
                        property(CONNECTORS, "spring-boot.version"),
                        property("connectors/spring-boot-4/pom.xml", "camel.version"),
                        property("connectors/spring-boot-4/pom.xml", "spring-boot.version"),
                        property("connectors/quarkus/pom.xml", "quarkus.version"),
                        property(CONNECTORS, "kafka.version"),
                        property(ROOT, "micrometer.version"),
                        property(ROOT, "rocksdb.version"),
                        property(ROOT, "postgresql.version"),
                        property(ROOT, "postgresql.binaries.version"),
                        property(CONNECTORS, "launchdarkly-sdk.version"),
                        hosts()));
    }

    private static String own() throws IOException {
        Matcher version = Pattern.compile(
                        "<artifactId>camel-launchdarkly-audience-connectors</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(Path.of(CONNECTORS)));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static String property(String pom, String name) throws IOException {
        Matcher value =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(Files.readString(Path.of(pom)));
        assertThat(value.find()).as("%s in %s", name, pom).isTrue();
        return value.group(1);
    }

    private static String profile(String id, String name) throws IOException {
        String pom = Files.readString(Path.of(ROOT));
        Matcher value = Pattern.compile("(?s)<id>" + id + "</id>.*?<" + Pattern.quote(name) + ">([^<]+)<")
                .matcher(pom);
        assertThat(value.find()).as("%s of profile %s", name, id).isTrue();
        return value.group(1);
    }

    private static String hosts() throws IOException {
        try (Stream<Path> rows = Files.list(Path.of("docs/hosts"))) {
            String table = rows.filter(row -> !row.endsWith("README.md"))
                    .sorted()
                    .map(VersionsDocTest::text)
                    .collect(Collectors.joining());
            assertThat(table).isNotEmpty();
            return table;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
