package io.github.camelaudience.server.page;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import io.github.camelaudience.server.page.PageAccess.Asked;
import io.github.camelaudience.server.page.PageAccess.Decision;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the operator's page at {@code /operator} of the management port, once the routes run. {@code GET} changes nothing; what changes
 * something is a {@code POST} of a form of the page, and answers with a way back to it.
 */
public final class OperatorPage extends LifecycleStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorPage.class);
    private static final String PATH = "/operator";
    private static final String CONSOLES = "/q/dev";
    private static final int NEWEST = 20;
    private static final long LARGEST_FORM = 4L * 1024 * 1024;
    private static final long PATIENCE_MILLIS = 1_500;
    private static final Duration NOTICE = Duration.ofSeconds(30);

    private record Notice(String words, Instant at) {}

    private final CamelContext context;
    private final PageSettings settings;
    private final Predicate<String> isLoopback;
    private final OncePer minute = new OncePer(OncePer.MINUTE, () -> System.nanoTime() / 1_000_000);
    private ManagementHttpServer server;
    private PageAccess access;
    private PageFigures figures;
    private RejectedMessages rejected;
    private Replay replay;
    private PageHtml html;
    private volatile Notice notice;

    private OperatorPage(CamelContext context, PageSettings settings, Predicate<String> isLoopback) {
        this.context = context;
        this.settings = settings;
        this.isLoopback = isLoopback;
    }

    /**
     * Has the page served by the management server that the context is going to have, unless {@code audience.page.enabled=false}.
     *
     * @param isLoopback whether only this machine can reach what listens at a host
     * @throws IllegalArgumentException when a property of the page is wrong; the sentence names it
     */
    public static void show(CamelContext context, Predicate<String> isLoopback) {
        context.addLifecycleStrategy(new OperatorPage(context, PageSettings.of(context), isLoopback));
    }

    @Override
    public void onServiceAdd(CamelContext adding, Service service, Route route) {
        if (service instanceof ManagementHttpServer management) {
            server = management;
            access = new PageAccess(settings.user(), settings.password(), isLoopback.test(management.getHost()));
            EarlyHandler.add(management.getConfiguration().getAuthenticationConfig(), this::console);
        }
    }

    /** Guards Camel's consoles, also where there is no page. */
    private void console(RoutingContext request) {
        String path = MountedPath.of(request);
        if (!path.equals(CONSOLES) && !path.startsWith(CONSOLES + "/")
                || isAllowed(request, access.mayUseConsole(asked(request)))) {
            request.next();
        }
    }

    @Override
    public void onContextStarted(CamelContext started) {
        if (server == null || server.getRouter() == null || !settings.enabled()) {
            return;
        }
        boolean loopback = isLoopback.test(server.getHost());
        rejected = new RejectedMessages(settings.folders(), settings.inbox(), NEWEST);
        figures = new PageFigures(context, rejected, System::nanoTime);
        replay = new Replay(
                rejected, context.getExecutorServiceManager().newSingleThreadExecutor(this, "rejected-messages"));
        html = new PageHtml(access.token());
        serve(server.getRouter());
        LOG.info(
                "The operator's page is at http://{}:{}{}{}",
                server.getHost(),
                server.getPort(),
                PATH,
                settings.password().isBlank() && !loopback ? ", once there is a password: set PAGE_PASSWORD" : "");
    }

    private void serve(Router router) {
        router.get(PATH).blockingHandler(request -> look(request, () -> html.page(view(request, null))), false);
        router.get(PATH + "/live")
                .blockingHandler(request -> look(request, () -> html.live(view(request, null))), false);
        router.post(PATH + "/again").handler(request -> act(request, this::again));
        router.post(PATH + "/replay").handler(request -> act(request, this::replay));
        router.post(PATH + "/rows").handler(request -> act(request, this::rows));
        router.post(PATH + "/explain").handler(request -> form(request, this::explain));
        router.post(PATH + "/why").handler(request -> form(request, this::why));
    }

    private interface Page {
        String write();
    }

    private interface Action {
        /** Does what the form says, and tells in a sentence what was done. */
        String apply(Map<String, String> form);
    }

    private interface Answer {
        void to(RoutingContext request, Map<String, String> form);
    }

    private void look(RoutingContext request, Page page) {
        guarded(request, () -> {
            if (isAllowed(request, access.mayLook(asked(request)))) {
                send(request, 200, page.write());
            }
        });
    }

    private void act(RoutingContext request, Action action) {
        form(request, (asking, form) -> {
            String done = action.apply(form);
            LOG.info("Operator's page, {}: {}", asking.normalizedPath(), done);
            notice = new Notice(done, Instant.now());
            figures.forget();
            asking.response()
                    .setStatusCode(303)
                    .putHeader("Location", PATH)
                    .putHeader("Cache-Control", "no-store")
                    .end();
        });
    }

    /** Reads a form and answers it on a thread that may wait. */
    private void form(RoutingContext request, Answer answer) {
        Decision looks = access.mayLook(asked(request)); // before a stranger's form takes up memory
        if (!(looks instanceof Decision.Allowed)) {
            request.response().putHeader("Connection", "close");
            isAllowed(request, looks);
            return;
        }
        long length = length(request);
        if (length < 0 || length > LARGEST_FORM) {
            request.response().putHeader("Connection", "close");
            send(
                    request,
                    length < 0 ? 411 : 413,
                    PageHtml.refusal(
                            length < 0 ? "The form does not tell its length." : "The form is larger than 4 MiB."));
            return;
        }
        request.request().body().onComplete(read -> {
            if (read.failed()) {
                return; // whoever sent it is gone
            }
            Buffer body = read.result();
            request.vertx()
                    .executeBlocking(
                            () -> {
                                guarded(request, () -> {
                                    Map<String, String> form = Form.read(body.toString(StandardCharsets.UTF_8));
                                    if (isAllowed(request, access.mayAct(asked(request), form.get("token")))) {
                                        answer.to(request, form);
                                    }
                                });
                                return null;
                            },
                            false);
        });
    }

    private static long length(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A mistake of ours is told, and the log has the rest of it. */
    private static void guarded(RoutingContext request, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("The operator's page cannot be written", e);
            if (!request.response().ended()) {
                send(request, 500, PageHtml.refusal("The page cannot be written: " + e + ". The log has more."));
            }
        }
    }

    private static Asked asked(RoutingContext request) {
        HostAndPort host = request.request().authority(); // HTTP/2 has no header for it
        return new Asked(
                host == null ? null : host.toString(),
                request.request().getHeader("Authorization"),
                request.request().getHeader("Origin"),
                request.request().getHeader("Sec-Fetch-Site"));
    }

    private boolean isAllowed(RoutingContext request, Decision decision) {
        if (decision instanceof Decision.Refused refused) {
            send(request, 403, PageHtml.refusal(refused.why()));
        } else if (decision instanceof Decision.LoginNeeded) {
            if (request.request().getHeader("Authorization") != null) {
                minute.say("login", more -> LOG.warn("A user and password for the operator's page are wrong{}", more));
            }
            request.response().putHeader("WWW-Authenticate", "Basic realm=\"audience server\", charset=\"UTF-8\"");
            send(request, 401, PageHtml.refusal("User and password, please."));
        }
        return decision instanceof Decision.Allowed;
    }

    private static void send(RoutingContext request, int status, String page) {
        HttpServerResponse response = request.response();
        response.setStatusCode(status)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", PageHtml.POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store")
                .end(page);
    }

    private PageHtml.View view(RoutingContext request, Question.Answer answer) {
        Notice last = notice;
        boolean recent = last != null && last.at.plus(NOTICE).isAfter(Instant.now());
        return new PageHtml.View(
                figures.current(),
                replay.progress(),
                PageRequest.of(
                        request.request().getParam("q"), request.request().getParam("page")),
                recent ? last.words : null,
                answer);
    }

    private String again(Map<String, String> form) {
        LaunchDarklyAudienceEndpoint endpoint = figures.endpoint(form.get("delivery"));
        if (endpoint == null) {
            return "There is no such delivery any more.";
        }
        String audience = form.get("audience");
        if (audience == null) {
            int over = endpoint.tryAgain();
            return over == 0
                    ? "Nothing had to be waited for any more: the next request finds out."
                    : "The next request of what is held goes at once.";
        }
        HeldName held = new HeldName(audience, environments(endpoint));
        if (held.ids().stream().anyMatch(id -> endpoint.releaseAudience(id) > 0)) {
            return "Removals of audience " + audience + " pass for an hour.";
        }
        boolean over = held.places().stream()
                        .filter(place -> endpoint.tryAudienceAgain(place.environment(), place.audienceId()))
                        .count()
                > 0;
        return "Audience " + audience
                + (over
                        ? ": its next request goes at once."
                        : " has no more time to wait: its next request finds out.");
    }

    private static Set<String> environments(LaunchDarklyAudienceEndpoint endpoint) {
        Set<String> known = new LinkedHashSet<>();
        known.add(endpoint.getConfiguration().getClientSideId());
        endpoint.audiences().forEach(standing -> known.add(standing.environment()));
        return known;
    }

    private String replay(Map<String, String> form) {
        if (form.getOrDefault("delivery", "").isEmpty() && figures.endpoints().size() > 1) {
            return "Several deliveries run: choose the one that the message is for. Nothing was sent again.";
        }
        LaunchDarklyAudienceEndpoint endpoint = figures.endpoint(form.get("delivery"));
        if (endpoint == null) {
            return "No route that delivers to LaunchDarkly runs: nothing was sent again.";
        }
        List<String> ids = form.containsKey("all")
                ? rejected.all()
                : Optional.ofNullable(form.get("id")).stream().toList();
        if (ids.isEmpty()) {
            return "There is no message to send again.";
        }
        Optional<CompletableFuture<Void>> run = replay.start(ids, endpoint);
        run.ifPresent(OperatorPage::awaitAMoment);
        return run.isEmpty()
                ? "Messages are being sent again already: wait until that is over."
                : "Sending " + (ids.size() == 1 ? "one message" : ids.size() + " messages") + " again.";
    }

    /** So that most of it is seen without JavaScript, too. */
    private static void awaitAMoment(CompletableFuture<Void> run) {
        try {
            run.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("It is told in the page how it ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String rows(Map<String, String> form) {
        String name = form.getOrDefault("name", "");
        try {
            String refused = rejected.readAgain(name);
            return refused == null ? name + " is in the inbox, and is read again." : "Not done: " + refused + ".";
        } catch (IOException e) {
            return "Not done: " + name + " cannot be moved into the inbox: " + e + ".";
        }
    }

    private void explain(RoutingContext request, Map<String, String> form) {
        Question.Answer answer =
                Question.explain(form.getOrDefault("message", ""), figures.endpoint(form.get("delivery")));
        send(request, 200, html.page(view(request, answer)));
    }

    private void why(RoutingContext request, Map<String, String> form) {
        Question.Answer answer = Question.why(
                form.getOrDefault("user", ""),
                form.getOrDefault("audience", "").strip(),
                figures.endpoint(form.get("delivery")));
        send(request, 200, html.page(view(request, answer)));
    }
}
