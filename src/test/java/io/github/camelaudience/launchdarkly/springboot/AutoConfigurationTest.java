package io.github.camelaudience.launchdarkly.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.OnRejected;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Spring Boot's own binder sets the options of the component. */
class AutoConfigurationTest {

    private static final String PREFIX = LaunchDarklyAudienceAutoConfiguration.PREFIX + ".";

    private final StandardEnvironment environment = new StandardEnvironment();

    private LaunchDarklyAudienceConfiguration configure(Map<String, Object> properties) throws Exception {
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry()
                    .bind(
                            "customizer",
                            ComponentCustomizer.class,
                            new LaunchDarklyAudienceAutoConfiguration()
                                    .launchDarklyAudienceComponentCustomizer(environment));
            return context.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class)
                    .getConfiguration();
        }
    }

    @Test
    void bindsEveryKindOfOption() throws Exception {
        LaunchDarklyAudienceConfiguration bound = configure(Map.of(
                PREFIX + "access-token",
                "${secret}",
                "secret",
                "api-1",
                PREFIX + "instance",
                "eu",
                PREFIX + "onRejected",
                "skip",
                PREFIX + "retry-timeout",
                "90s",
                PREFIX + "max_batch_size",
                "7",
                PREFIX + "dry-run",
                "true"));
        assertThat(bound.getAccessToken()).isEqualTo("api-1");
        assertThat(bound.getInstance()).isEqualTo(Instance.eu);
        assertThat(bound.getOnRejected()).isEqualTo(OnRejected.skip);
        assertThat(bound.getRetryTimeout()).isEqualTo(90_000);
        assertThat(bound.getMaxBatchSize()).isEqualTo(7);
        assertThat(bound.isDryRun()).isTrue();
    }

    @Test
    void bindsEnvironmentVariables() throws Exception {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment",
                        Map.of("CAMEL_COMPONENT_LAUNCHDARKLYAUDIENCE_ACCESSTOKEN", "api-from-environment")));
        assertThat(configure(Map.of()).getAccessToken()).isEqualTo("api-from-environment");
    }

    @Test
    void nothingSetIsNothingChanged() throws Exception {
        assertThat(configure(Map.of()).getMaxBatchSize()).isEqualTo(1000);
    }

    @Test
    void anUnknownNameStopsTheStart() {
        assertThatThrownBy(() -> configure(Map.of(PREFIX + "acess-token", "api-1")))
                .rootCause()
                .hasMessage("unknown option: camel.component.launchdarkly-audience.acess-token");
    }

    /** Someone who writes it as Camel's own pages sometimes do, or has a part too many in a name. */
    @ParameterizedTest
    @ValueSource(strings = {"configuration.access-token", "access-token.value", "instance.access-token"})
    void aNameWithAPartTooManyTellsNoValue(String name) {
        assertThatThrownBy(() -> configure(Map.of(PREFIX + name, "api-c4n4ry"))).satisfies(thrown -> {
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain("c4n4ry");
            }
        });
    }

    @Test
    void isAnnouncedToSpringBoot() throws Exception {
        try (InputStream imports = getClass()
                .getResourceAsStream(
                        "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")) {
            assertThat(new String(imports.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactlyInAnyOrder(
                            LaunchDarklyAudienceAutoConfiguration.class.getName(),
                            NotRunningAutoConfiguration.class.getName(),
                            RequestBytesAutoConfiguration.class.getName());
        }
    }

    @Test
    void onlyThisPackageRefersToSpring() throws Exception {
        Path classes = Path.of(LaunchDarklyAudienceComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            // camel-jms is built on Spring's JMS, and brings it
            List<String> referring = files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.getParent().endsWith("jms"))
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .contains("org/springframework/");
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .map(file -> file.getParent().getFileName().toString())
                    .distinct()
                    .toList();
            assertThat(referring).containsExactly("springboot");
        }
    }
}
