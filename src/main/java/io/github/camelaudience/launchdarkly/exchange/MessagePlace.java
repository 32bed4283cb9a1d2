package io.github.camelaudience.launchdarkly.exchange;

import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Tells where a message came from, by what Camel's consumers say of it: topic, partition and offset, a file and the line in it, the id of a
 * message, or the path of a request. Names no person. What a sender may have set counts only where its consumer sets it.
 */
public final class MessagePlace {

    /**
     * Names the exchange property that knows the lines of a file: an {@link IntToLongFunction} from the position of an element of the body
     * to the line, from 1, in which it begins.
     */
    public static final String LINES = "CamelLaunchDarklyAudienceLines";

    private static final List<String> TOPIC = List.of("kafka.TOPIC", "CamelKafkaTopic");
    private static final List<String> PARTITION = List.of("kafka.PARTITION", "CamelKafkaPartition");
    private static final List<String> OFFSET = List.of("kafka.OFFSET", "CamelKafkaOffset");
    private static final List<String> IDS = List.of("CamelAwsSqsMessageId", "JMSMessageID");
    private static final String HTTP_PATH = "CamelHttpPath";

    private final String scheme;
    private final String exchangeId;
    private final IntToLongFunction lines;

    /** Knows the exchange that is delivered. */
    MessagePlace(Exchange exchange) {
        this.scheme = scheme(exchange.getFromEndpoint());
        this.exchangeId = exchange.getExchangeId();
        this.lines = exchange.getProperty(LINES, IntToLongFunction.class);
    }

    private static String scheme(Endpoint from) {
        String uri = from == null ? "" : from.getEndpointUri();
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }

    /** Describes it. */
    String of(Message source) {
        String file = first(source, FileSource.NAMES);
        if (file != null) {
            return "file " + file;
        }
        if (scheme.equals("kafka")) {
            String offset = first(source, OFFSET);
            if (offset != null) {
                return "kafka " + first(source, TOPIC) + "-" + first(source, PARTITION) + "@" + offset;
            }
        }
        String id = first(source, IDS);
        if (id != null) {
            return scheme + " message " + id;
        }
        String path = scheme.contains("http") ? first(source, List.of(HTTP_PATH)) : null;
        return (scheme.isEmpty() ? "" : scheme + " ") + (path == null ? "" : path + " ") + "exchange " + exchangeId;
    }

    /** Tells the line of a file in which an element of the body begins, or 0. */
    long lineOf(int index) {
        return lines == null ? 0 : lines.applyAsLong(index);
    }

    private static String first(Message source, List<String> headers) {
        return headers.stream()
                .map(source::getHeader)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .orElse(null);
    }
}
