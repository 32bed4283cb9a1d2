package io.github.camelaudience.standin.junit;

import io.github.camelaudience.standin.StandIn;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a LaunchDarkly of its own on a free port of loopback: it is set into every field of type {@link StandIn},
 * and handed to every parameter of that type. A static field gets one that all tests of the class share.
 *
 * <p>Fields are set before any {@code @BeforeEach} method runs, so that a {@code CamelTestSupport} finds the address when
 * it makes its context and its routes. The stand-in is closed after the test, or after the last one when it is shared.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(StandInExtension.class)
public @interface LaunchDarklyStandIn {

    /** Names the access token that is accepted. */
    String token() default StandIn.DEFAULT_TOKEN;

    /** Names the client-side ID of the environment that exists. */
    String environment() default StandIn.DEFAULT_ENVIRONMENT;
}
