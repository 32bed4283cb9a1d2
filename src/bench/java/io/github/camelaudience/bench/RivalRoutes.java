package io.github.camelaudience.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/**
 * What a good engineer writes by hand with Camel's own parts, as well as we know how, to do the least that the work asks
 * for: parse, take out five fields, group, post. No duplicate is dropped, nothing is sent again, bad messages are not told
 * apart. Better ones are welcome.
 */
final class RivalRoutes extends RouteBuilder {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectReader TREES = MAPPER.reader();
    private static final ObjectWriter REQUESTS = MAPPER.writerFor(Request.class);

    /** How many changes an aggregator puts into one request, and how long it waits for them, in milliseconds. */
    private static final int SIZE = 1000;

    private static final long PATIENCE = 200;

    private final String url;

    RivalRoutes(String url) {
        this.url = url + "/api/v2/segment-targets/segment-audiences";
    }

    /** One member of a request. */
    record Row(String userId, String cohortName, String cohortId, boolean value) {}

    /** The JSON of a request. */
    record Request(String environmentId, String contextKind, List<Row> batch) {}

    @Override
    public void configure() {
        post("direct:post");

        from("direct:grouping-one")
                .process(exchange -> exchange.getMessage().setBody(byAudience(exchange.getMessage())))
                .split(body())
                .to("direct:post");

        from("direct:grouping-many")
                .process(exchange -> exchange.getMessage().setBody(json(rows(exchange.getMessage()))))
                .to("direct:post");

        aggregate("one", "${body.cohortId}");
        aggregate("many", "all");
    }

    private void post(String from) {
        from(from)
                .setHeader(Exchange.HTTP_METHOD, constant("POST"))
                .setHeader("Authorization", constant("api-bench"))
                .setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                .to(url + "?throwExceptionOnFailure=true");
    }

    private void aggregate(String name, String correlation) {
        from("direct:aggregate-" + name)
                .process(exchange -> exchange.getMessage().setBody(rows(exchange.getMessage())))
                .split(body())
                .aggregate(simple(correlation), new Gather())
                .completionSize(SIZE)
                .completionTimeout(PATIENCE)
                .process(exchange ->
                        exchange.getMessage().setBody(json(exchange.getMessage().getBody(List.class))))
                .to("direct:post");
    }

    private static final class Gather implements AggregationStrategy {
        @Override
        public Exchange aggregate(Exchange gathered, Exchange next) {
            if (gathered == null) {
                List<Object> rows = new ArrayList<>(SIZE);
                rows.add(next.getMessage().getBody());
                next.getMessage().setBody(rows);
                return next;
            }
            @SuppressWarnings("unchecked")
            List<Object> rows = (List<Object>) gathered.getMessage().getBody();
            rows.add(next.getMessage().getBody());
            return gathered;
        }
    }

    private static List<byte[]> byAudience(Message message) throws IOException {
        Map<String, List<Row>> byAudience = new LinkedHashMap<>();
        for (Row row : rows(message)) {
            byAudience.computeIfAbsent(row.cohortId, id -> new ArrayList<>()).add(row);
        }
        List<byte[]> requests = new ArrayList<>(byAudience.size());
        for (List<Row> rows : byAudience.values()) {
            requests.add(json(rows));
        }
        return requests;
    }

    private static List<Row> rows(Message message) throws IOException {
        JsonNode body = TREES.readTree((byte[]) message.getBody());
        List<Row> rows = new ArrayList<>(body.size());
        if (body.isArray()) {
            for (JsonNode each : body) {
                rows.add(row(each));
            }
        } else {
            rows.add(row(body));
        }
        return rows;
    }

    private static Row row(JsonNode message) {
        JsonNode personas = message.path("context").path("personas");
        String key = personas.path("computation_key").asText();
        boolean identify = message.path("type").asText().equals("identify");
        return new Row(
                message.path("userId").asText(),
                key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1).replace('_', ' '),
                personas.path("computation_id").asText(),
                message.path(identify ? "traits" : "properties").path(key).asBoolean());
    }

    @SuppressWarnings("unchecked")
    private static byte[] json(List<?> rows) throws IOException {
        return REQUESTS.writeValueAsBytes(new Request("bench", "user", (List<Row>) rows));
    }
}
