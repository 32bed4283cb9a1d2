package io.github.camelaudience.launchdarkly.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The component's page as the Camel website has them, in AsciiDoc: its attributes and tables are those of the catalog, its
 * routes are files that tests run.
 */
@Tag("catalog")
class ComponentPageDocTest {

    private static final Path PAGE = Path.of("src/main/docs/launchdarkly-audience-component.adoc");
    private static final Path EXAMPLES = Path.of("src/test/resources/examples");
    private static final Path CATALOG =
            Path.of("src/generated/resources/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json");

    private static final String TEMPLATE = """
            = %1$s Component
            :doctitle: %1$s
            :shortname: %2$s
            :artifactid: %3$s
            :description: %4$s
            :since: %5$s
            :supportlevel: %6$s
            :tabs-sync-option:
            :component-header: Only producer is supported
            //Manually maintained attributes
            :camel-spring-boot-name: launchdarkly-audience

            *Since version {since} of this component*

            *{component-header}*

            The LaunchDarkly Audience component applies audience messages of Twilio Segment to segments of LaunchDarkly. It decides for each
            message who enters or leaves which audience. It keeps the order of each user's messages, lets changes share requests, and stays
            within LaunchDarkly's rate limits. An exchange completes after LaunchDarkly has accepted each of its changes.

            Maven users add this dependency to their `pom.xml`:

            [source,xml]
            ----
            <dependency>
                <groupId>%7$s</groupId>
                <artifactId>%3$s</artifactId>
                <version>x.x.x</version>
            </dependency>
            ----

            == URI format

            [source]
            ----
            %8$s[?options]
            ----

            `clientSideId` is the client-side ID of the LaunchDarkly environment. The access token belongs in a property or a secret.

            == Options of the component

            // component options: START
            %9$s// component options: END

            == Options of the endpoint

            // endpoint options: START
            %10$s// endpoint options: END

            == Message headers

            // message headers: START
            %11$s// message headers: END

            The exchange property `CamelLaunchDarklyAudienceSyncReport` holds a result for each message, in the order of the body.

            == Message body

            Bytes, text, streams, maps, JSON trees, collections, and lists of exchanges. A body may hold one message, an array, JSON Lines, or one of
            the envelopes in which Segment, AWS, Google Cloud, Kafka Connect and CloudEvents wrap messages. The body is left as it was.

            == Rejected messages

            A broken message never harms its neighbours. Everything else is applied first. Then the exchange fails with
            `RejectedMessagesException`, which names reason and JSON path. To redeliver it is of no use. With `onRejected=skip` the message is
            counted and logged. With `rejectedUri` it is sent there.

            == Failures

            A change that LaunchDarkly does not accept within `retryTimeout` fails the exchange with `DeliveryFailedException`. To redeliver it is
            right, and what was accepted is not sent twice. A refused access token is an `UnauthorizedException`. An answer that no message can be
            blamed for, such as that of a proxy, is a `HeldException`.

            == Examples

            Apply the messages of files:

            [tabs]
            ====
            Java::
            +
            [source,java]
            ----
            %12$s----

            XML::
            +
            [source,xml]
            ----
            %13$s----

            YAML::
            +
            [source,yaml]
            ----
            %14$s----
            ====

            == Health, metrics and JMX

            Each running endpoint has a health check in the repository `producers`, an MBean, and meters of Micrometer if there is a registry.
            None of them sends a request, and none shows an identifier of a person.

            include::spring-boot:partial$starter.adoc[]
            """;

    @Test
    void thePageIsThatOfTheCatalog() throws IOException {
        JsonNode catalog = new ObjectMapper().readTree(CATALOG.toFile());
        JsonNode component = catalog.get("component");
        GeneratedPage.isUpToDate(
                PAGE,
                TEMPLATE.formatted(
                        component.get("title").asText(),
                        component.get("scheme").asText(),
                        component.get("artifactId").asText(),
                        component.get("description").asText(),
                        component.get("firstVersion").asText().replaceFirst("\\.\\d+$", ""),
                        component.get("supportLevel").asText(),
                        component.get("groupId").asText(),
                        component.get("syntax").asText(),
                        options(catalog.get("componentProperties")),
                        options(catalog.get("properties")),
                        headers(catalog.get("headers")),
                        example("SyncAudiences.java"),
                        example("sync-audiences.camel.xml"),
                        example("sync-audiences.camel.yaml")));
    }

    private static String example(String file) throws IOException {
        return Files.readString(EXAMPLES.resolve(file));
    }

    private static String options(JsonNode options) {
        return table(
                options.properties().stream().map(ComponentPageDocTest::row).collect(Collectors.joining()));
    }

    private static String row(Map.Entry<String, JsonNode> option) {
        JsonNode value = option.getValue();
        String values = value.has("enum")
                ? " Enum values: "
                        + value.get("enum").valueStream().map(JsonNode::asText).collect(Collectors.joining(", ")) + "."
                : "";
        return "| *%s* (%s) | %s%s%s | %s | %s\n"
                .formatted(
                        option.getKey(),
                        value.path("group").asText("common"),
                        value.path("required").asBoolean() ? "*Required* " : "",
                        escaped(value.get("description").asText()),
                        values,
                        escaped(value.path("defaultValue").asText("")),
                        type(value.get("javaType").asText()));
    }

    private static String headers(JsonNode headers) {
        return table(headers.properties().stream()
                .map(header -> "| *%s* | %s | | %s\n"
                        .formatted(
                                header.getKey(),
                                escaped(header.getValue().get("description").asText()),
                                type(header.getValue().get("javaType").asText())))
                .collect(Collectors.joining()));
    }

    private static String table(String rows) {
        return "[width=\"100%\",cols=\"2,5,^1,2\",options=\"header\"]\n|===\n| Name | Description | Default | Type\n"
                + rows + "|===\n";
    }

    /** A brace would begin an attribute, a bar a cell. */
    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("{", "\\{");
    }

    private static String type(String javaType) {
        String simple = javaType.replaceAll("<.*>", "").replaceAll("^.*\\.", "");
        return Character.toUpperCase(simple.charAt(0)) + simple.substring(1);
    }
}
