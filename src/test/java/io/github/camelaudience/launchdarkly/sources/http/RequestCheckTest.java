package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is looked at before the body, whatever server hands over the request. */
class RequestCheckTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final LimitCheck check = new LimitCheck();

    @BeforeEach
    void start() {
        context.start(); // otherwise its messages tell Content-Length from content-length
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader("Content-Type", "Application/JSON; charset=utf-8");
        return exchange;
    }

    private static InputStream untouchable() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("must not be read");
            }
        };
    }

    private int refused(Exchange exchange) {
        try {
            check.process(exchange);
            return 0;
        } catch (RefusedRequestException e) {
            return e.getStatus();
        } catch (Exception e) {
            throw new AssertionError(exchange.getMessage().getHeaders().toString(), e);
        }
    }

    @Test
    void theHeadIsLookedAtFirst() throws Exception {
        check.setMaxDocumentSize(100);
        Exchange large = exchange(untouchable());
        large.getMessage().setHeader("Content-Length", 101);
        assertThat(refused(large)).isEqualTo(413);
        Exchange other = exchange(untouchable());
        other.getMessage().setHeader("Content-Type", "text/xml");
        assertThat(refused(other)).isEqualTo(415);
        for (Object wrong : List.of("-1", "+1", "1,1", "x", "", List.of("1", "1"), "9".repeat(30))) {
            Exchange ambiguous = exchange(untouchable());
            ambiguous.getMessage().setHeader("content-length", wrong);
            assertThat(refused(ambiguous)).as(wrong.toString()).isEqualTo(400);
        }
        SignatureCheck signature = new SignatureCheck();
        signature.setSharedSecret("secret");
        signature.start();
        assertThatThrownBy(() -> signature.process(exchange(untouchable())))
                .isInstanceOf(RejectedMessagesException.class);
    }

    @Test
    void theBodyIsReadAsFarAsTheLimit() throws Exception {
        check.setMaxDocumentSize(100);
        Exchange fits = exchange(new ByteArrayInputStream(new byte[100]));
        check.process(fits);
        assertThat((byte[]) fits.getMessage().getBody()).hasSize(100);
        ByteArrayInputStream endless = new ByteArrayInputStream(new byte[1000]);
        assertThatThrownBy(() -> check.process(exchange(endless)))
                .isInstanceOf(RejectedMessagesException.class)
                .hasMessageContaining("TOO_LARGE");
        assertThat(endless.available()).isEqualTo(899);
    }

    @Test
    void allBodiesTogetherHaveALimit() throws Exception {
        BytesInFlight inFlight = new BytesInFlight(150, System::nanoTime);
        context.getCamelContextExtension().addContextPlugin(BytesInFlight.class, inFlight);
        check.setMaxDocumentSize(99);
        Exchange first = exchange(new ByteArrayInputStream(new byte[10]));
        check.process(first);
        assertThat(inFlight.used()).isEqualTo(100);
        assertThat(refused(exchange(new ByteArrayInputStream(new byte[10])))).isEqualTo(503);
        Exchange declared = exchange(new ByteArrayInputStream(new byte[10]));
        declared.getMessage().setHeader("Content-Length", "10");
        assertThatCode(() -> check.process(declared)).doesNotThrowAnyException();
        first.getExchangeExtension().handoverCompletions().forEach(done -> done.onComplete(first));
        assertThat(inFlight.used()).isEqualTo(10);
    }

    @Test
    void queryParametersAreNoHeaders() {
        Exchange exchange = exchange("{}");
        exchange.getMessage().setHeader(Exchange.HTTP_QUERY, "a=b&X%2Dsignature=%41&x=%zz&=&;token=1;token=2");
        RequestHead head = RequestHead.of(exchange.getMessage());
        assertThat(head.parameters("X-Signature")).containsExactly("A");
        assertThat(head.parameters("TOKEN")).containsExactly("1", "2");
        assertThat(head.parameters("x")).containsExactly("%zz");
        assertThat(head.parameters("y")).isEmpty();
        exchange.getMessage().setHeader("x-signature", "A");
        assertThat(RequestCheck.onlyHeader(head, "X-Signature")).isNull();
    }
}
