package io.github.camelaudience.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The component in a real Spring Boot: options, meters and health check. */
class AudienceSyncApplicationTest {

    private static final String MESSAGE = SegmentMessage.identify("u1").enters("x");

    private static ConfigurableApplicationContext run(StandIn launchDarkly, String... more) {
        return new SpringApplicationBuilder(AudienceSyncApplication.class)
                .properties(
                        "LAUNCHDARKLY_CLIENT_SIDE_ID=" + launchDarkly.environment(),
                        "LAUNCHDARKLY_ACCESS_TOKEN=" + launchDarkly.token(),
                        "server.address=127.0.0.1",
                        "server.port=0",
                        "spring.main.banner-mode=off")
                .run(arguments(launchDarkly, more));
    }

    private static String[] arguments(StandIn launchDarkly, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--audience.source=direct:segment";
        arguments[1] = "--camel.main.run-controller=false";
        arguments[2] = "--camel.component.launchdarkly-audience.base-url=" + launchDarkly.url();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return arguments;
    }

    @Test
    void optionsMetersAndHealth() {
        try (StandIn launchDarkly = StandIn.start();
                ConfigurableApplicationContext spring = run(launchDarkly)) {
            spring.getBean(ProducerTemplate.class).sendBody("direct:segment", MESSAGE);
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");

            assertThat(spring.getBean(MeterRegistry.class)
                            .get("launchdarkly.audience.changes")
                            .tag("environment", launchDarkly.environment())
                            .counter()
                            .count())
                    .isEqualTo(1);

            HealthCheck check = HealthCheckHelper.getHealthCheckRepository(
                            spring.getBean(CamelContext.class), "producers")
                    .getCheck("producer:launchdarkly-audience-" + launchDarkly.environment())
                    .orElseThrow();
            HealthCheck.Result result = check.call();
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(result.getDetails()).containsEntry("changes", 1L);
        }
    }

    /** What docs/how-to/secrets.md says: a folder with a file for each property. */
    @Test
    void aSecretComesFromAFile(@TempDir Path secrets) throws Exception {
        try (StandIn launchDarkly = StandIn.start()) {
            Files.writeString(
                    secrets.resolve("camel.component.launchdarkly-audience.access-token"), launchDarkly.token());
            try (ConfigurableApplicationContext spring = run(
                    launchDarkly,
                    "--LAUNCHDARKLY_ACCESS_TOKEN=api-another",
                    "--spring.config.import=configtree:" + secrets + "/")) {
                spring.getBean(ProducerTemplate.class).sendBody("direct:segment", MESSAGE);
                assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            }
        }
    }

    @Test
    void anUnknownOptionStopsTheStartWithoutShowingItsValue() {
        try (StandIn launchDarkly = StandIn.start()) {
            assertThatThrownBy(
                            () -> run(launchDarkly, "--camel.component.launchdarkly-audience.acces-token=api-c4n4ry"))
                    .hasStackTraceContaining("unknown option: camel.component.launchdarkly-audience.acces-token")
                    .satisfies(thrown -> {
                        for (Throwable each = thrown; each != null; each = each.getCause()) {
                            assertThat(String.valueOf(each.getMessage())).doesNotContain("c4n4ry");
                        }
                    });
        }
    }
}
