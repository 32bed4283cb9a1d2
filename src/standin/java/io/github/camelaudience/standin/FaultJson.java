package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a fault plan from JSON: {@code {"rate":0.1,"seed":7,"faults":[{"type":"status","status":503,"weight":2}],
 * "script":[{"type":"reset","moment":"after-applying"}],"rules":[{"cohortId":"aud_1","fault":{"type":"stall"}}]}}. A rate
 * without faults draws from {@link FaultPlan#mixed}. Mistakes are {@link IllegalArgumentException}s that say where.
 */
final class FaultJson {

    private static final Set<String> PLAN = Set.of("rate", "seed", "faults", "script", "rules");
    private static final Set<String> FAULT =
            Set.of("type", "weight", "status", "headers", "body", "afterApplying", "moment", "millis");
    private static final Set<String> RULE = Set.of("cohortId", "userId", "fault");

    private FaultJson() {}

    static FaultPlan plan(JsonNode json) {
        known(json, PLAN, "");
        double rate = json.path("rate").asDouble(0);
        long seed = json.path("seed").asLong(0);
        List<FaultPlan.Weighted> weighted = new ArrayList<>();
        for (JsonNode each : json.path("faults")) {
            Fault fault = fault(each, "/faults/" + weighted.size());
            weighted.add(new FaultPlan.Weighted(fault, each.path("weight").asInt(1)));
        }
        if (rate > 0 && weighted.isEmpty()) {
            weighted = FaultPlan.mixed(rate, seed).weighted();
        }
        List<Fault> script = new ArrayList<>();
        for (JsonNode each : json.path("script")) {
            script.add(fault(each, "/script/" + script.size()));
        }
        FaultPlan plan = new FaultPlan(
                script, List.of(), rate, weighted, seed, FaultPlan.none().routes());
        for (JsonNode each : json.path("rules")) {
            plan = rule(plan, each, "/rules/" + plan.rules().size());
        }
        return plan;
    }

    private static FaultPlan rule(FaultPlan plan, JsonNode json, String path) {
        known(json, RULE, path);
        Fault fault = fault(json.path("fault"), path + "/fault");
        String cohortId = json.path("cohortId").asText(null);
        String userId = json.path("userId").asText(null);
        return plan.when(
                (route, body) -> Route.WRITES.contains(route)
                        && (cohortId == null || body.names(cohortId))
                        && (userId == null || body.carries(userId)),
                fault);
    }

    private static Fault fault(JsonNode json, String path) {
        known(json, FAULT, path);
        boolean late = json.path("afterApplying").asBoolean(false);
        return switch (json.path("type").asText("")) {
            case "none" -> Fault.none();
            case "status" -> status(json, late, path);
            case "stall" -> new Fault.Stall(late);
            case "close" -> new Fault.Close(late);
            case "reset" -> Fault.reset(moment(json, path));
            case "truncated" -> Fault.truncated();
            case "stalled-body" -> Fault.stalledBody();
            case "slow-drip" -> Fault.slowDrip(millis(json, path));
            case "delay" -> Fault.delay(millis(json, path));
            default ->
                throw new IllegalArgumentException(
                        path
                                + "/type must be none, status, stall, close, reset, truncated, stalled-body, slow-drip or delay");
        };
    }

    private static Fault status(JsonNode json, boolean late, String path) {
        if (!json.path("status").isInt()) {
            throw new IllegalArgumentException(path + "/status must be a number");
        }
        Fault.Status fault = Fault.status(json.path("status").asInt());
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            fault = fault.withHeader(header.getKey(), header.getValue().asText());
        }
        fault = json.has("body") ? fault.withBody(json.path("body").asText()) : fault;
        return late ? fault.afterApplying() : fault;
    }

    private static Fault.Moment moment(JsonNode json, String path) {
        String name = json.path("moment").asText("").toUpperCase(Locale.ROOT).replace('-', '_');
        for (Fault.Moment moment : Fault.Moment.values()) {
            if (moment.name().equals(name)) {
                return moment;
            }
        }
        throw new IllegalArgumentException(
                path + "/moment must be before-reading, before-applying, during-answer or after-applying");
    }

    private static Duration millis(JsonNode json, String path) {
        if (!json.path("millis").canConvertToInt() || json.path("millis").asInt() < 0) {
            throw new IllegalArgumentException(path + "/millis must be a number, 0 or more");
        }
        return Duration.ofMillis(json.path("millis").asInt());
    }

    private static void known(JsonNode json, Set<String> names, String path) {
        String where = path.isEmpty() ? "the plan" : path;
        if (!json.isObject()) {
            throw new IllegalArgumentException(where + " must be an object");
        }
        for (Iterator<String> each = json.fieldNames(); each.hasNext(); ) {
            String name = each.next();
            if (!names.contains(name)) {
                throw new IllegalArgumentException(where + " has an unknown member; known are "
                        + names.stream().sorted().toList());
            }
        }
    }
}
