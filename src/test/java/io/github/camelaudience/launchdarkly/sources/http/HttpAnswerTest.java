package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCacheException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpAnswerTest {

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange answered(Throwable cause) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader("X-Signature", "x");
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, cause);
        new HttpAnswer().process(exchange);
        return exchange;
    }

    private static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class);
    }

    private static String body(Exchange exchange) {
        return new String((byte[]) exchange.getMessage().getBody(), StandardCharsets.UTF_8);
    }

    static IOException[] undecodable() {
        return new IOException[] {
            new MalformedInputException(1), new CharConversionException(), new ZipException("Corrupt GZIP trailer")
        };
    }

    /** As servers fail that decode the body themselves, such as Spring Boot 3.5 with Camel 4.18. */
    @ParameterizedTest
    @MethodSource("undecodable")
    void whatCanNeverBeDecodedIsNotToBeSentAgain(IOException cause) {
        Exchange exchange = answered(new StreamCacheException(null, cause));
        assertThat(status(exchange)).isEqualTo(400);
        assertThat(body(exchange)).startsWith("{\"error\":\"the body cannot be decoded: send UTF-8");
        assertThat(exchange.getMessage().getHeader("Retry-After")).isNull();
        assertThat(exchange.getMessage().getHeader("X-Signature")).isNull();
    }

    /** A proxy that says gzip of what is none, as some do of their own error pages: nothing is wrong with the request. */
    @ParameterizedTest
    @MethodSource("undecodable")
    void whatLaunchDarklyAnswersIsNotTheBodyOfTheRequest(IOException cause) {
        Exchange exchange = answered(DeliveryFailedException.of(
                "https://app.launchdarkly.com",
                new DeliveryFailure(DeliveryFailure.Kind.TIMED_OUT, ApiOutcome.unanswered(cause)),
                1));
        assertThat(status(exchange)).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo(30);
    }

    @Test
    void whatMayPassIsToBeSentAgain() {
        Exchange exchange = answered(new StreamCacheException(null, new IOException("connection reset")));
        assertThat(status(exchange)).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo(30);
    }

    @Test
    void aRefusedRequestHasItsStatus() {
        Exchange none = new DefaultExchange(context);
        Exchange refused = answered(new RefusedRequestException(HttpRefusal.of(415, "expected x"), none));
        assertThat(status(refused)).isEqualTo(415);
        assertThat(body(refused)).isEqualTo("{\"error\":\"expected x\"}");
        Exchange overloaded = answered(new RefusedRequestException(HttpRefusal.overloaded(), none));
        assertThat(status(overloaded)).isEqualTo(503);
        assertThat(overloaded.getMessage().getHeader("Retry-After")).isEqualTo(30);
    }
}
