package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the live page: whole at first, and then the parts of it that changed, so that its script has nothing to do but to put them in
 * their places. What comes from outside is text. Event loop only.
 */
final class LivePage {

    private static final int SEGMENTS = 60;
    private static final int REQUESTS = 40;
    private static final int PEOPLE = 60;
    private static final int MOVES = 6;
    private static final int SIZES = 80;
    private static final String TEMPLATE = template();
    private static final Pattern PLACE = Pattern.compile("<!--(\\w+)-->");

    /** Allows what is in the page itself, and the stream. */
    static final String POLICY = "default-src 'none'; style-src '" + hash("style") + "'; script-src '" + hash("script")
            + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";

    private final StateJson json;
    private final Map<String, Deque<Integer>> sizes = new HashMap<>();
    private String last = "";

    LivePage(StateJson json) {
        this.json = json;
    }

    /** The whole page as it is now. */
    String whole() {
        ObjectNode parts = parts();
        Matcher place = PLACE.matcher(TEMPLATE);
        StringBuilder page = new StringBuilder();
        while (place.find()) {
            place.appendReplacement(
                    page, Matcher.quoteReplacement(parts.path(place.group(1)).asText()));
        }
        return place.appendTail(page).toString();
    }

    /** The parts, each as markup, by the id of its place. */
    ObjectNode parts() {
        JsonNode state = json.state();
        JsonNode segments = json.segments(SEGMENTS);
        ObjectNode parts = StateJson.MAPPER.createObjectNode();
        parts.put(
                "environment",
                "environment " + escaped(state.path("environment").asText()));
        parts.put("plan", Integer.toString(plan(state.path("faults"))));
        parts.put("tiles", tiles(state));
        parts.put("flags", flags(json.flags()));
        parts.put("segmentsTitle", title(segments.size()));
        parts.put("segments", segments(segments, state.path("url").asText()));
        parts.put("requests", requests(json.requests(REQUESTS, false)));
        return parts;
    }

    /** The parts if anything has changed since this was asked last, or {@code null}. */
    ObjectNode changed() {
        JsonNode segments = json.segments(SEGMENTS);
        ObjectNode now = StateJson.MAPPER.createObjectNode();
        now.set("state", json.state());
        now.set("flags", json.flags());
        now.set("segments", segments);
        now.set("requests", json.requests(REQUESTS, false));
        String picture = now.toString();
        if (picture.equals(last)) {
            return null;
        }
        last = picture;
        remember(segments);
        return parts();
    }

    private void remember(JsonNode segments) {
        Map<String, Deque<Integer>> kept = new HashMap<>();
        for (JsonNode segment : segments) {
            Deque<Integer> history = sizes.getOrDefault(id(segment), new ArrayDeque<>());
            history.addLast(segment.path("size").asInt());
            if (history.size() > SIZES) {
                history.removeFirst();
            }
            kept.put(id(segment), history);
        }
        sizes.clear();
        sizes.putAll(kept);
    }

    private static String id(JsonNode segment) {
        return segment.path("environment") + " " + segment.path("key") + " " + segment.path("contextKind");
    }

    /** Which of the page's buttons for faults is pressed, from 0; -1 for none. */
    private static int plan(JsonNode faults) {
        if (faults.path("faults").isEmpty()) {
            return 0;
        }
        double rate = faults.path("rate").asDouble();
        return rate == 0.01 ? 1 : rate == 0.1 ? 2 : rate == 1 ? 3 : -1;
    }

    private static String tiles(JsonNode state) {
        JsonNode counters = state.path("counters");
        long faults = 0;
        for (JsonNode count : counters.path("byFault")) {
            faults += count.asLong();
        }
        long throttled = counters.path("byStatus").path("429").asLong();
        long overlaps = counters.path("overlaps").asLong();
        return tile(counters.path("received").asLong(), "requests", "")
                + tile(counters.path("membersApplied").asLong(), "memberships set", "")
                + rateTile(state.path("rateLimit"))
                + tile(throttled, "answered 429", throttled > 0 ? "warn" : "")
                + tile(faults, "met a fault", faults > 0 ? "warn" : "")
                + tile(state.path("openRequests").asLong(), "open now", "")
                + tile(overlaps, "overlaps", overlaps > 0 ? "bad" : "");
    }

    private static String tile(long value, String label, String kind) {
        return "<div class=\"tile " + kind + "\"><b>" + number(value) + "</b><span>" + label + "</span></div>";
    }

    private static String rateTile(JsonNode limit) {
        String[][] families = {
            {"globalRemaining", "global", "account"},
            {"syncRemaining", "perRoute", "route"},
            {"tokenRemaining", "perToken", "token"}
        };
        long left = Long.MAX_VALUE;
        long cap = 0;
        String of = null;
        for (String[] family : families) {
            if (limit.path(family[1]).isNumber() && limit.path(family[0]).asLong() < left) {
                left = limit.path(family[0]).asLong();
                cap = limit.path(family[1]).asLong();
                of = family[2];
            }
        }
        return of == null
                ? "<div class=\"tile\"><b>off</b><span>rate limit</span></div>"
                : "<div class=\"tile\"><b>" + number(left) + "<small> of " + number(cap)
                        + "</small></b><span>left of the "
                        + of + "'s limit</span><svg class=\"bar" + (left < cap / 4 ? " low" : "")
                        + "\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect height=\"4\" width=\""
                        + 100 * left / Math.max(1, cap) + "\"/></svg></div>";
    }

    private static String flags(JsonNode flags) {
        StringBuilder html = new StringBuilder();
        for (JsonNode flag : flags) {
            JsonNode sightings = flag.path("sightings");
            StringJoiner names = new StringJoiner(", ");
            flag.path("onFor").forEach(name -> names.add(name.asText()));
            StringBuilder people = new StringBuilder();
            long on = 0;
            int shown = 0;
            for (JsonNode person : sightings) {
                boolean isOn = person.path("on").asBoolean();
                on += isOn ? 1 : 0;
                if (shown++ < PEOPLE) {
                    people.append("<span class=\"person ")
                            .append(isOn ? "on" : "off")
                            .append("\">");
                    people.append(escaped(person.path("contextKey").asText())).append("</span>");
                }
            }
            html.append("<article class=\"card flag\"><div class=\"top\"><span class=\"name mono\">")
                    .append(escaped(flag.path("key").asText()))
                    .append(
                            "</span><span class=\"chip\">flag</span></div><div class=\"id\">on for members of <span class=\"mono\">")
                    .append(escaped(names.toString()))
                    .append("</span></div><div class=\"mid\"><span class=\"size\">")
                    .append(on)
                    .append("<small> of ")
                    .append(sightings.size())
                    .append("</small></span></div><div class=\"people\">")
                    .append(people)
                    .append("</div></article>");
        }
        return html.toString();
    }

    private static String title(int segments) {
        return segments == 0 ? "Segments" : segments == 1 ? "1 segment" : segments + " segments";
    }

    /** By name, so that cards keep their place while they change. */
    private String segments(JsonNode segments, String url) {
        if (segments.isEmpty()) {
            return "<p class=\"none\">No segment yet. Send audience changes to " + escaped(url)
                    + " and they appear here.</p>";
        }
        List<JsonNode> sorted = new ArrayList<>();
        segments.forEach(sorted::add);
        sorted.sort(
                Comparator.comparing((JsonNode each) -> each.path("cohortName").asText(), String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(LivePage::id));
        StringBuilder html = new StringBuilder();
        sorted.forEach(each -> html.append(segment(each)));
        return html.toString();
    }

    private String segment(JsonNode segment) {
        String name = escaped(segment.path("cohortName").asText());
        String kind = escaped(segment.path("contextKind").asText());
        StringBuilder moves = new StringBuilder();
        int shown = 0;
        for (JsonNode move : segment.path("recent")) {
            if (shown++ == MOVES) {
                break;
            }
            boolean entered = move.path("entered").asBoolean();
            String key = escaped(move.path("userId").asText());
            moves.append("<li class=\"")
                    .append(entered ? "entered" : "left")
                    .append("\"><span class=\"sign\">")
                    .append(entered ? "+" : "\u2212")
                    .append("</span><span class=\"key mono\" title=\"")
                    .append(entered ? "entered: " : "left: ")
                    .append(key)
                    .append("\">")
                    .append(key)
                    .append("</span></li>");
        }
        return "<article class=\"card\"><div class=\"top\"><span class=\"name\" title=\"" + name + "\">" + name
                + "</span><span class=\"chip\" title=\"segment "
                + escaped(segment.path("key").asText()) + "\">"
                + escaped(segment.path("kind").asText()) + "</span><span class=\"chip\" title=\"context kind " + kind
                + ", environment " + escaped(segment.path("environment").asText()) + "\">" + kind
                + "</span></div><div class=\"id mono\">"
                + escaped(segment.path("cohortId").asText())
                + "</div><div class=\"mid\"><span class=\"size\">"
                + number(segment.path("size").asLong()) + "</span>"
                + spark(sizes.getOrDefault(id(segment), new ArrayDeque<>())) + "</div><ul class=\"moves\">" + moves
                + "</ul></article>";
    }

    private static String spark(Deque<Integer> history) {
        if (history.size() < 2) {
            return "";
        }
        int low = history.stream().min(Integer::compare).orElse(0);
        int span = Math.max(4, history.stream().max(Integer::compare).orElse(0) - low);
        double step = 130.0 / (history.size() - 1);
        StringJoiner points = new StringJoiner(" L");
        int number = 0;
        for (int size : history) {
            points.add(String.format(Locale.ROOT, "%.1f,%.1f", number++ * step, 29 - 26.0 * (size - low) / span));
        }
        return "<svg class=\"spark\" viewBox=\"0 0 130 34\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"fill\" d=\"M0,34 L"
                + points + " L130,34 Z\"/><path class=\"stroke\" d=\"M" + points + "\"/></svg>";
    }

    private static String requests(JsonNode requests) {
        if (requests.isEmpty()) {
            return "<div class=\"none\">No request yet.</div>";
        }
        StringBuilder rows = new StringBuilder();
        for (JsonNode request : requests) {
            int status = request.path("status").asInt();
            String what = request.path("route").asText().equals("SEGMENT_TARGETS")
                    ? "sync"
                    : request.path("method").asText() + " "
                            + request.path("path").asText().replace("/api/v2", "");
            int members = request.path("members").asInt();
            rows.append("<tr><td class=\"num soft\">")
                    .append(number(request.path("number").asLong()))
                    .append("</td><td><span class=\"badge s")
                    .append(status / 100)
                    .append("\">")
                    .append(status == 0 ? "none" : status)
                    .append("</span></td><td>")
                    .append(escaped(what))
                    .append("</td><td>")
                    .append(escaped(textOf(request, "cohortName")))
                    .append("</td><td class=\"num\">")
                    .append(members == 0 ? "" : number(members))
                    .append("</td><td>")
                    .append(escaped(textOf(request, "fault")))
                    .append("</td><td class=\"num soft\">")
                    .append(duration(request.path("micros")))
                    .append("</td></tr>");
        }
        return "<table><thead><tr><th class=\"num\">No.</th><th>Answer</th><th>Request</th><th>Segment</th><th class=\"num\">Members</th>"
                + "<th>Fault</th><th class=\"num\">Took</th></tr></thead><tbody>" + rows + "</tbody></table>";
    }

    private static String textOf(JsonNode object, String member) {
        return object.path(member).isTextual() ? object.path(member).textValue() : "";
    }

    private static String duration(JsonNode micros) {
        if (!micros.isNumber()) {
            return "open";
        }
        return micros.asLong() < 10_000
                ? String.format(Locale.ROOT, "%.1f ms", micros.asLong() / 1000.0)
                : number(Math.round(micros.asLong() / 1000.0)) + " ms";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String template() {
        try (InputStream in = LivePage.class.getResourceAsStream("page.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what stands in the element, as a policy names it. */
    private static String hash(String element) {
        int from = TEMPLATE.indexOf('<' + element + '>') + element.length() + 2;
        String content = TEMPLATE.substring(from, TEMPLATE.indexOf("</" + element + '>', from));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
