package io.github.camelaudience.launchdarkly.sources.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class SqsDeadLettersTest {

    private static final int MAX = 16_384;

    private final DefaultCamelContext context = new DefaultCamelContext();

    private Exchange exchange(String body, RejectedMessage... rejected) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader("CamelAwsSqsMessageId", "id-1");
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new RejectedMessagesException(List.of(rejected), exchange));
        return exchange;
    }

    private static RejectedMessage rejected(String path, String detail, String raw) {
        return new RejectedMessage(RejectReason.NOT_JSON, path, detail, "summary", raw.getBytes(UTF_8));
    }

    private static List<?> letters(Exchange exchange) {
        SqsDeadLetters letters = new SqsDeadLetters();
        letters.setMaxBytes(MAX);
        letters.process(exchange);
        return exchange.getMessage().getBody(List.class);
    }

    private static Message only(List<?> letters) {
        assertThat(letters).hasSize(1);
        return (Message) letters.get(0);
    }

    /** As SQS counts it: name, type and value of each attribute, and the body. */
    private static int size(Message letter) {
        return letter.getBody(String.class).getBytes(UTF_8).length
                + letter.getHeaders().entrySet().stream()
                        .mapToInt(attribute -> attribute.getKey().length()
                                + "String".length()
                                + attribute.getValue().toString().getBytes(UTF_8).length)
                        .sum();
    }

    /** {@code #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF}, and never empty. */
    private static void assertTaken(String text) {
        assertThat(text).matches("(?s)[\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]+");
    }

    @Property(tries = 300)
    void anyLetterIsOneThatSqsTakes(
            @ForAll @StringLength(max = 60) String text,
            @ForAll @StringLength(max = 60) String path,
            @ForAll @StringLength(max = 60) String detail,
            @ForAll @IntRange(min = 1, max = 600) int times) {
        Message letter =
                only(letters(exchange("body", rejected(path.repeat(times), detail.repeat(times), text.repeat(times)))));
        assertThat(size(letter)).isLessThanOrEqualTo(MAX);
        assertTaken(letter.getBody(String.class));
        letter.getHeaders().values().forEach(value -> assertTaken(value.toString()));
        assertThat(letter.getHeaders().size()).isLessThanOrEqualTo(10);
        String original = new String(text.repeat(times).getBytes(UTF_8), UTF_8);
        boolean whole = letter.getBody(String.class).equals(original.isEmpty() ? "body" : original);
        assertThat(letter.getHeaders().containsKey("originalLength")).isEqualTo(!whole);
    }

    @Test
    void whatFitsIsAsItWas() {
        Message letter = only(letters(exchange(" {\"a\":1}\n", rejected("$.a", "why", "{\"a\":1}"))));
        assertThat(letter.getBody()).isEqualTo(" {\"a\":1}\n");
        assertThat(letter.getHeaders())
                .hasSize(4)
                .containsEntry("rejectReason", "NOT_JSON")
                .containsEntry("rejectPath", "$.a")
                .containsEntry("rejectDetail", "why")
                .containsEntry("sqsMessageId", "id-1");
    }

    @Test
    void eachOfSeveralIsALetter() {
        List<?> letters = letters(exchange("[17,18]", rejected("$[0]", "why", "17"), rejected("$[1]", "why", "18")));
        assertThat(letters).extracting(letter -> ((Message) letter).getBody()).containsExactly("17", "18");
    }

    @Test
    void aBodyIsWorthMoreThanTheDetail() {
        String body = "x".repeat(MAX - 300);
        Message letter = only(letters(exchange(body, rejected("$", "y".repeat(500), body))));
        assertThat(letter.getBody()).isEqualTo(body);
        assertThat(letter.getHeaders()).doesNotContainKeys("rejectDetail", "originalLength");
    }

    @Test
    void whatIsBlankIsAsItWasAndWhatIsEmptyIsAWord() {
        assertThat(only(letters(exchange(" \n", rejected("$", "why", "")))).getBody())
                .isEqualTo(" \n");
        Message empty = only(letters(exchange("", rejected("$", "", ""))));
        assertThat(empty.getBody()).isEqualTo("(empty)");
        assertThat(empty.getHeaders()).containsEntry("originalLength", "0").doesNotContainKey("rejectDetail");
    }

    @Test
    void refusesWhatItCannotWorkWith() {
        assertThatThrownBy(() -> new SqsDeadLetters().setMaxBytes(1_000))
                .hasMessage("maxBytes must be at least 16384 but was: 1000");
        assertThatThrownBy(() -> new SqsDeadLetters().process(new DefaultExchange(context)))
                .hasMessageContaining("onException");
    }
}
