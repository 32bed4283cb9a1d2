package io.github.camelaudience.server.page;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateBound;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import io.github.camelaudience.server.page.PageModel.Answer;
import io.github.camelaudience.server.page.PageModel.Audience;
import io.github.camelaudience.server.page.PageModel.Delivery;
import io.github.camelaudience.server.page.PageModel.Kept;
import io.github.camelaudience.server.page.PageModel.RowFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the page, and the parts of it that change. The same model is the same text: nothing is asked of anybody here. */
final class PageHtml {

    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");

    /** Allows what is in the page itself, and nothing from anywhere else. */
    static final String POLICY = "default-src 'none'; style-src '" + hash(STYLE) + "'; script-src '" + hash(SCRIPT)
            + "'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final int MOST_HELD = 20;
    private static final String ICON =
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3C"
                    + "circle cx='8' cy='8' r='6' fill='%231f5fa8'/%3E%3C/svg%3E";

    private final String token;

    /** Writes this token into every form. */
    PageHtml(String token) {
        this.token = token;
    }

    /**
     * Holds all that is shown.
     *
     * @param model    what the server stands at
     * @param progress what was sent again
     * @param request  which audiences are asked for
     * @param notice   what was done last, or {@code null}
     * @param question what was asked and answered, or {@code null}
     */
    record View(
            PageModel model, Replay.Progress progress, PageRequest request, String notice, Question.Answer question) {}

    /** Writes the whole page. */
    String page(View view) {
        return document(
                "Audience server",
                Html.of(
                        """
                <header>
                <h1>Audience server</h1>
                <p id="link">As of {}</p>
                </header>
                <main id="main">
                {}
                <h2 id="audiencesTitle">Audiences</h2>
                <form class="row" method="get" action="/operator" role="search">
                <label for="q">Name or id contains <input id="q" name="q" type="search" value="{}" maxlength="200" autocomplete="off"></label>
                <button id="find">Find</button>
                </form>
                {}
                {}
                {}
                </main>
                <footer>
                <p>Counts are since this process began. Keys of people are masked. Also on this port: <a href="/observe/health">health</a>, \
                <a href="/observe/metrics">metrics</a>.</p>
                </footer>
                <script>{}</script>
                """,
                        time(view.model.at(), view.model.at()),
                        Html.all(Stream.of(state(view), deliveries(view))),
                        view.request.filter(),
                        audiences(view),
                        rejected(view),
                        ask(view),
                        new Html(SCRIPT)));
    }

    /** Writes the parts that change. */
    String live(View view) {
        return Html.all(Stream.of(state(view), deliveries(view), audiences(view), rejected(view)))
                .markup();
    }

    /** Writes a page that says why there is none. */
    static String refusal(String why) {
        return document("Audience server", Html.of("""
                <main id="main"><h1>Audience server</h1><p class="card">{}</p></main>
                """, why));
    }

    private static String document(String title, Html body) {
        return Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{}</title>
                <link rel="icon" href="{}">
                <style>{}</style>
                </head>
                <body>
                <a class="skip" href="#main">Skip to content</a>
                {}</body>
                </html>
                """, title, ICON, new Html(STYLE), body).markup();
    }

    private Html state(View view) {
        PageModel model = view.model;
        List<Html> needs = needs(model);
        String worst = model.deliveries().isEmpty()
                ? "warn"
                : model.deliveries().stream().map(Delivery::figures).anyMatch(PageHtml::isHeld)
                        ? "bad"
                        : needs.isEmpty() ? "good" : "warn";
        return Html.of(
                """
                <section id="state" data-live aria-label="State">
                <p class="state {}" role="status">{}</p>
                {}{}
                </section>
                """,
                worst,
                sentence(model, needs.size()),
                view.notice == null ? Html.NONE : Html.of("<p class=\"card notice\">{}</p>", view.notice),
                needs.isEmpty() ? Html.NONE : Html.of("<ul class=\"list\">{}</ul>", Html.all(needs.stream())));
    }

    private static boolean isHeld(AudienceFigures figures) {
        return figures.unauthorized() != null || figures.held() != null;
    }

    private static String sentence(PageModel model, int needs) {
        if (model.deliveries().isEmpty()) {
            return "No route that delivers to LaunchDarkly runs.";
        }
        long waiting = model.deliveries().stream()
                .mapToLong(each -> each.figures().pending())
                .sum();
        String changes = waiting == 0
                ? "Nothing waits."
                : number(waiting) + (waiting == 1 ? " change waits." : " changes wait.");
        return needs == 0 ? "Nothing needs you. " + changes : things(needs) + " " + changes;
    }

    private static String things(int needs) {
        return needs == 1 ? "One thing needs you." : number(needs) + " things need you.";
    }

    private List<Html> needs(PageModel model) {
        List<Html> needs = new ArrayList<>();
        for (Delivery delivery : model.deliveries()) {
            AudienceFigures figures = delivery.figures();
            String where = where(model, delivery);
            if (figures.unauthorized() != null) {
                needs.add(need(
                        "bad",
                        "LaunchDarkly refuses the access token" + where + ": " + figures.unauthorized()
                                + ". Nothing is sent to it until it is accepted; it is tried again by itself.",
                        again(delivery, null, "-token")));
            }
            if (figures.held() != null) {
                needs.add(need(
                        "bad",
                        "Changes are held" + where + ": " + figures.held() + ". They are tried again by themselves.",
                        again(delivery, null, "-held")));
            }
            figures.heldAudiences().entrySet().stream()
                    .limit(MOST_HELD)
                    .forEach(held -> needs.add(need(
                            "warn",
                            "Audience " + held.getKey() + " is held" + where + ": " + held.getValue() + ".",
                            again(delivery, held.getKey(), "-" + held.getKey()))));
            if (figures.heldAudiences().size() > MOST_HELD) {
                needs.add(need(
                        "warn",
                        number(figures.heldAudiences().size() - MOST_HELD) + " more audiences are held" + where + ".",
                        again(delivery, null, "-all")));
            }
            if (figures.failing() && !isHeld(figures)) {
                needs.add(need(
                        "warn",
                        "The last requests failed" + where + ": " + figures.lastOutcome()
                                + ". What they carried is tried again by itself.",
                        Html.NONE));
            }
            if (delivery.ledgerTrouble() != null) {
                needs.add(need("warn", "The ledger" + where + ": " + delivery.ledgerTrouble(), Html.NONE));
            }
            if (figures.rateWaitingInWords() != null) {
                needs.add(need("warn", sentence(figures.rateWaitingInWords()) + where + ".", Html.NONE));
            }
        }
        model.rejected()
                .unread()
                .forEach((folder, why) -> needs.add(need(
                        "warn", "The folder " + folder + " of rejected messages cannot be read: " + why, Html.NONE)));
        return needs;
    }

    /** Says which delivery it is, if there are several. */
    private static String where(PageModel model, Delivery delivery) {
        return model.deliveries().size() == 1 ? "" : " (delivery " + delivery.id() + ")";
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static Html need(String kind, String words, Html action) {
        return Html.of("<li class=\"card {}\"><p>{}</p>{}</li>", kind, words, action);
    }

    private Html again(Delivery delivery, String audience, String id) {
        return form(
                "again",
                Html.of(
                        "{}{}<button id=\"again-{}{}\">{}</button>",
                        hidden("delivery", delivery.id()),
                        audience == null ? Html.NONE : hidden("audience", audience),
                        delivery.id(),
                        id,
                        audience == null ? "Try again now" : "Release"));
    }

    private Html form(String action, Html content) {
        return Html.of(
                "<form method=\"post\" action=\"/operator/{}\">{}{}</form>", action, hidden("token", token), content);
    }

    private static Html hidden(String name, String value) {
        return Html.of("<input type=\"hidden\" name=\"{}\" value=\"{}\">", name, value);
    }

    private Html deliveries(View view) {
        return Html.of(
                "<section id=\"deliveries\" data-live aria-labelledby=\"deliveriesTitle\"><h2 id=\"deliveriesTitle\">Delivery</h2>{}</section>",
                Html.all(view.model.deliveries().stream().map(each -> delivery(view.model, each))));
    }

    private Html delivery(PageModel model, Delivery delivery) {
        AudienceFigures figures = delivery.figures();
        return Html.of(
                """
                <article class="card">
                <h3>Environment <span class="mono">{}</span>{}{}</h3>
                <dl class="tiles">{}</dl>
                <h4>What may still be sent in this window</h4>
                {}
                <dl class="facts">{}</dl>
                </article>
                """,
                delivery.environment(),
                where(model, delivery),
                Html.of(" <span class=\"warn\">dry run: nothing is applied</span>")
                        .when(delivery.dryRun()),
                Html.all(Stream.of(
                        tile("accepted changes", figures.changes()),
                        tile("waiting", figures.pending()),
                        tile("requests under way", figures.inFlight()),
                        tile("skipped", figures.skippedInAll()),
                        tile("rejected", figures.rejectedInAll()),
                        tile("failed", figures.failed()),
                        tile("requests", figures.requests()),
                        tile("told to wait (429)", figures.throttled()))),
                rates(delivery),
                Html.all(facts(model, delivery).stream()));
    }

    private static Html tile(String label, long value) {
        return Html.of("<div><dt>{}</dt><dd>{}</dd></div>", label, number(value));
    }

    private static Html rates(Delivery delivery) {
        Map<RateScope, AudienceFigures.Rate> limits = delivery.figures().rateLimits();
        if (limits.isEmpty()) {
            return Html.of("<p class=\"none\">LaunchDarkly has not announced a limit yet.</p>");
        }
        return Html.of(
                "<ul class=\"meters\">{}</ul>",
                Html.all(Stream.of(RateScope.values()).map(scope -> rate(delivery.id(), scope, limits.get(scope)))));
    }

    private static Html rate(String delivery, RateScope scope, AudienceFigures.Rate rate) {
        String id = "rate-" + delivery + "-" + scope;
        if (rate == null) {
            return Html.of("<li><span>{}</span> <span class=\"soft small\">not announced</span></li>", name(scope));
        }
        return Html.of(
                """
                <li><label for="{}"><span>{}</span><span>{} of {}</span></label>\
                <meter id="{}" min="0" max="{}" low="{}" optimum="{}" value="{}"></meter>\
                <span class="soft small">new window in {}</span></li>
                """,
                id,
                name(scope),
                number(rate.remaining()),
                number(rate.limit()),
                id,
                Math.max(1, rate.limit()),
                Math.max(1, rate.limit()) / 4.0,
                Math.max(1, rate.limit()),
                Math.max(0, rate.remaining()),
                duration(rate.resetMillis()));
    }

    private static String name(RateScope scope) {
        return switch (scope) {
            case ACCOUNT -> "Account";
            case ROUTE -> "Route";
            case TOKEN -> "Access token";
        };
    }

    private static List<Html> facts(PageModel model, Delivery delivery) {
        AudienceFigures figures = delivery.figures();
        List<Html> facts = new ArrayList<>();
        facts.add(fact("Access token", token(figures)));
        facts.add(fact(
                "Held up by",
                figures.rateHeldBy() == RateBound.NONE
                        ? "nothing"
                        : figures.rateHeldBy().words()
                                + (figures.rateWaitingMillis() > 0
                                        ? ", for " + duration(figures.rateWaitingMillis())
                                        : "")));
        facts.add(fact(
                "Oldest waiting", figures.pending() == 0 ? "nothing waits" : duration(figures.oldestWaitingMillis())));
        facts.add(fact(
                "Last accepted", figures.lastSuccess() == null ? "not yet" : ago(figures.lastSuccess(), model.at())));
        facts.add(fact("Last answer", figures.lastOutcome() == null ? "none yet" : figures.lastOutcome()));
        if (!figures.skipped().isEmpty()) {
            facts.add(fact("Skipped", counts(figures.skipped())));
        }
        facts.add(Html.of(
                "<dt>Endpoint</dt><dd><details id=\"uri-{}\"><summary>Its options</summary><span class=\"mono small\">{}</span></details></dd>",
                delivery.id(),
                delivery.uri()));
        return facts;
    }

    private static String token(AudienceFigures figures) {
        if (figures.unauthorized() != null) {
            return "refused" + (figures.coolingDown() ? ", nothing is sent for a while" : ", being tried again");
        }
        return figures.lastSuccess() == null ? "not used yet" : "accepted";
    }

    private static Html fact(String name, String value) {
        return Html.of("<dt>{}</dt><dd>{}</dd>", name, value);
    }

    private static String counts(Map<String, Long> counts) {
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + number(each.getValue()))
                        .toList());
    }

    private Html audiences(View view) {
        List<Audience> filtered = view.request.filtered(view.model.audiences());
        List<Audience> shown = view.request.shown(filtered);
        return Html.of(
                "<section id=\"audiences\" data-live aria-labelledby=\"audiencesTitle\">{}{}</section>",
                shown.isEmpty() ? none(view) : table(view.model, shown),
                pages(view.request, filtered, shown));
    }

    private static Html none(View view) {
        return Html.of(
                "<p class=\"card none\">{}</p>",
                view.request.filter().isEmpty()
                        ? "No change has come since this process began."
                        : "No audience has that in its name or id.");
    }

    private static Html table(PageModel model, List<Audience> shown) {
        return Html.of("""
                <div class="card table">
                <table role="table" aria-labelledby="audiencesTitle">
                <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Audience</th>\
                <th role="columnheader" scope="col" class="num">Members</th><th role="columnheader" scope="col" class="num">In</th><th role="columnheader" scope="col" class="num">Out</th>\
                <th role="columnheader" scope="col" class="num">Waiting</th><th role="columnheader" scope="col">Last event</th>\
                <th role="columnheader" scope="col">Last answer</th></tr></thead>
                <tbody role="rowgroup">{}</tbody>
                </table>
                </div>
                """, Html.all(shown.stream().map(each -> row(each, model.at()))));
    }

    private static Html row(Audience audience, Instant now) {
        return Html.of(
                """
                <tr role="row">
                <td role="cell" class="wide">{}</td>
                <td role="cell" class="num" data-label="Members">{}</td>
                <td role="cell" class="num" data-label="In">{}</td>
                <td role="cell" class="num" data-label="Out">{}</td>
                <td role="cell" class="num" data-label="Waiting">{}</td>
                <td role="cell" class="nowrap" data-label="Last event">{}</td>
                <td role="cell" class="wide" data-label="Last answer">{}</td>
                </tr>
                """,
                audience.id().isEmpty()
                        ? Html.of("<span class=\"name\">All other audiences</span>")
                        : Html.of(
                                "<span class=\"name\"><bdi>{}</bdi></span><br><span class=\"mono soft small\"><bdi>{}</bdi></span>",
                                audience.name(),
                                audience.id()),
                audience.size() == null
                        ? "not known"
                        : (audience.size().exact() ? "" : "at least ")
                                + number(audience.size().members()),
                number(audience.entered()),
                number(audience.left()),
                number(audience.waiting()),
                audience.lastEvent() == null ? Html.of("not known") : time(audience.lastEvent(), now),
                audience.held() == null
                        ? answer(audience.answer(), now)
                        : Html.of("<span class=\"bad\">held: {}</span>", audience.held()));
    }

    private static Html answer(Answer answer, Instant now) {
        if (answer == null) {
            return Html.of("none yet");
        }
        return Html.of(
                "<span class=\"{}\">{}</span>{} <span class=\"soft nowrap\">{}</span>",
                answer.accepted() ? "good" : "bad",
                answer.accepted() ? "accepted" : answer.words(),
                answer.requestId() == null || answer.words().contains(answer.requestId())
                        ? Html.NONE
                        : Html.of(" <span class=\"mono small\">request id {}</span>", answer.requestId()),
                ago(answer.at(), now));
    }

    private static Html pages(PageRequest request, List<Audience> filtered, List<Audience> shown) {
        int pages = PageRequest.pages(filtered);
        if (pages == 1) {
            return Html.NONE;
        }
        int page = Math.min(request.page(), pages);
        return Html.of(
                """
                <nav class="pages" aria-label="Pages of audiences">{}<span>Page {} of {}: {} of {} audiences</span>{}</nav>
                """,
                Html.of("<a id=\"before\" href=\"/operator{}#audiencesTitle\">Before</a>", request.query(page - 1))
                        .when(page > 1),
                page,
                pages,
                number(shown.size()),
                number(filtered.size()),
                Html.of("<a id=\"next\" href=\"/operator{}#audiencesTitle\">Next</a>", request.query(page + 1))
                        .when(page < pages));
    }

    private Html rejected(View view) {
        PageModel.Rejected rejected = view.model.rejected();
        return Html.of(
                """
                <section id="rejected" data-live aria-labelledby="rejectedTitle">
                <h2 id="rejectedTitle">Rejected messages</h2>
                <p>{}</p>
                {}{}{}{}
                </section>
                """,
                rejectedInWords(rejected),
                replayAll(view),
                progress(view),
                rejected.newest().isEmpty() ? Html.NONE : keptTable(view),
                rejected.files().isEmpty() ? Html.NONE : rowFiles(view));
    }

    private static String rejectedInWords(PageModel.Rejected rejected) {
        String counted = rejected.counted().isEmpty()
                ? "None since this process began."
                : "Since this process began: " + counts(rejected.counted()) + ".";
        return rejected.kept().isEmpty()
                ? counted + " None is kept."
                : counted + " Kept now: " + counts(rejected.kept()) + ".";
    }

    private Html replayAll(View view) {
        PageModel.Rejected rejected = view.model.rejected();
        return form(
                        "replay",
                        Html.of(
                                "<div class=\"row\">{}<button id=\"replayAll\" name=\"all\" value=\"1\"{}>Send all {} again</button></div>",
                                destination(view.model, "replayTo"),
                                Html.of(" disabled").when(view.progress.running()),
                                number(rejected.keptInAll())))
                .when(!rejected.newest().isEmpty());
    }

    /** Lets choose the endpoint if there are several. */
    private static Html choice(PageModel model, String id) {
        if (model.deliveries().size() < 2) {
            return Html.NONE;
        }
        return Html.of(
                "<label for=\"{}\">Through <select id=\"{}\" name=\"delivery\">{}</select></label>",
                id,
                id,
                options(model));
    }

    /** Lets choose where messages go if there are several endpoints: none is taken because it is the first. */
    private static Html destination(PageModel model, String id) {
        if (model.deliveries().size() < 2) {
            return Html.NONE;
        }
        return Html.of(
                "<label for=\"{}\">Through <select id=\"{}\" name=\"delivery\" required><option value=\"\">which?</option>{}</select></label>",
                id,
                id,
                options(model));
    }

    private static Html options(PageModel model) {
        return Html.all(model.deliveries().stream()
                .map(each -> Html.of(
                        "<option value=\"{}\">delivery {}, environment {}</option>",
                        each.id(),
                        each.id(),
                        each.environment())));
    }

    private static Html progress(View view) {
        Replay.Progress progress = view.progress;
        if (progress.total() == 0) {
            return Html.NONE;
        }
        String ends = String.join(
                ", ",
                progress.ends().entrySet().stream()
                        .map(each ->
                                number(each.getValue()) + " " + each.getKey().words())
                        .toList());
        return Html.of(
                """
                <div class="card notice"><p role="status"><strong>{} {} of {}.</strong> {}{}</p>
                <details id="fates"><summary>What became of the last ones</summary><ul>{}</ul></details></div>
                """,
                progress.running() ? "Sending again:" : "Sent again:",
                number(progress.done()),
                number(progress.total()),
                ends.isEmpty() ? "" : sentence(ends) + ".",
                progress.stopped() == null ? "" : " Ended before the last one: " + progress.stopped() + ".",
                Html.all(progress.newest().stream()
                        .map(fate -> Html.of(
                                "<li><span class=\"mono small\">{}</span>: <strong>{}</strong>{}, {}</li>",
                                fileName(fate.id()),
                                fate.end().words(),
                                fate.reason().isEmpty() ? "" : " (" + fate.reason() + ")",
                                ago(fate.at(), view.model.at())))));
    }

    private static String fileName(String id) {
        return id.substring(id.indexOf('/') + 1);
    }

    private Html keptTable(View view) {
        return Html.of(
                """
                <h3 id="keptTitle">The newest {}</h3>
                <div class="card table">
                <table role="table" aria-labelledby="keptTitle">
                <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Reason</th>\
                <th role="columnheader" scope="col">About</th><th role="columnheader" scope="col">When</th>\
                <th role="columnheader" scope="col">Again</th></tr></thead>
                <tbody role="rowgroup">{}</tbody>
                </table>
                </div>
                """,
                number(view.model.rejected().newest().size()),
                Html.all(view.model.rejected().newest().stream().map(each -> kept(view, each))));
    }

    private Html kept(View view, Kept kept) {
        return Html.of(
                """
                <tr role="row">
                <td role="cell" class="wide"><span class="name">{}</span> <span class="mono small">{}</span><br><span class="soft">{}</span></td>
                <td role="cell" class="wide" data-label="About">{}<br><span class="mono soft small">{}</span></td>
                <td role="cell" class="nowrap" data-label="When">{}</td>
                <td role="cell">{}</td>
                </tr>
                """,
                kept.reason(),
                kept.path(),
                kept.detail(),
                kept.about().isEmpty() ? "no message that can be read" : kept.about(),
                fileName(kept.id()),
                time(kept.at(), view.model.at()),
                form(
                        "replay",
                        Html.of(
                                "{}{}<button id=\"replay-{}\" aria-label=\"Send again: {}\"{}>Send again</button>",
                                hidden("id", kept.id()),
                                destination(view.model, "replayTo-" + kept.id()),
                                kept.id(),
                                fileName(kept.id()),
                                Html.of(" disabled").when(view.progress.running()))));
    }

    private Html rowFiles(View view) {
        return Html.of(
                "<h3>Rows of files</h3><ul class=\"list\">{}</ul>",
                Html.all(view.model.rejected().files().stream().map(file -> rowFile(file, view.model.at()))));
    }

    private Html rowFile(RowFile file, Instant now) {
        return Html.of(
                "<li class=\"card\"><p><span class=\"mono\">{}</span><br><span class=\"soft\">{} bytes, last row {}</span></p>{}</li>",
                file.name(),
                number(file.bytes()),
                ago(file.at(), now),
                form(
                        "rows",
                        Html.of(
                                "{}<button id=\"rows-{}\" aria-label=\"Read again: {}\">Read again</button>",
                                hidden("name", file.name()),
                                file.name(),
                                file.name())));
    }

    private Html ask(View view) {
        Question.Asked asked = view.question == null ? Question.Asked.NOTHING : view.question.asked();
        return Html.of(
                """
                <section id="ask" aria-labelledby="askTitle">
                <h2 id="askTitle">Ask</h2>
                {}
                {}
                {}
                </section>
                """,
                form(
                        "explain",
                        Html.of(
                                """
                                <div class="card stack"><h3>What would be done with a message?</h3>{}
                                <label for="message">A message, an array, JSON Lines or a Segment envelope. Nothing is sent.</label>
                                <textarea id="message" name="message" spellcheck="false">{}</textarea>
                                <button class="main" id="explain">Explain</button></div>
                                """,
                                choice(view.model, "explainFor"),
                                // a line break right behind the tag would be lost
                                "\n" + asked.message())),
                form("why", Html.of("""
                                <div class="card stack"><h3>Why is somebody in an audience, or not?</h3>{}
                                <div class="row"><label for="user">Key of the person \
                                <input id="user" name="user" value="{}" autocomplete="off"></label>
                                <label for="audience">Audience, by id or name; blank for all \
                                <input id="audience" name="audience" value="{}" autocomplete="off"></label>
                                <button class="main" id="why">Tell why</button></div></div>
                                """, choice(view.model, "whyFor"), asked.user(), asked.audience())),
                view.question == null ? Html.NONE : answered(view.question));
    }

    private static Html answered(Question.Answer answer) {
        return Html.of(
                "<div id=\"answer\" role=\"status\">{}{}{}</div>",
                answer.failed() == null
                        ? Html.NONE
                        : Html.of("<p class=\"card bad\">No answer: {}.</p>", answer.failed()),
                Html.all(answer.told().stream()
                        .map(each -> Html.of(
                                "<article class=\"card\"><p><span class=\"mono small\">{}</span> <strong class=\"{}\">{}</strong></p>"
                                        + "<details><summary>All that is known</summary><pre>{}</pre></details></article>",
                                each.where(),
                                each.kind(),
                                each.sentence(),
                                each.json()))),
                answer.more() == 0 ? "" : number(answer.more()) + " more are not shown.");
    }

    private static Html time(Instant at, Instant now) {
        return Html.of(
                "<time datetime=\"{}\" title=\"{}\">{}</time>",
                at,
                at,
                at.equals(now) ? at.truncatedTo(ChronoUnit.SECONDS) : ago(at, now));
    }

    private static String ago(Instant at, Instant now) {
        long millis;
        try {
            millis = Duration.between(at, now).toMillis();
        } catch (ArithmeticException e) {
            return at.toString();
        }
        return millis < 0 ? "in " + duration(-millis) : duration(millis) + " ago";
    }

    private static String duration(long millis) {
        long seconds = millis / 1000;
        if (seconds < 1) {
            return millis + " ms";
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : number(seconds / 86_400) + " days";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String resource(String name) {
        try (InputStream in = PageHtml.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
