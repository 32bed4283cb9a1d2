package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What the stand-in knows, as JSON. Access tokens are left out: a demo may run with a real one. */
final class StateJson {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private final StandIn standIn;

    StateJson(StandIn standIn) {
        this.standIn = standIn;
    }

    ObjectNode state() {
        ObjectNode state = MAPPER.createObjectNode();
        state.put("url", standIn.url());
        state.put("environment", standIn.environment());
        state.put("openRequests", standIn.openRequests());
        state.set("counters", counters(standIn.counters()));
        state.set("rateLimit", rateLimit(standIn.rateLimit(), standIn.rateState()));
        state.set("faults", faults(standIn.faults()));
        return state;
    }

    private static ObjectNode counters(Counters counters) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("received", counters.received());
        json.put("applied", counters.applied());
        json.put("membersApplied", counters.membersApplied());
        json.put("allowed", counters.allowed());
        json.put("throttled", counters.throttled());
        json.put("goalsWithToken", counters.goalsWithToken());
        json.put("maxOpenPerLane", counters.maxOpenPerLane());
        json.put("overlaps", counters.overlaps());
        json.set("byStatus", MAPPER.valueToTree(counters.byStatus()));
        json.set("byFault", MAPPER.valueToTree(counters.byFault()));
        json.set("byRoute", MAPPER.valueToTree(counters.byRoute()));
        return json;
    }

    /** What {@link RateLimitJson} reads, and what is left. */
    static ObjectNode rateLimit(RateLimit limit, RateVerdict now) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("global", bounded(limit.global()));
        json.put("globalRemaining", bounded(now.remaining(RateFamily.GLOBAL)));
        json.put("perRoute", bounded(limit.perRoute()));
        json.put("syncRemaining", bounded(now.remaining(RateFamily.ROUTE)));
        json.put("perToken", bounded(limit.perToken()));
        json.put("tokenRemaining", bounded(now.remaining(RateFamily.TOKEN)));
        json.put("windowMillis", limit.window().toMillis());
        json.put("resetMillis", now.sharedResetMillis());
        json.put("tokenResetMillis", now.resetMillis(RateFamily.TOKEN));
        json.put("style", limit.style().name());
        json.set("told", MAPPER.valueToTree(limit.told()));
        json.put("limitsTold", limit.limitsTold());
        ObjectNode phases = json.putObject("phaseMillis");
        limit.phases().forEach((family, phase) -> phases.put(family.name(), phase.toMillis()));
        json.put("sharedReset", limit.sharedReset().name());
        json.put("turns", limit.turns());
        return json;
    }

    private static Integer bounded(int limit) {
        return limit == RateLimit.UNLIMITED ? null : (Integer) limit;
    }

    static ObjectNode faults(FaultPlan plan) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("rate", plan.rate());
        json.put("seed", plan.seed());
        ArrayNode weighted = json.putArray("faults");
        plan.weighted()
                .forEach(each ->
                        weighted.addObject().put("fault", each.fault().label()).put("weight", each.weight()));
        ArrayNode script = json.putArray("script");
        plan.script().forEach(fault -> script.add(fault.label()));
        ArrayNode rules = json.putArray("rules");
        plan.rules().forEach(rule -> rules.add(rule.fault().label()));
        return json;
    }

    /** Each flag, for whom it is on, and what SDKs reported of it. */
    ArrayNode flags() {
        ArrayNode json = MAPPER.createArrayNode();
        for (FlagView flag : standIn.flags()) {
            ObjectNode one = json.addObject().put("key", flag.key());
            flag.rule().names().forEach(one.putArray("onFor")::add);
            ArrayNode sightings = one.putArray("sightings");
            flag.sightings().forEach(each -> sightings
                    .addObject()
                    .put("contextKind", each.contextKind())
                    .put("contextKey", each.contextKey())
                    .put("on", each.on())
                    .put("atMillis", each.atMillis()));
        }
        return json;
    }

    ArrayNode segments(int limit) {
        ArrayNode json = MAPPER.createArrayNode();
        standIn.segments().stream().limit(limit).forEach(segment -> json.add(segment(segment)));
        return json;
    }

    /** Every segment of this audience with its members and, if asked for, each slot's values as digits. */
    ArrayNode segmentsOf(String cohortId, boolean withHistory) {
        ArrayNode json = MAPPER.createArrayNode();
        for (SegmentView segment : standIn.segments()) {
            if (segment.lane().cohortId().equals(cohortId)) {
                ObjectNode one = segment(segment);
                Collection<String> members = standIn.members(segment.lane());
                one.set("members", MAPPER.valueToTree(members));
                if (withHistory) {
                    one.set("history", MAPPER.valueToTree(standIn.historyDigits(segment.lane())));
                }
                json.add(one);
            }
        }
        return json;
    }

    private ObjectNode segment(SegmentView segment) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("environment", segment.lane().environment());
        json.put("contextKind", segment.lane().contextKind());
        json.put("cohortId", segment.lane().cohortId());
        json.put("cohortName", segment.name());
        json.put("key", segment.key());
        json.put("kind", segment.kind().name().toLowerCase(Locale.ROOT));
        json.put("size", segment.size());
        json.put("applied", segment.applied());
        json.put("maxOpen", standIn.maxOpen(segment.lane()));
        ArrayNode recent = json.putArray("recent");
        segment.recent().forEach(move -> recent.addObject()
                .put("userId", move.userId())
                .put("entered", move.entered())
                .put("atMillis", move.atMillis()));
        return json;
    }

    /** The last requests, newest first. */
    ArrayNode requests(int limit, boolean withBody) {
        List<RecordedRequest> last = standIn.lastRequests(limit);
        ArrayNode json = MAPPER.createArrayNode();
        for (int i = last.size() - 1; i >= 0; i--) {
            json.add(request(last.get(i), withBody));
        }
        return json;
    }

    private static ObjectNode request(RecordedRequest request, boolean withBody) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("number", request.number());
        json.put("route", request.route().name());
        json.put("method", request.method());
        json.put("path", request.path());
        json.put("status", request.status());
        json.put(
                "fault",
                request.fault() instanceof Fault.None ? null : request.fault().label());
        json.put("applied", request.applied());
        json.put("members", request.sync().members().size());
        json.put(
                "cohortName",
                request.sync().members().isEmpty()
                        ? null
                        : request.sync().members().get(0).cohortName());
        json.put(
                "micros", request.endNanos() == 0 ? null : (Long) ((request.endNanos() - request.startNanos()) / 1000));
        if (withBody) {
            ObjectNode headers = json.putObject("headers");
            request.headers().forEach((name, value) -> headers.put(name, name.equals("authorization") ? "***" : value));
            json.put("body", request.bodyText());
        }
        return json;
    }
}
