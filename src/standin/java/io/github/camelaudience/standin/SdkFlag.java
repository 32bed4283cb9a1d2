package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** Is a flag as SDKs see it in one environment. Guarded by {@link SdkData}. */
final class SdkFlag {

    final String key;
    private final FlagRule rule;
    private final Set<String> segments;
    private int version = 1;

    SdkFlag(String key, FlagRule rule) {
        this.key = key;
        this.rule = rule;
        this.segments = new TreeSet<>(rule.names());
    }

    /** Takes the key of a segment whose audience the rule names into the rule; tells whether that was new. */
    boolean learn(SegmentFacts segment) {
        if (rule.names().contains(segment.audience()) && segments.add(segment.key())) {
            version++;
            return true;
        }
        return false;
    }

    ObjectNode json() {
        ObjectNode json = StateJson.MAPPER.createObjectNode();
        json.put("key", key).put("version", version).put("on", true).put("salt", key);
        json.put("offVariation", 1).putArray("variations").add(true).add(false);
        json.putObject("fallthrough").put("variation", 1);
        ObjectNode member =
                json.putArray("rules").addObject().put("id", "members").put("variation", 0);
        ObjectNode clause = member.putArray("clauses").addObject();
        clause.put("attribute", "").put("op", "segmentMatch").put("negate", false);
        ArrayNode keys = clause.putArray("values");
        segments.forEach(keys::add);
        // makes an SDK report each evaluation, which the live page shows
        return json.put("trackEvents", true);
    }
}
