package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.launchdarkly.vectors.Delivery.Outcome;
import io.github.camelaudience.launchdarkly.vectors.Field.State;
import io.github.camelaudience.launchdarkly.vectors.RecordingServer.Answer;
import io.github.camelaudience.launchdarkly.vectors.RecordingServer.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Delivers golden vectors to the component: through a route, over real HTTP, to a server that records. */
final class ComponentDriver implements AutoCloseable {

    private static final String BASE_URL = "https://app.launchdarkly.com";
    private static final long RETRY_TIMEOUT = 1500;
    private static final int PATIENCE = 10_000;
    private static final String ENDPOINT = "vectorEndpoint";
    private static final Pattern PLACE = Pattern.compile("\\$\\[(\\d+)]");

    private record Setup(String token, String environment, String mapping, boolean plain) {}

    private final RecordingServer server = new RecordingServer();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AudiencesPerRequest audiences;
    private final FluentProducerTemplate template;
    private final Map<Setup, String> endpoints = new HashMap<>();
    private int components;

    ComponentDriver() throws Exception {
        this(AudiencesPerRequest.one);
    }

    ComponentDriver(AudiencesPerRequest audiences) throws Exception {
        this.audiences = audiences;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vector").recipientList(header(ENDPOINT)).delimiter("none");
            }
        });
        context.start();
        template = context.createFluentProducerTemplate();
    }

    /** What the component makes of the case. */
    Delivery deliver(VectorCase vector) throws IOException {
        Field token = Field.ofSetting(vector.settings().own("apiKey"));
        Field environment = Field.ofSetting(vector.settings().own("clientId"));
        WrittenCase written = WrittenCase.of(vector);
        boolean plain = vector.isAnsweredPlainly();
        Setup setup = new Setup(
                token.is(State.TEXT) ? token.text() : null,
                environment.is(State.TEXT) ? environment.text() : null,
                written.mapping(),
                plain);
        boolean refused = vector.reply().isRefusedConnection();
        String endpoint;
        try {
            endpoint = plain
                    ? endpoint(setup)
                    : createEndpoint(
                            setup, refused ? closedPort() : server.url(), retryTimeout(vector), answerTimeout(vector));
        } catch (Exception e) {
            return new Delivery(List.of(), Outcome.ERROR, null, null);
        }
        server.answer(request -> answer(vector, request));
        server.takeRequests();
        Exchange done = template.to("direct:vector")
                .withProcessor(e -> {
                    e.getMessage().setHeader(ENDPOINT, endpoint);
                    e.getMessage().setBody(written.events());
                })
                .send();
        SyncReport report = done.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        if (report == null) {
            return new Delivery(List.of(), Outcome.ERROR, null, null);
        }
        List<SentRequest> requests = refused ? planned(setup, written, report) : received(server.takeRequests());
        return vector.single()
                ? single(requests, report)
                : batch(requests, report, vector.events().size());
    }

    private String endpoint(Setup setup) throws Exception {
        String known = endpoints.get(setup);
        if (known == null) {
            known = createEndpoint(setup, server.url(), RETRY_TIMEOUT, PATIENCE);
            endpoints.put(setup, known);
        }
        return known;
    }

    /** A component of its own, because its mapping must not be read as a URI or as property placeholders. */
    private String createEndpoint(Setup setup, String url, long retryTimeout, int answerTimeout) throws Exception {
        LaunchDarklyAudienceComponent component = component(setup.environment);
        LaunchDarklyAudienceConfiguration configuration = component.getConfiguration();
        configuration.setAccessToken(setup.token);
        configuration.setBaseUrl(url);
        configuration.setMapping(setup.mapping);
        configuration.setMaxRememberedMemberships(0);
        configuration.setAudiencesPerRequest(audiences);
        if (!setup.plain) {
            configuration.setResponseTimeout(answerTimeout);
            configuration.setConnectTimeout(300);
            configuration.setRetryTimeout(retryTimeout);
            configuration.setRetryDelay(20);
            configuration.setMaxRetryDelay(40);
        }
        String scheme = "vector" + components++;
        context.addComponent(scheme, component);
        String uri = scheme + ":environment";
        context.getEndpoint(uri);
        return uri;
    }

    /** Takes the environment as it is: no character of it is read as part of a URI. */
    private static LaunchDarklyAudienceComponent component(String environment) {
        return new LaunchDarklyAudienceComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                    throws Exception {
                return super.createEndpoint(uri, environment, parameters);
            }
        };
    }

    /** Where one audience fails and others do not, these must get their turn on a slow machine, too. */
    private static long retryTimeout(VectorCase vector) {
        return vector.replyByCohort().isEmpty() ? RETRY_TIMEOUT : 5 * RETRY_TIMEOUT;
    }

    /** Short where no answer may come; an answer that comes is waited for on a slow machine, too. */
    private static int answerTimeout(VectorCase vector) {
        return vector.reply().isFault() || !vector.replyByCohort().isEmpty() ? 300 : PATIENCE;
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** Nobody received anything: what was tried is what a dry run says, as often as it was tried. */
    private List<SentRequest> planned(Setup setup, WrittenCase written, SyncReport tried) {
        LaunchDarklyAudienceComponent component = component(setup.environment);
        component.getConfiguration().setAccessToken(setup.token);
        component.getConfiguration().setMapping(setup.mapping);
        component.getConfiguration().setDryRun(true);
        String scheme = "vector" + components++;
        context.addComponent(scheme, component);
        Exchange planned = template.to(scheme + ":environment")
                .withProcessor(e -> e.getMessage().setBody(written.events()))
                .send();
        SyncReport report = planned.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        List<SentRequest> requests = new ArrayList<>();
        for (String body : report.plannedRequests()) {
            int times = tried.requests() / report.plannedRequests().size();
            IntStream.range(0, times).forEach(i -> requests.add(SentRequest.post(setup.token, parse(body), false)));
        }
        return requests;
    }

    private static List<SentRequest> received(List<Request> requests) {
        return requests.stream()
                .map(request -> {
                    Map<String, String> compared = new HashMap<>(request.headers());
                    compared.keySet().retainAll(List.of("authorization", "content-type", "ld-api-version"));
                    return new SentRequest(
                            request.method(), BASE_URL + request.path(), compared, parse(request.body()), true);
                })
                .toList();
    }

    private static Js parse(String json) {
        try {
            return JsJson.parse(json);
        } catch (IOException e) {
            throw new IllegalStateException("the component sent no JSON", e);
        }
    }

    private static Answer answer(VectorCase vector, Request request) {
        String cohort = "";
        if (parse(request.body()) instanceof Js.Obj body
                && body.own("batch") instanceof Js.Arr batch
                && batch.items().get(0) instanceof Js.Obj first) {
            cohort = JsText.of(first.own("cohortId"));
        }
        Reply reply = vector.replyTo(cohort);
        Map<String, String> headers = new HashMap<>();
        if (reply.location() != null) {
            headers.put("location", reply.location());
        }
        if (reply.type() != null) {
            headers.put("content-type", reply.type());
        }
        return new Answer(reply.status(), headers, reply.body(), reply.fault());
    }

    private static Delivery single(List<SentRequest> requests, SyncReport report) {
        boolean failed = report.items().stream().anyMatch(ComponentDriver::isFailed);
        boolean sent = report.changes() > 0;
        Outcome outcome = failed ? Outcome.ERROR : sent ? Outcome.SENT : Outcome.DROPPED;
        return new Delivery(requests, outcome, null, null);
    }

    private static Delivery batch(List<SentRequest> requests, SyncReport report, int events) {
        boolean broken = report.items().stream()
                .anyMatch(item -> item.result() == Result.FAILED
                        || RejectReason.REFUSED_BY_LAUNCHDARKLY.name().equals(item.reason()));
        Outcome outcome = broken ? Outcome.ERROR : requests.isEmpty() ? Outcome.DROPPED : Outcome.SENT;
        Set<Integer> failing = report.items().stream()
                .filter(ComponentDriver::isFailed)
                .map(item -> PLACE.matcher(item.path()))
                .filter(Matcher::lookingAt)
                .map(place -> Integer.valueOf(place.group(1)))
                .collect(Collectors.toSet());
        List<Boolean> failed =
                IntStream.range(0, events).mapToObj(failing::contains).toList();
        return new Delivery(requests, outcome, null, failed);
    }

    private static boolean isFailed(SyncReport.Item item) {
        return item.result() == Result.REJECTED || item.result() == Result.FAILED;
    }

    @Override
    public void close() throws IOException {
        context.stop();
        server.close();
    }
}
