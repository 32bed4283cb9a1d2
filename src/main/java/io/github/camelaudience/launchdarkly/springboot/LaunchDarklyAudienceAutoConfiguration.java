package io.github.camelaudience.launchdarkly.springboot;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.OnCamelContextInitializing;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PropertyBindingSupport;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Takes {@code camel.component.launchdarkly-audience.*} and {@code camel.kamelet.*} from the Spring environment. An unknown
 * name stops the start. Loaded by Spring Boot only.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.apache.camel.spring.boot.CamelAutoConfiguration")
public class LaunchDarklyAudienceAutoConfiguration {

    static final String PREFIX = "camel.component.launchdarkly-audience";

    private static final String KAMELETS = "camel.kamelet";

    /** Sets the options on the component when Camel creates it. */
    @Bean
    ComponentCustomizer launchDarklyAudienceComponentCustomizer(Environment environment) {
        Map<String, Object> options = new LinkedHashMap<>();
        Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .forEach(options::put);
        return ComponentCustomizer.builder(LaunchDarklyAudienceComponent.class)
                .build(component -> bind(component, options));
    }

    /**
     * Gives Camel the properties of Kamelets. It asks for all that begin with a name, and Spring's environment answers
     * for single names only, so that without this no Kamelet sees what {@code application.properties} sets for it.
     */
    @Bean
    OnCamelContextInitializing launchDarklyAudienceKameletProperties(Environment environment) {
        return context -> Binder.get(environment)
                .bind(KAMELETS, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((name, value) ->
                        context.getPropertiesComponent().addInitialProperty(KAMELETS + "." + name, value));
    }

    private static void bind(LaunchDarklyAudienceComponent component, Map<String, Object> options) {
        Map<String, Object> plain = new LinkedHashMap<>();
        PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
        // Before Camel does, because its message would show the value: of a misspelt accessToken, the token.
        options.forEach((name, value) -> {
            String plainName = name.replace("-", "").replace("_", "");
            if (((PropertyConfigurerGetter) configurer).getOptionType(plainName, true) == null) {
                throw new IllegalArgumentException("unknown option: " + PREFIX + "." + name);
            }
            if (value instanceof Map<?, ?> parts) { // a name with a part too many: no option has parts
                throw new IllegalArgumentException("unknown option: " + PREFIX + "." + name + "."
                        + parts.keySet().iterator().next());
            }
            plain.put(plainName, value);
        });
        PropertyBindingSupport.build()
                .withCamelContext(component.getCamelContext())
                .withConfigurer(configurer)
                .withTarget(component)
                .withIgnoreCase(true)
                .withMandatory(true)
                .withProperties(plain)
                .bind();
    }
}
