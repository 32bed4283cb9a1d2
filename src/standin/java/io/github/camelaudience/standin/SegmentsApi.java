package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * LaunchDarkly's public REST API for segments, projects and environments: what each route answers and changes. Where its
 * documentation is silent the answer is 501 and names what the stand-in does not know.
 */
final class SegmentsApi {

    /** More operations on targets are refused. Whether LaunchDarkly counts them per patch or instruction is not public. */
    static final int MAX_OPERATIONS = 1500;

    private static final String SEMANTIC_PATCH = "domain-model=launchdarkly.semanticpatch";
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern CONTEXT_KIND = Pattern.compile("[A-Za-z0-9._-]+");
    private static final int DEFAULT_PAGE = 20;

    private final Accounts accounts;
    private final Limits limits;
    private final Ledger ledger;
    private final LongSupplier clockMillis;

    SegmentsApi(Accounts accounts, Limits limits, Ledger ledger, LongSupplier clockMillis) {
        this.accounts = accounts;
        this.limits = limits;
        this.ledger = ledger;
        this.clockMillis = clockMillis;
    }

    /** Reads the body of a request that changes targets; {@link ParsedBody#NONE} of other routes. */
    ParsedBody read(Route route, RequestHead head, byte[] body) {
        if (route != Route.PATCH_SEGMENT && route != Route.SEGMENT_CONTEXTS) {
            return ParsedBody.NONE;
        }
        ResourcePath path = ResourcePath.of(route, head.path());
        Environment environment = accounts.environment(path.project(), path.environment());
        Segment segment = environment == null ? null : ledger.find(environment.clientSideId(), path.segment());
        EditParser.SyncTarget target = new EditParser.SyncTarget(
                environment == null ? "" : environment.clientSideId(),
                segment == null ? ledger.audienceOf(path.segment()) : segment.audience,
                segment == null ? path.segment() : segment.name,
                segment == null || segment.contextKind == null ? "user" : segment.contextKind);
        return route == Route.PATCH_SEGMENT
                ? EditParser.patch(body, path.environment(), target)
                : EditParser.contexts(body, target);
    }

    /** Answers a request of a known token. */
    Answer answer(HandledRequest request, Predicate<String> poison) {
        synchronized (ledger) {
            return switch (request.route) {
                case LIST_PROJECTS -> projects(request);
                case LIST_ENVIRONMENTS -> environments(request);
                case UNKNOWN -> unknown(request, "this route of LaunchDarkly's API");
                default -> inEnvironment(request, poison);
            };
        }
    }

    private Answer inEnvironment(HandledRequest request, Predicate<String> poison) {
        ResourcePath path = ResourcePath.of(request.route, request.head.path());
        Environment environment = accounts.environment(path.project(), path.environment());
        if (environment == null) {
            return notFound(request);
        }
        return switch (request.route) {
            case GET_ENVIRONMENT -> json(SegmentJson.environment(environment));
            case EVALUATE_SEGMENTS -> evaluate(request, environment);
            case LIST_SEGMENTS -> segments(request, environment);
            case CREATE_SEGMENT -> create(request, environment);
            default -> ofSegment(request, environment, path, poison);
        };
    }

    private Answer ofSegment(
            HandledRequest request, Environment environment, ResourcePath path, Predicate<String> poison) {
        Segment segment = ledger.find(environment.clientSideId(), path.segment());
        if (segment == null) {
            return notFound(request);
        }
        return switch (request.route) {
            case GET_SEGMENT -> json(SegmentJson.segment(segment, environment));
            case SEGMENT_CONTEXT -> membership(request, segment, path.contextKey());
            case DELETE_SEGMENT -> delete(request, segment);
            case PATCH_SEGMENT -> patch(request, environment, segment, poison);
            default -> contexts(request, environment, segment, poison);
        };
    }

    private Answer create(HandledRequest request, Environment environment) {
        if (!isJson(request)) {
            return invalid(request, "Content-Type must be application/json");
        }
        JsonNode body;
        try {
            body = StateJson.MAPPER.readTree(request.body);
        } catch (IOException e) {
            return invalid(request, "the body is not JSON");
        }
        String problem = problemOf(body);
        if (problem != null) {
            return invalid(request, problem);
        }
        if (environment.onCreation() != null) {
            return Answer.refused(environment.onCreation(), LaunchDarklyApi.id(request));
        }
        String key = body.path("key").asText();
        if (ledger.find(environment.clientSideId(), key) != null) {
            return Answer.refused(Refusal.KEY_EXISTS, LaunchDarklyApi.id(request));
        }
        return Answer.json(
                201, SegmentJson.segment(create(environment, body), environment).toString());
    }

    private static String problemOf(JsonNode body) {
        if (!body.isObject()) {
            return "the body must be a JSON object";
        }
        if (!body.path("name").isTextual() || body.path("name").asText().isEmpty()) {
            return "/name is required";
        }
        if (!body.path("key").isTextual()
                || !KEY.matcher(body.path("key").asText()).matches()) {
            return "/key is not a segment key";
        }
        if (body.has("unbounded") && !body.path("unbounded").isBoolean()) {
            return "/unbounded must be true or false";
        }
        String contextKind = body.path("unboundedContextKind").asText("user");
        if (!CONTEXT_KIND.matcher(contextKind).matches() || contextKind.equals("kind") || contextKind.equals("multi")) {
            return "/unboundedContextKind is not a context kind";
        }
        return null;
    }

    private Segment create(Environment environment, JsonNode body) {
        long now = clockMillis.getAsLong();
        boolean big = body.path("unbounded").asBoolean();
        Segment segment = ledger.create(
                environment.clientSideId(),
                body.path("key").asText(),
                big ? SegmentKind.BIG : SegmentKind.STANDARD,
                body.path("name").asText(),
                now);
        segment.description = body.path("description").asText(null);
        body.path("tags").forEach(tag -> segment.tags.add(tag.asText()));
        segment.contextKind = big ? body.path("unboundedContextKind").asText("user") : null;
        ledger.changed(segment, List.of(), now);
        return segment;
    }

    /** Creates a segment as its route does, or throws and says why not. */
    void create(String projectKey, String environmentKey, String json) throws IOException {
        synchronized (ledger) {
            JsonNode body = StateJson.MAPPER.readTree(json);
            Environment environment = accounts.environment(projectKey, environmentKey);
            String problem = environment == null ? "no such environment" : problemOf(body);
            if (problem == null
                    && ledger.find(environment.clientSideId(), body.path("key").asText()) != null) {
                problem = Refusal.KEY_EXISTS.message();
            }
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
            create(environment, body);
        }
    }

    private Answer patch(HandledRequest request, Environment environment, Segment segment, Predicate<String> poison) {
        if (!request.head
                .header("content-type")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "")
                .contains(SEMANTIC_PATCH)) {
            return invalid(request, "Content-Type must name the domain model of a semantic patch");
        }
        Answer refusal = refusal(request, environment, poison);
        if (refusal != null) {
            return refusal;
        }
        ParsedBody.Edits edits = request.parsed.edits();
        if (edits.operations() > MAX_OPERATIONS) {
            return invalid(request, "More than " + MAX_OPERATIONS + " operations on targets");
        }
        String wrongKind = wrongKind(segment, edits);
        if (wrongKind != null) {
            return invalid(request, wrongKind);
        }
        String obstacle =
                segment.kind == SegmentKind.STANDARD ? segment.obstacle(edits.targets(), limits.maxTargets()) : null;
        if (obstacle != null) {
            return invalid(request, obstacle);
        }
        boolean dryRun = new QueryStringDecoder("?" + request.head.query())
                .parameters()
                .getOrDefault("dryRun", List.of("false"))
                .contains("true");
        return json(
                SegmentJson.segment(dryRun ? preview(segment, edits) : apply(request, segment, edits), environment));
    }

    private static String wrongKind(Segment segment, ParsedBody.Edits edits) {
        if (edits.targets().isEmpty()) {
            return null;
        }
        return switch (segment.kind) {
            case STANDARD -> edits.ofBig() ? "The segment is a standard segment, not a larger list" : null;
            case BIG -> edits.ofBig() ? null : "The segment is a larger list, not a standard segment";
            case SYNCED -> "The targets of a synced segment cannot be edited";
        };
    }

    private Segment apply(HandledRequest request, Segment segment, ParsedBody.Edits edits) {
        long now = clockMillis.getAsLong();
        if (settings(segment, edits)) {
            ledger.changed(segment, List.of(), now);
        }
        ledger.apply(segment, edits.targets(), now);
        request.applied = true;
        return segment;
    }

    private static Segment preview(Segment segment, ParsedBody.Edits edits) {
        Segment copy = segment.copy();
        settings(copy, edits);
        for (TargetEdit edit : edits.targets()) {
            Targets targets = copy.targets(edit.contextKind());
            for (String key : edit.keys()) {
                if (edit.included()) {
                    targets.include(key, edit.add(), 0, 0, false);
                } else {
                    targets.exclude(key, edit.add());
                }
            }
        }
        return copy;
    }

    private static boolean settings(Segment segment, ParsedBody.Edits edits) {
        boolean renamed = edits.name() != null && !edits.name().equals(segment.name);
        if (renamed) {
            segment.name = edits.name();
        }
        boolean tagged = segment.tags.addAll(edits.addTags());
        boolean untagged = segment.tags.removeAll(edits.removeTags());
        return renamed || tagged || untagged;
    }

    private Answer contexts(
            HandledRequest request, Environment environment, Segment segment, Predicate<String> poison) {
        if (!isJson(request)) {
            return invalid(request, "Content-Type must be application/json");
        }
        if (!segment.kind.unbounded()) {
            return invalid(request, "This operation does not support standard segments");
        }
        Answer refusal = refusal(request, environment, poison);
        if (refusal != null) {
            return refusal;
        }
        ledger.apply(segment, request.parsed.edits().targets(), clockMillis.getAsLong());
        request.applied = true;
        return Answer.empty(204);
    }

    /** What stands against a change of targets, whatever the segment; {@code null} for nothing. */
    private Answer refusal(HandledRequest request, Environment environment, Predicate<String> poison) {
        ParsedBody parsed = request.parsed;
        if (parsed.problem() != null) {
            return invalid(request, parsed.problem());
        }
        if (parsed.unknown() != null) {
            return unknown(request, parsed.unknown());
        }
        if (environment.onTargeting() != null && !parsed.edits().targets().isEmpty()) {
            return Answer.refused(environment.onTargeting(), LaunchDarklyApi.id(request));
        }
        if (parsed.edits().operations() > limits.maxMembers()) {
            return Answer.error(413, "The request has too many targets", LaunchDarklyApi.id(request));
        }
        for (TargetEdit edit : parsed.edits().targets()) {
            if (edit.keys().stream().anyMatch(poison)) {
                return invalid(request, "The request holds an invalid target");
            }
        }
        return null;
    }

    private Answer delete(HandledRequest request, Segment segment) {
        if (segment.kind == SegmentKind.SYNCED) {
            return unknown(request, "what becomes of a synced segment that is deleted");
        }
        ledger.delete(segment);
        return Answer.empty(204);
    }

    private Answer membership(HandledRequest request, Segment segment, String contextKey) {
        if (!segment.kind.unbounded()) {
            return invalid(request, "This operation does not support standard segments");
        }
        return json(StateJson.MAPPER
                .createObjectNode()
                .put("userKey", contextKey)
                .put("included", segment.includes(segment.contextKind, contextKey))
                .put("excluded", segment.excludes(segment.contextKind, contextKey)));
    }

    private Answer evaluate(HandledRequest request, Environment environment) {
        JsonNode context;
        try {
            context = StateJson.MAPPER.readTree(request.body);
        } catch (IOException e) {
            return invalid(request, "the body is not JSON");
        }
        String kind = context.path("kind").asText("");
        if (kind.equals("multi")) {
            return unknown(request, "how a context of several kinds is evaluated");
        }
        if (!CONTEXT_KIND.matcher(kind).matches() || kind.equals("kind")) {
            return invalid(request, "/kind is not a context kind");
        }
        if (!context.path("key").isTextual() || context.path("key").asText().isEmpty()) {
            return invalid(request, "/key is required");
        }
        List<ObjectNode> items = ledger.of(environment.clientSideId()).stream()
                .map(segment -> SegmentJson.membership(
                        segment, environment, kind, context.path("key").asText()))
                .toList();
        ObjectNode answer = StateJson.MAPPER.createObjectNode();
        answer.putArray("items").addAll(items);
        answer.putObject("_links");
        return json(answer);
    }

    private Answer segments(HandledRequest request, Environment environment) {
        QueryStringDecoder query = new QueryStringDecoder("?" + request.head.query());
        if (query.parameters().containsKey("filter") || query.parameters().containsKey("sort")) {
            return unknown(request, "how lists are filtered and sorted");
        }
        return page(request, ledger.of(environment.clientSideId()), each -> SegmentJson.segment(each, environment));
    }

    private Answer projects(HandledRequest request) {
        boolean expand = new QueryStringDecoder("?" + request.head.query())
                .parameters()
                .getOrDefault("expand", List.of())
                .contains("environments");
        return page(
                request,
                accounts.projects(),
                key -> SegmentJson.project(
                        key,
                        expand
                                ? accounts.environments().stream()
                                        .filter(each -> each.projectKey().equals(key))
                                        .toList()
                                : null));
    }

    private Answer environments(HandledRequest request) {
        String project = ResourcePath.of(request.route, request.head.path()).project();
        if (!accounts.hasProject(project)) {
            return notFound(request);
        }
        return page(
                request,
                accounts.environments().stream()
                        .filter(each -> each.projectKey().equals(project))
                        .toList(),
                SegmentJson::environment);
    }

    private static <T> Answer page(HandledRequest request, List<T> all, Function<T, ObjectNode> item) {
        QueryStringDecoder query = new QueryStringDecoder("?" + request.head.query());
        int limit = number(query, "limit", DEFAULT_PAGE);
        int offset = number(query, "offset", 0);
        if (limit < 1 || offset < 0) {
            return invalid(request, "limit and offset must be whole numbers");
        }
        return json(SegmentJson.collection(
                all.stream().skip(offset).limit(limit).map(item).toList(), all.size()));
    }

    private static int number(QueryStringDecoder query, String name, int fallback) {
        List<String> given = query.parameters().get(name);
        try {
            return given == null ? fallback : Integer.parseInt(given.get(0));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Answer json(JsonNode body) {
        return Answer.json(200, body.toString());
    }

    private static Answer invalid(HandledRequest request, String message) {
        return Answer.error(400, message, LaunchDarklyApi.id(request));
    }

    private static Answer notFound(HandledRequest request) {
        return Answer.error(404, "Invalid resource identifier", LaunchDarklyApi.id(request));
    }

    private static Answer unknown(HandledRequest request, String what) {
        UUID id = LaunchDarklyApi.id(request);
        return Answer.unknown(what, id);
    }

    private static boolean isJson(HandledRequest request) {
        return request.head.header("content-type").toLowerCase(Locale.ROOT).startsWith("application/json");
    }
}
