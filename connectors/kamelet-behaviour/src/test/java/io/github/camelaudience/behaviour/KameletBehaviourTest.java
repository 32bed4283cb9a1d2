package io.github.camelaudience.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.citrusframework.actions.ReceiveMessageAction.Builder.receive;
import static org.citrusframework.actions.SendMessageAction.Builder.send;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HexFormat;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.citrusframework.TestActionRunner;
import org.citrusframework.annotations.CitrusResource;
import org.citrusframework.annotations.CitrusTest;
import org.citrusframework.camel.endpoint.CamelSyncEndpoint;
import org.citrusframework.camel.endpoint.CamelSyncEndpointConfiguration;
import org.citrusframework.junit.jupiter.CitrusSupport;
import org.citrusframework.message.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each Kamelet does with a message, told by Citrus: sent in on one side, and what comes back or arrives at the other. */
@CitrusSupport
class KameletBehaviourTest {

    private static final String SINK = "kamelet:launchdarkly-audience-sink";
    private static final String SECRET = "sesame";

    private final StandIn launchDarkly = StandIn.start();
    private final Main main = new Main();

    @CitrusResource
    private TestActionRunner citrus;

    @AfterEach
    void stop() {
        main.stop();
        launchDarkly.close();
    }

    private void route(String from, String to) {
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        main.addOverrideProperty(sink + "clientSideId", launchDarkly.environment());
        main.addOverrideProperty(sink + "accessToken", launchDarkly.token());
        main.addOverrideProperty(sink + "baseUrl", launchDarkly.url());
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from(from).to(to);
            }
        });
    }

    private CamelSyncEndpoint endpoint(String uri) {
        CamelSyncEndpointConfiguration configuration = new CamelSyncEndpointConfiguration();
        configuration.setEndpointUri(uri);
        configuration.setCamelContext(main.getCamelContext());
        return new CamelSyncEndpoint(configuration);
    }

    private void answered(CamelSyncEndpoint endpoint, Consumer<Message> check) {
        citrus.$(receive(endpoint).message().validate((message, context) -> check.accept(message)));
    }

    private static String enters(String person) {
        return SegmentMessage.identify(person).enters("x");
    }

    @Test
    @CitrusTest
    void theSinkAppliesAndCounts() {
        route("direct:in", SINK);
        main.start();
        CamelSyncEndpoint sink = endpoint("direct:in");
        citrus.$(send(sink).message().body(enters("u1")));
        answered(
                sink,
                answer -> assertThat(answer.getHeader("CamelLaunchDarklyAudienceChanges"))
                        .hasToString("1"));
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    @CitrusTest
    void theSourceLetsInWhatIsSigned() throws Exception {
        int port = freePort();
        String source = "camel.kamelet.segment-webhook-source.";
        main.addOverrideProperty(source + "sharedSecret", SECRET);
        main.addOverrideProperty(source + "path", "/segment/webhook");
        main.addOverrideProperty(source + "maxAge", "0"); // the message is of one day for ever
        main.addOverrideProperty("camel.server.enabled", "true");
        main.addOverrideProperty("camel.server.host", "127.0.0.1");
        main.addOverrideProperty("camel.server.port", Integer.toString(port));
        route("kamelet:segment-webhook-source", SINK);
        main.start();
        CamelSyncEndpoint segment =
                endpoint("http://127.0.0.1:" + port + "/segment/webhook?throwExceptionOnFailure=false&httpMethod=POST");
        post(segment, enters("u1"), "00", 401);
        assertThat(launchDarkly.members("aud_x")).isEmpty();
        post(segment, enters("u1"), sign(enters("u1")), 200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    private void post(CamelSyncEndpoint segment, String body, String signature, int status) {
        citrus.$(send(segment)
                .message()
                .body(body)
                .header("Content-Type", "application/json")
                .header("X-Signature", signature));
        answered(segment, answer -> assertThat(answer.getHeader("CamelHttpResponseCode"))
                .hasToString(Integer.toString(status)));
    }

    @Test
    @CitrusTest
    void theExplainActionTellsAndDoesNothing() {
        route("direct:in", "kamelet:segment-audience-explain-action?clientSideId=" + launchDarkly.environment());
        main.start();
        CamelSyncEndpoint action = endpoint("direct:in");
        citrus.$(send(action).message().body(enters("u1")));
        answered(
                action,
                answer -> assertThat(answer.getPayload(String.class)).contains("\"result\":\"change\"", "\"u1\""));
        assertThat(launchDarkly.counters().received()).isZero();
    }

    @Test
    @CitrusTest
    void theAuditActionComparesAndChangesNothing() {
        route("direct:in", SINK);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:audit")
                        .to("kamelet:segment-audience-audit-action?clientSideId=" + launchDarkly.environment()
                                + "&accessToken=" + launchDarkly.token() + "&baseUrl=" + launchDarkly.url()
                                + "&auditShare=1");
            }
        });
        main.start();
        CamelSyncEndpoint sink = endpoint("direct:in");
        citrus.$(send(sink).message().body(enters("u1")));
        answered(sink, answer -> {});
        CamelSyncEndpoint action = endpoint("direct:audit");
        citrus.$(send(action).message().body("[{\"contextKey\":\"u1\",\"expected\":{\"aud_x\":true}}]"));
        answered(action, answer -> assertThat(answer.getPayload(String.class)).as(answer.toString()).contains("\"same\":1", "\"drift\":0"));
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String sign(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA1"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    }
}
