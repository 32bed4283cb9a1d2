package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An endpoint that does not start leaves nothing behind, however often it is tried; and then it may start. */
class FailedStartTest {

    private static final int TIMES = 50;

    /** What stands in the way of a start, as long as it does. */
    private static final class Obstacles {
        volatile Error inHttpClient;
        volatile boolean inRepository = true;
        final List<Endpoint> httpEndpoints = new CopyOnWriteArrayList<>();

        void bind(DefaultCamelContext context) {
            HttpComponent http = new HttpComponent() {
                @Override
                public Endpoint createEndpoint(String uri, Map<String, Object> parameters) throws Exception {
                    Endpoint created = super.createEndpoint(uri, parameters);
                    httpEndpoints.add(created);
                    return created;
                }
            };
            http.setHttpClientConfigurer(builder -> {
                if (inHttpClient != null) {
                    throw inHttpClient;
                }
            });
            context.addComponent("watched", http);
            context.getRegistry().bind("state", new MemoryStateRepository() {
                @Override
                protected void doStart() {
                    if (inRepository) {
                        throw new IllegalStateException("no state today");
                    }
                }
            });
        }
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Obstacles obstacles = new Obstacles();

    private Integration start() throws Exception {
        return Integration.start(StandIn.start(), "httpComponent=watched", context -> {
            context.getRegistry().bind("meters", MeterRegistry.class, meters);
            obstacles.bind(context);
        });
    }

    /** The endpoint's URI with this option in place of the one of that name. */
    private static String uri(Integration ld, String option, int number) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("baseUrl", ld.launchDarkly.url());
        options.put("accessToken", ld.launchDarkly.token());
        options.put("httpComponent", "watched");
        options.put("verifyOnStart", "true");
        options.put("connectTimeout", Integer.toString(1000 + number));
        int equals = option.indexOf('=');
        options.put(option.substring(0, equals), option.substring(equals + 1));
        return options.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("&", "launchdarkly-audience:" + ld.launchDarkly.environment() + "?", ""));
    }

    /** Everything that a start registers or begins. */
    private void assertNothingLeft(Integration ld) throws Exception {
        await().untilAsserted(() -> assertThat(ThreadsOfOurs.of(ld.context)).isEmpty());
        assertThat(meters.getMeters().stream()
                        .filter(meter -> meter.getId().getTags().toString().contains("environment")))
                .isEmpty();
        assertThat(ld.context
                        .getManagementStrategy()
                        .getManagementAgent()
                        .getMBeanServer()
                        .queryNames(
                                new ObjectName("org.apache.camel:context=" + ld.context.getManagementName()
                                        + ",type=endpoints,name=\"launchdarkly-audience:*\""),
                                null))
                .isEmpty();
        HealthCheckRepository checks =
                HealthCheckHelper.getHealthCheckRepository(ld.context, "producers", HealthCheckRepository.class);
        assertThat(checks.stream().filter(check -> check.getId().contains("launchdarkly")))
                .isEmpty();
        assertThat(ld.context.getEndpoints()).noneMatch(LaunchDarklyAudienceEndpoint.class::isInstance);
        assertThat(obstacles.httpEndpoints.stream().filter(endpoint -> !((HttpEndpoint) endpoint).isStopped()))
                .hasSize(0);
    }

    private void withoutRoute(Integration ld) throws Exception {
        LaunchDarklyAudienceEndpoint used = ld.endpoint();
        ld.context.getRouteController().stopAllRoutes();
        ld.context.removeEndpoint(used);
        used.stop();
        meters.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    accessToken=api-wrong             | is not accepted by
                    trigger=type ==                   | trigger
                    mapping=classpath:nowhere.json    | nowhere.json
                    mapping={"context_kind": "multi"} | $.context_kind
                    httpComponent=direct              | httpComponent must name
                    stateRepository=#state            | no state today
                    maxBatchSize=0                    | maxBatchSize
                    """)
    void nothingIsLeft(String wrong, String reason) throws Exception {
        try (Integration ld = start()) {
            withoutRoute(ld);
            for (int i = 0; i < TIMES; i++) {
                String uri = uri(ld, wrong, i);
                assertThatThrownBy(() -> ld.context.getEndpoint(uri))
                        .rootCause()
                        .hasMessageContaining(reason)
                        .hasMessageNotContaining("api-wrong");
            }
            assertNothingLeft(ld);
            LaunchDarklyAudienceEndpoint right =
                    ld.context.getEndpoint(uri(ld, "linger=0", 0), LaunchDarklyAudienceEndpoint.class);
            assertThat(ld.context
                            .createFluentProducerTemplate()
                            .to(right)
                            .withBody(SegmentMessage.identify("u").enters("x"))
                            .send()
                            .getException())
                    .isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u");
        }
    }

    @Test
    void theSameEndpointStartsOnceNothingStandsInItsWay() throws Exception {
        try (Integration ld = start()) {
            withoutRoute(ld);
            LaunchDarklyAudienceEndpoint endpoint = (LaunchDarklyAudienceEndpoint) ld.context
                    .getComponent("launchdarkly-audience")
                    .createEndpoint(uri(ld, "stateRepository=#state", 0));
            obstacles.inHttpClient = new NoClassDefFoundError("org/example/Missing");
            for (int i = 0; i < TIMES; i++) {
                if (i == TIMES / 2) {
                    obstacles.inHttpClient = null;
                }
                assertThatThrownBy(endpoint::start).isInstanceOf(RuntimeException.class);
            }
            assertNothingLeft(ld);
            obstacles.inRepository = false;
            endpoint.start();
            assertThat(endpoint.isStarted()).isTrue();
            assertThat(meters.get("launchdarkly.audience.pending").gauge().value())
                    .isZero();
            endpoint.stop();
        }
    }
}
