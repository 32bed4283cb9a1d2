package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a rate limit from JSON: {@code {"global":100,"perRoute":5,"perToken":50,"windowMillis":10000,"style":"ROUTE_AND_GLOBAL",
 * "told":["ROUTE","TOKEN"],"limitsTold":true,"phaseMillis":{"TOKEN":3000},"sharedReset":"TIGHTEST","turns":false}}. What is left out or
 * {@code null} is unlimited, or as {@link RateLimit#global} has it. Mistakes are {@link IllegalArgumentException}s that say where.
 */
final class RateLimitJson {

    private static final Set<String> NAMES = Set.of(
            "global",
            "perRoute",
            "perToken",
            "windowMillis",
            "style",
            "told",
            "limitsTold",
            "phaseMillis",
            "sharedReset",
            "turns");

    private RateLimitJson() {}

    static RateLimit limit(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("the limit must be an object");
        }
        for (Iterator<String> each = json.fieldNames(); each.hasNext(); ) {
            if (!NAMES.contains(each.next())) {
                throw new IllegalArgumentException("the limit has an unknown member; known are "
                        + NAMES.stream().sorted().toList());
            }
        }
        RateLimit limit = RateLimit.global(count(json, "global", RateLimit.UNLIMITED))
                .withPerRoute(count(json, "perRoute", RateLimit.UNLIMITED))
                .withPerToken(count(json, "perToken", RateLimit.UNLIMITED))
                .withWindow(Duration.ofMillis(count(json, "windowMillis", 10_000)))
                .withStyle(one(json.path("style"), "/style", RateLimitStyle.values(), RateLimitStyle.ROUTE_AND_GLOBAL))
                .withSharedReset(one(
                        json.path("sharedReset"),
                        "/sharedReset",
                        RateLimit.SharedReset.values(),
                        RateLimit.SharedReset.TIGHTEST));
        if (json.hasNonNull("told")) {
            limit = limit.telling(families(json.path("told")));
        }
        for (Map.Entry<String, JsonNode> phase : json.path("phaseMillis").properties()) {
            RateFamily family = named(phase.getKey(), "/phaseMillis", RateFamily.values());
            limit = limit.withPhase(family, Duration.ofMillis(count(json.path("phaseMillis"), phase.getKey(), 0)));
        }
        limit = json.path("limitsTold").asBoolean(false) ? limit.tellingLimits() : limit;
        return json.path("turns").asBoolean(false) ? limit.inTurns() : limit;
    }

    private static int count(JsonNode json, String name, int otherwise) {
        JsonNode number = json.path(name);
        if (number.isMissingNode() || number.isNull()) {
            return otherwise;
        }
        if (!number.canConvertToInt() || !number.isIntegralNumber() || number.asInt() < 0) {
            throw new IllegalArgumentException("/" + name + " must be a whole number, 0 or more");
        }
        return number.asInt();
    }

    private static RateFamily[] families(JsonNode json) {
        List<RateFamily> families = new ArrayList<>();
        for (JsonNode each : json) {
            families.add(named(each.asText(), "/told", RateFamily.values()));
        }
        return families.toArray(RateFamily[]::new);
    }

    private static <E extends Enum<E>> E one(JsonNode json, String path, E[] values, E otherwise) {
        return json.isMissingNode() || json.isNull() ? otherwise : named(json.asText(), path, values);
    }

    static <E extends Enum<E>> E named(String text, String path, E[] values) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        for (E value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException(path + " must be one of " + Arrays.toString(values));
    }
}
