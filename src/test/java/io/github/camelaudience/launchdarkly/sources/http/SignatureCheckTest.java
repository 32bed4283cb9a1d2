package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExchangeHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies as other HTTP servers than Camel Main's give them. What is right and wrong is in SegmentSignatureTest. */
class SignatureCheckTest {

    private static final String BODY = "{\"name\":\"Zo\u00eb\"}";
    /** printf %s '{"name":"Zoë"}' | openssl dgst -sha1 -hmac secret */
    private static final String SIGNATURE = "31a6d735d4572c2d736d73abe4fc7da66b5fc29e";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SignatureCheck check = new SignatureCheck();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange checked(Object body, String encoding) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader("x-signature", SIGNATURE);
        exchange.getMessage().setHeader("Content-Encoding", encoding);
        check.setSharedSecret("secret");
        check.start();
        check.process(exchange);
        return exchange;
    }

    private static byte[] bytes() {
        return BODY.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes());
        }
        return packed.toByteArray();
    }

    @Test
    void bodiesOfAnyTypeAreBytesThen() throws Exception {
        for (Object body : List.of(
                bytes(),
                BODY,
                ByteBuffer.wrap(bytes()),
                new ByteArrayInputStream(bytes()),
                new InputStreamCache(bytes()),
                new StringReader(BODY))) {
            assertThat(checked(body, null).getMessage().getBody())
                    .as(body.getClass().getName())
                    .isEqualTo(bytes());
        }
    }

    @Test
    void gzipIsUnpackedOnce() throws Exception {
        for (Object body : List.of(packed(), new ByteArrayInputStream(packed()))) {
            Exchange exchange = checked(body, "gzip");
            assertThat(exchange.getMessage().getBody()).isEqualTo(bytes());
            assertThat(exchange.getMessage().getHeader("Content-Encoding")).isNull();
        }
        assertThat(checked(bytes(), "gzip").getMessage().getBody()).isEqualTo(bytes());
        byte[] cut = Arrays.copyOf(packed(), 20);
        assertThatThrownBy(() -> checked(cut, "gzip")).isInstanceOf(RejectedMessagesException.class);
    }

    @Test
    void whatFollowsAGzipMemberIsNotLeftOut() throws Exception {
        byte[] packed = packed();
        for (byte[] more : List.of(bytes(), new byte[] {0x1F, (byte) 0x8B, 7, 0}, new byte[] {'x'})) {
            byte[] body = Arrays.copyOf(packed, packed.length + more.length);
            System.arraycopy(more, 0, body, packed.length, more.length);
            assertThatThrownBy(() -> checked(body, "gzip"))
                    .isInstanceOf(RejectedMessagesException.class)
                    .hasMessageContaining(
                            "NOT_JSON at $: expected gzip, as Content-Encoding says, but cannot unpack it");
        }
    }

    @Test
    void noBodyIsNotSigned() {
        assertThatThrownBy(() -> checked(null, null))
                .isInstanceOf(RejectedMessagesException.class)
                .hasMessageContaining("UNAUTHENTICATED");
    }

    /** Nobody has signed the Content-Type, and with another charset the same bytes name another person. */
    @Test
    void whatIsSignedIsUtf8WhateverTheUnsignedHeaderSays() throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(bytes());
        exchange.getMessage().setHeader("X-Signature", SIGNATURE);
        exchange.getMessage().setHeader("Content-Type", "application/json; charset=ISO-8859-1");
        exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1"); // as Camel's server does
        check.setSharedSecret("secret");
        check.start();
        check.process(exchange);
        assertThat(ExchangeHelper.getCharsetName(exchange, false)).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(bytes());
    }
}
