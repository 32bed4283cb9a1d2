package io.github.camelaudience.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Sends one body through an action Kamelet with the settings of the server, without its routes, ports and logs. */
final class KameletCall {

    private static final String LOCATIONS = "camel.main.property-placeholder-location";

    private KameletCall() {}

    /**
     * Makes the call.
     *
     * @param kamelet with its parameters, as in {@code name?parameter=value}
     * @param body    goes in as it is
     * @param system  says where the properties are, as {@code bin/audience-server} does
     * @param prepare sees the context before it starts, with all properties
     * @return what came out, which is JSON
     */
    static JsonNode send(String kamelet, byte[] body, Properties system, Consumer<DefaultCamelContext> prepare)
            throws Exception {
        Answer answer = call(kamelet, body, Map.of(), system, prepare);
        if (answer.failure() != null) {
            throw answer.failure();
        }
        return answer.json();
    }

    /**
     * Is what came out.
     *
     * @param json    the body, or {@code null} when it is none that was put there
     * @param failure the exception of the exchange, or {@code null}
     */
    record Answer(JsonNode json, Exception failure) {}

    /**
     * Makes the call with properties of the exchange.
     *
     * @param body goes in as it is; may be {@code null}
     */
    static Answer call(
            String kamelet,
            Object body,
            Map<String, Object> exchangeProperties,
            Properties system,
            Consumer<DefaultCamelContext> prepare)
            throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setLocation(system.getProperty(LOCATIONS, ""));
            SecretFiles.serve(context, System.getenv());
            ServerLedger.decide(context);
            ActionSettings.copy(context.getPropertiesComponent());
            prepare.accept(context);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:body").to("kamelet:" + kamelet);
                }
            });
            context.start();
            Exchange done = context.createFluentProducerTemplate()
                    .to("direct:body")
                    .withProcessor(exchange -> {
                        exchange.getMessage().setBody(body);
                        exchangeProperties.forEach(exchange::setProperty);
                    })
                    .send();
            boolean isAnswer = done.getMessage().getBody() instanceof String;
            return new Answer(
                    isAnswer ? new ObjectMapper().readTree(done.getMessage().getBody(String.class)) : null,
                    done.getException());
        }
    }
}
