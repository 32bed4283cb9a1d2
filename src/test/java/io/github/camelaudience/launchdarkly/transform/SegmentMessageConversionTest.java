package io.github.camelaudience.launchdarkly.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** convertBodyTo and transformDataType yield the messages that the endpoint would read from the same body. */
class SegmentMessageConversionTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String MESSAGE =
            SegmentMessage.identify("u1").messageId("m1").enters("x");
    private static final String ARRAY =
            "[" + MESSAGE + "," + MESSAGE.replace("u1", "u2").replace("m1", "m2") + "]";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    static Stream<Object> shapes() throws Exception {
        byte[] bytes = MESSAGE.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                MESSAGE,
                bytes,
                new ByteArrayInputStream(bytes),
                JSON.readTree(MESSAGE),
                JSON.readValue(MESSAGE, Map.class));
    }

    private <T> T convert(Class<T> type, Object body) {
        return context.getTypeConverter().convertTo(type, body);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void convertsEveryShape(Object body) {
        AudienceMessage message = convert(AudienceMessage.class, body);
        assertThat(message.messageId()).isEqualTo("m1");
        assertThat(message.userId().text()).isEqualTo("u1");
        assertThat(message.path()).isEqualTo("$");
    }

    @Test
    void severalMessagesAreAClearError() {
        assertThatThrownBy(() -> convert(AudienceMessage.class, ARRAY))
                .isInstanceOf(TypeConversionException.class)
                .rootCause()
                .hasMessage("expected one Segment message but found 2; the data type"
                        + " launchdarkly-audience:segment-audience takes any number");
    }

    @Test
    void whatIsNoMessageIsAClearErrorWithoutItsContent() {
        assertThatThrownBy(() -> convert(AudienceMessage.class, "[{\"userId\":\"jane@example.com\"}, 7]"))
                .isInstanceOf(TypeConversionException.class)
                .rootCause()
                .hasMessageContaining("1 of 2 elements cannot be read as Segment messages; the first is NOT_AN_OBJECT")
                .hasMessageContaining("$[1]")
                .hasMessageNotContaining("jane");
    }

    private Exchange transform(Object body, Map<String, Object> headers) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        DataType type = new DataType("launchdarkly-audience:segment-audience");
        context.resolveTransformer("launchdarkly-audience:segment-audience")
                .transform(exchange.getMessage(), DataType.ANY, type);
        return exchange;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theDataTypeOfALoneMessage(Object body) throws Exception {
        assertThat(transform(body, Map.of()).getMessage().getBody()).isInstanceOf(AudienceMessage.class);
    }

    @Test
    void theDataTypeOfSeveral() throws Exception {
        for (Object body : List.of(
                ARRAY,
                "{\"batch\":" + ARRAY + "}",
                JSON.readTree(ARRAY),
                JSON.readValue(ARRAY, List.class),
                ARRAY.getBytes(StandardCharsets.UTF_8))) {
            Object transformed = transform(body, Map.of()).getMessage().getBody();
            assertThat(transformed)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(AudienceMessage.class))
                    .extracting(message -> message.userId().text())
                    .containsExactly("u1", "u2");
            assertThat(transform(transformed, Map.of()).getMessage().getBody()).isSameAs(transformed);
        }
    }

    @Test
    void theDataTypeOfAPackedBody() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(MESSAGE.getBytes(StandardCharsets.UTF_8));
        }
        Exchange done = transform(packed.toByteArray(), Map.of(Exchange.CONTENT_ENCODING, "gzip"));
        assertThat(done.getMessage().getBody()).isInstanceOf(AudienceMessage.class);
        assertThat(done.getMessage().getHeader(Exchange.CONTENT_ENCODING)).isNull();
    }

    @Test
    void theDataTypeRefusesWhatTheEndpointHadBetterReadItself() {
        assertThatThrownBy(() -> transform(List.of(new DefaultExchange(context)), Map.of()))
                .hasMessageContaining("expected a collection of maps, JSON trees or Segment messages");
    }

    @Test
    void aRouteThatConvertsOrTransformsSendsTheSame() throws Exception {
        try (StandIn launchDarkly = StandIn.start()) {
            String uri = "launchdarkly-audience:" + launchDarkly.environment() + "?accessToken=" + launchDarkly.token()
                    + "&baseUrl=" + launchDarkly.url();
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:raw").to(uri + "&contextKind=raw");
                    from("direct:converted")
                            .convertBodyTo(AudienceMessage.class)
                            .to(uri + "&contextKind=converted");
                    from("direct:transformed")
                            .transformDataType(new DataType("launchdarkly-audience:segment-audience"))
                            .to(uri + "&contextKind=transformed");
                }
            });
            String bad = "[" + MESSAGE + "," + MESSAGE.replace("\"x\":true", "\"x\":17") + ","
                    + MESSAGE.replace("identify", "page") + "]";
            String lone = MESSAGE.replace("m1", "m3");
            assertThat(items("direct:converted", lone))
                    .isEqualTo(items("direct:transformed", lone))
                    .isEqualTo(items("direct:raw", lone));
            for (String body : List.of(ARRAY, bad)) {
                assertThat(items("direct:transformed", body)).isEqualTo(items("direct:raw", body));
            }
            assertThat(launchDarkly.syncRequests().stream()
                            .map(request -> kind(request.body()))
                            .distinct())
                    .containsExactlyInAnyOrder("raw", "converted", "transformed");
        }
    }

    private static String kind(byte[] body) {
        try {
            return JSON.readTree(body).path("contextKind").asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<SyncReport.Item> items(String route, String body) {
        return context.createFluentProducerTemplate()
                .to(route)
                .withBody(body)
                .send()
                .getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class)
                .items();
    }
}
