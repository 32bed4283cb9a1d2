package io.github.camelaudience.launchdarkly.exchange;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;

/**
 * Tells where a message came from, by what Camel's consumers say of it: topic, partition and offset, a file and the line in it, the id of a
 * message, or the path of a request. Names no person.
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
    /** Say nothing of where something came from. */
    private static final Set<String> OF_CAMEL = Set.of("kamelet", "direct", "seda");

    private static final List<String> IDS = List.of("CamelAwsSqsMessageId", "JMSMessageID");
    private static final String HTTP_PATH = "CamelHttpPath";
    /** Where the Kamelet keeps the path of a request, whose headers end there. */
    private static final String PATH_PROPERTY = "CamelLaunchDarklyAudienceRequestPath";

    private final String scheme;
    private final String exchangeId;
    private final String path;
    private final IntToLongFunction lines;

    /** Knows the exchange that is delivered. */
    MessagePlace(Exchange exchange) {
        this.scheme = scheme(exchange.getFromEndpoint());
        // in a Kamelet the exchange is a copy
        this.exchangeId =
                exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, exchange.getExchangeId(), String.class);
        String header = exchange.getMessage().getHeader(HTTP_PATH, String.class);
        this.path = header == null ? exchange.getProperty(PATH_PROPERTY, String.class) : header;
        this.lines = exchange.getProperty(LINES, IntToLongFunction.class);
    }

    private static String scheme(Endpoint from) {
        String uri = from == null ? "" : from.getEndpointUri();
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
        return OF_CAMEL.contains(scheme) ? "" : scheme;
    }

    /** Describes it. A consumer takes headers away that begin as Camel's do: what is a request is one, whatever else it says. */
    String of(Message source) {
        if (path != null && !path.isEmpty()) {
            return "request " + path + " exchange " + exchangeId;
        }
        String file = first(source, FileSource.NAMES);
        if (file != null) {
            return "file " + file;
        }
        String offset = first(source, OFFSET);
        if (offset != null) {
            return "kafka " + first(source, TOPIC) + "-" + first(source, PARTITION) + "@" + offset;
        }
        String id = first(source, IDS);
        if (id != null) {
            return "message " + id;
        }
        return (scheme.isEmpty() ? "" : scheme + " ") + "exchange " + exchangeId;
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
