package io.github.camelaudience.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The contenders of one comparison, and what they run on. */
final class Contest implements AutoCloseable {

    static final String PARSE = "Jackson, parse only";
    static final String MAPPER = "our reader and mapper";
    static final String ONE = "our component, one audience a request";
    static final String MANY = "our component, many audiences a request";
    static final String GROUPING_ONE = "grouping route, one audience a request";
    static final String GROUPING_MANY = "grouping route, many audiences a request";
    static final String AGGREGATE_ONE = "aggregate route, one audience a request";
    static final String AGGREGATE_MANY = "aggregate route, many audiences a request";
    static final String REFERENCE = "reference destination on Node";

    private final ServerProcess server = ServerProcess.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final List<ReferenceWork> opened = new ArrayList<>();

    /** Starts a server, and a context that has a route for each of the options of ours. */
    Contest() throws Exception {
        context.addRoutes(new RivalRoutes(server.url()));
        context.start();
        template = context.createProducerTemplate();
    }

    /** The component with some options, as a contender of that name. */
    SentWork ours(String name, String options) throws Exception {
        String route = "direct:ours-" + context.getRoutesSize();
        String base = server.url();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(route)
                        .to("launchdarkly-audience:bench?accessToken=api-bench&brakeShare=1&baseUrl=" + base + options);
            }
        });
        return new SentWork(name, template, route, server, false);
    }

    SentWork rival(String name, String route) {
        return new SentWork(name, template, route, server, route.contains("aggregate"));
    }

    /** Segment's own destination, if it is installed. */
    Optional<ReferenceWork> reference() throws IOException {
        Optional<ReferenceWork> started = ReferenceWork.start(server, Path.of("src/bench/reference"));
        started.ifPresent(opened::add);
        return started;
    }

    /** All that run in this process. */
    List<Contender> all() throws Exception {
        return new ArrayList<>(List.of(
                new ParsedWork(),
                new MappedWork(),
                ours(ONE, "&audiencesPerRequest=one"),
                rival(GROUPING_ONE, "direct:grouping-one"),
                rival(AGGREGATE_ONE, "direct:aggregate-one"),
                ours(MANY, "&audiencesPerRequest=many"),
                rival(GROUPING_MANY, "direct:grouping-many"),
                rival(AGGREGATE_MANY, "direct:aggregate-many")));
    }

    /** Gives the options of contenders something to name. */
    void bind(String name, Object value) {
        context.getRegistry().bind(name, value);
    }

    ServerProcess server() {
        return server;
    }

    @Override
    public void close() throws IOException {
        for (ReferenceWork each : opened) {
            each.close();
        }
        context.close();
        server.close();
    }
}
