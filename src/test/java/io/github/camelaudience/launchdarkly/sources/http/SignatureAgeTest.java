package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How old a signed message may be. */
class SignatureAgeTest {

    private static final Instant SIGNED = Instant.parse("2026-05-06T09:30:22.829Z");
    private static final Duration DEFAULT = Duration.ofHours(4).plusMinutes(5);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicLong now = new AtomicLong(SIGNED.toEpochMilli());
    private final SignatureCheck check = new SignatureCheck(now::get);

    @AfterEach
    void stop() {
        context.stop();
    }

    private void check(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(bytes);
        exchange.getMessage().setHeader("X-Signature", HexFormat.of().formatHex(mac.doFinal(bytes)));
        check.setSharedSecret("secret");
        check.start();
        check.process(exchange);
    }

    private static String at(String member) {
        return "{\"type\":\"identify\",\"" + member
                + "\":\"2026-05-06T09:30:22.829Z\",\"traits\":{\"sentAt\":\"2026-12-31T00:00:00Z\"}}";
    }

    private void after(Duration age) {
        now.set(SIGNED.plus(age).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "originalTimestamp", "receivedAt", "sentAt"})
    void aReplayedMessageIsRefusedWhenItsTimeIsUp(String member) {
        after(DEFAULT);
        assertThatCode(() -> check(at(member))).doesNotThrowAnyException();
        after(DEFAULT.plusMillis(1));
        assertThatThrownBy(() -> check(at(member)))
                .isInstanceOfSatisfying(RefusedRequestException.class, refused -> assertThat(refused.getStatus())
                        .isEqualTo(401))
                .hasMessageContaining("older than 4h5m")
                .hasMessageContaining("maxAge");
    }

    @Test
    void theWrapperAndTheBatchOfOneHaveTheTimesOfTheirMessage() {
        after(DEFAULT.plusMillis(1));
        for (String body : new String[] {
            "[" + at("timestamp") + "]",
            " [ " + at("timestamp") + "]",
            "{\"json\":" + at("timestamp") + "}",
            "{\"type\":\"track\",\"timestamp\":" + SIGNED.toEpochMilli() + "}",
            "{\"type\":\"track\",\"timestamp\" : \"2026-05-06T09:30:22.829Z\" }"
        }) {
            assertThatThrownBy(() -> check(body)).as(body).isInstanceOf(RefusedRequestException.class);
        }
    }

    /** What happened long ago may be signed now: Segment says when it received it. */
    @Test
    void theNewestTimeCounts() {
        after(Duration.ofHours(1));
        String body = at("receivedAt").replace("{\"type\"", "{\"timestamp\":\"2020-01-01T00:00:00Z\",\"type\"");
        assertThatCode(() -> check(body)).doesNotThrowAnyException();
    }

    /** The clock of a browser may be years ahead; it must not make the message valid for years. */
    @Test
    void aTimeFarAheadDoesNotCount() {
        String body = at("receivedAt").replace("{\"type\"", "{\"timestamp\":\"2099-01-01T00:00:00Z\",\"type\"");
        assertThatCode(() -> check(body)).doesNotThrowAnyException();
        after(DEFAULT.plusMillis(1));
        assertThatThrownBy(() -> check(body)).isInstanceOf(RefusedRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"identify\"}", "{\"timestamp\":null}", "{\"timestamp\":\"noon\"}", "[]", "17"})
    void withoutATimeThereIsNothingToCheck(String body) {
        after(Duration.ofDays(1000));
        assertThatCode(() -> check(body)).doesNotThrowAnyException();
    }

    @Test
    void zeroTakesAnyAge() {
        check.setMaxAge("0");
        after(Duration.ofDays(1000));
        assertThatCode(() -> check(at("timestamp"))).doesNotThrowAnyException();
    }

    @Test
    void theAgeCanBeSet() {
        check.setMaxAge("10m");
        after(Duration.ofMinutes(10));
        assertThatCode(() -> check(at("timestamp"))).doesNotThrowAnyException();
        after(Duration.ofMinutes(10).plusMillis(1));
        assertThatThrownBy(() -> check(at("timestamp"))).hasMessageContaining("older than 10m");
        assertThatThrownBy(() -> check.setMaxAge("-1")).hasMessage("maxAge must not be negative");
        assertThatThrownBy(() -> check.setMaxAge("soon")).isInstanceOf(IllegalArgumentException.class);
    }
}
