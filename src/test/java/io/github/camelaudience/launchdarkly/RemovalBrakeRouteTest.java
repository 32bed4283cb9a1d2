package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule D37 in a route: what is held is said aloud, waits at its source, and passes after one call. */
class RemovalBrakeRouteTest {

    private static final String OPTIONS = "brakeMinimum=10&eventsUri=mock:events";

    @TempDir
    Path folder;

    private Integration ld;

    @AfterEach
    void close() {
        ld.close();
    }

    private void start(StandIn launchDarkly, String options) throws Exception {
        ld = Integration.start(launchDarkly, OPTIONS + options, HealthCheckTest::enable);
    }

    private static String crowd(String audience, boolean enters, int from, int to, int second) {
        return IntStream.range(from, to)
                .mapToObj(i -> {
                    SegmentMessage message =
                            SegmentMessage.identify("u" + i).at("2026-01-01T00:00:" + (10 + second) + "Z");
                    return enters ? message.enters(audience) : message.leaves(audience);
                })
                .collect(Collectors.joining(",", "[", "]"));
    }

    private List<String> events() {
        return ld.context.getEndpoint("mock:events", MockEndpoint.class).getExchanges().stream()
                .map(each -> each.getMessage().getHeader(LaunchDarklyAudienceConstants.EVENT, String.class))
                .toList();
    }

    private void assertHeld(Exchange exchange, int leaving) {
        assertThat(exchange.getException())
                .isInstanceOf(HeldException.class)
                .hasMessageContaining(
                        "removals of audience aud_vip are held: " + leaving + " within an hour are more than the 50"
                                + " that may leave at least 100 members without a word");
    }

    private Object release(String audienceId) {
        return ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=release"))
                .withBody(audienceId)
                .request();
    }

    private void holdVip() {
        ld.send(crowd("vip", true, 0, 100, 0));
        ld.send(crowd("beta", true, 0, 100, 0));
        assertThat(ld.send(crowd("vip", false, 0, 50, 1)).getException()).isNull();
        assertHeld(ld.send(crowd("vip", false, 50, 60, 2)), 60);
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isSaidAloudAndReleasedByOneCall(boolean byOperation) throws Exception {
        start(StandIn.start(), "");
        holdVip();
        await().until(() -> events().contains("removals-held"));
        assertThat(events()).containsExactlyInAnyOrder("audience-seen", "audience-seen", "removals-held");
        HealthCheck.Result health = HealthCheckTest.call(ld);
        assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.getMessage().orElseThrow()).contains("removals of audience aud_vip are held");
        assertThat(ld.endpoint().heldAudiences()).containsOnlyKeys("aud_vip");
        assertThat(ld.send(crowd("beta", false, 0, 50, 3)).getException()).isNull();
        assertThat(ld.send(crowd("vip", true, 100, 110, 3)).getException()).isNull();
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(60);

        if (byOperation) {
            assertThat(release("aud_other")).isEqualTo(Map.of("audienceId", "aud_other", "released", 0));
            assertThat(release(" aud_vip\n")).isEqualTo(Map.of("audienceId", "aud_vip", "released", 1));
        } else {
            assertThat(ld.endpoint().releaseAudience("aud_vip")).isEqualTo(1);
        }
        assertThat(ld.send(crowd("vip", false, 50, 100, 2)).getException()).isNull();
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(10);
        await().until(() -> events().contains("removals-released"));
        assertThat(ld.endpoint().heldAudiences()).isEmpty();
    }

    @Test
    void staysHeldOverARestartAndIsReleasedThen() throws Exception {
        String ledger = "&ledgerFolder=" + folder.resolve("ledger");
        start(StandIn.start(), ledger);
        holdVip();
        for (int i = 0; i < 2; i++) {
            StandIn same = ld.launchDarkly;
            ld.context.stop();
            start(same, ledger);
            assertHeld(ld.send(crowd("vip", false, 50, 51, 2)), 60);
            assertThat(ld.launchDarkly.members("aud_vip")).hasSize(50);
        }
        StandIn same = ld.launchDarkly;
        ld.context.stop();
        start(same, ledger);
        assertThat(release("aud_vip")).isEqualTo(Map.of("audienceId", "aud_vip", "released", 1));
        assertThat(ld.send(crowd("vip", false, 50, 100, 2)).getException()).isNull();
        assertThat(ld.launchDarkly.members("aud_vip")).isEmpty();
    }

    @Test
    void aShareOfOneHoldsNothing() throws Exception {
        start(StandIn.start(), "&brakeShare=1");
        ld.send(crowd("vip", true, 0, 100, 0));
        assertThat(ld.send(crowd("vip", false, 0, 100, 1)).getException()).isNull();
        assertThat(ld.launchDarkly.members("aud_vip")).isEmpty();
    }

    @Test
    void aStopFailsWhatIsHeldNoLater() throws Exception {
        start(StandIn.start(), "");
        holdVip();
        long before = System.nanoTime();
        ld.context.stop();
        assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
    }

    @Test
    void whatIsToBeReleasedHasAnId() throws Exception {
        start(StandIn.start(), "");
        Exchange exchange = ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=release"))
                .withBody(" ")
                .send();
        assertThat(exchange.getException())
                .hasMessageStartingWith("the body must be the id of the audience to release");
    }

    @Test
    void theEventIsADocumentWithFigures() throws Exception {
        start(StandIn.start(), "");
        holdVip();
        MockEndpoint events = ld.context.getEndpoint("mock:events", MockEndpoint.class);
        await().until(() -> events().contains("removals-held"));
        String body = events.getExchanges()
                .get(events().indexOf("removals-held"))
                .getMessage()
                .getBody(String.class);
        Map<?, ?> event = new ObjectMapper().readValue(body, Map.class);
        assertThat(event.get("audienceId")).isEqualTo("aud_vip");
        assertThat(event.get("leaving")).isEqualTo(60);
        assertThat(event.get("most")).isEqualTo(50);
        assertThat(event.get("size")).isEqualTo(100);
        assertThat(event.get("sizeComplete")).isEqualTo(false);
        assertThat(event.get("environment")).isEqualTo(ld.launchDarkly.environment());
    }
}
