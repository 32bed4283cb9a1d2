package io.github.camelaudience.launchdarkly.springboot;

import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Has requests to Camel's routes answered 503 with {@code Retry-After}, where Spring would answer 404 or an error because
 * the routes do not run yet, or no longer. Loaded by Spring Boot with Spring MVC only.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(
        name = {
            "org.apache.camel.spring.boot.CamelAutoConfiguration",
            "org.springframework.web.servlet.handler.MappedInterceptor",
            "jakarta.servlet.Filter"
        })
public class NotRunningAutoConfiguration {

    /** Stands before everything else that handles requests. */
    @Bean
    NotRunningFilter launchDarklyAudienceNotRunningFilter(ObjectProvider<CamelContext> context) {
        return new NotRunningFilter(context);
    }

    /** Stands before Camel's own handlers. */
    @Bean
    MappedInterceptor launchDarklyAudienceNotRunningInterceptor() {
        return new MappedInterceptor(null, new NotRunningInterceptor());
    }
}
