package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.StandIn;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A CamelContext with one route into the component, and the stand-in LaunchDarkly that it talks to over HTTP. */
public final class Integration implements AutoCloseable {

    public final StandIn launchDarkly;
    public final DefaultCamelContext context = new DefaultCamelContext();
    private final FluentProducerTemplate template;

    private Integration(StandIn launchDarkly, String options) throws Exception {
        this.launchDarkly = launchDarkly;
        Properties properties = new Properties();
        properties.setProperty("ld.token", launchDarkly.token());
        properties.setProperty("ld.environment", launchDarkly.environment());
        properties.setProperty("ld.url", launchDarkly.url());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getShutdownStrategy().setTimeout(10);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(uri(options)).to("mock:done");
            }
        });
        template = context.createFluentProducerTemplate();
    }

    /** A started route whose endpoint has these further options. */
    public static Integration start(String options) throws Exception {
        return start(StandIn.start(), options);
    }

    public static Integration start(StandIn launchDarkly, String options) throws Exception {
        return start(launchDarkly, options, context -> {});
    }

    /** The same, with more done to the context before it starts. */
    public static Integration start(StandIn launchDarkly, String options, Consumer<DefaultCamelContext> prepare)
            throws Exception {
        Integration integration = new Integration(launchDarkly, options);
        prepare.accept(integration.context);
        integration.context.start();
        return integration;
    }

    /** The endpoint's URI with placeholders for what the stand-in decides. */
    public static String uri(String options) {
        return "launchdarkly-audience:{{ld.environment}}?accessToken={{ld.token}}&baseUrl={{ld.url}}"
                + (options.isEmpty() ? "" : "&" + options);
    }

    /** Sends a body through the route and waits for the exchange to complete. */
    public Exchange send(Object body) {
        return template.to("direct:in")
                .withProcessor(e -> e.getMessage().setBody(body))
                .send();
    }

    public Exchange send(Object body, String header, Object value) {
        return template.to("direct:in")
                .withProcessor(e -> {
                    e.getMessage().setBody(body);
                    e.getMessage().setHeader(header, value);
                })
                .send();
    }

    /** Sends what the processor makes of an exchange. */
    public Exchange send(Processor prepare) {
        return template.to("direct:in").withProcessor(prepare).send();
    }

    /** Sends without waiting; the exchange is completed when the future is. */
    Future<Exchange> sendAsync(Object body) {
        return template.to("direct:in")
                .withProcessor(e -> e.getMessage().setBody(body))
                .asyncSend();
    }

    /** The endpoint of the route. */
    public LaunchDarklyAudienceEndpoint endpoint() {
        return (LaunchDarklyAudienceEndpoint) context.getEndpoints().stream()
                .filter(LaunchDarklyAudienceEndpoint.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    public static SyncReport report(Exchange exchange) {
        return exchange.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
    }

    @Override
    public void close() {
        context.stop();
        launchDarkly.close();
    }
}
