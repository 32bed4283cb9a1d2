package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Is a segment as SDKs see it: a standard one comes with its members, of a big one they ask a store. Guarded by
 * {@link SdkData}.
 */
final class SdkSegment {

    private final Map<String, Set<String>> included = new TreeMap<>();
    private final Map<String, Set<String>> excluded = new TreeMap<>();
    private final int base;
    SegmentFacts facts;

    /**
     * Starts without members.
     *
     * @param base the version at which the last segment of this key was deleted, 0 for none: an SDK takes only what is newer
     */
    SdkSegment(SegmentFacts facts, int base) {
        this.facts = facts;
        this.base = base;
    }

    int version() {
        return base + facts.version();
    }

    /** Returns what a big-segment store and the Relay call it. */
    static String reference(SegmentFacts facts) {
        return facts.key() + ".g" + facts.generation();
    }

    void edit(TargetEdit edit) {
        Set<String> keys =
                (edit.included() ? included : excluded).computeIfAbsent(edit.contextKind(), kind -> new TreeSet<>());
        if (edit.add()) {
            keys.addAll(edit.keys());
        } else {
            edit.keys().forEach(keys::remove);
        }
    }

    ObjectNode json() {
        ObjectNode json = StateJson.MAPPER.createObjectNode();
        json.put("key", facts.key()).put("version", version()).put("salt", facts.key());
        if (facts.kind().unbounded()) {
            json.put("unbounded", true)
                    .put("unboundedContextKind", facts.contextKind())
                    .put("generation", facts.generation());
        }
        lists(json, "included", included);
        lists(json, "excluded", excluded);
        json.putArray("rules");
        return json;
    }

    /** Keys of kind {@code user} have a list of their own, as in segments from before there were kinds. */
    private static void lists(ObjectNode json, String name, Map<String, Set<String>> byKind) {
        ArrayNode users = json.putArray(name);
        ArrayNode contexts = json.putArray(name + "Contexts");
        byKind.forEach((kind, keys) -> {
            ArrayNode values = kind.equals("user")
                    ? users
                    : contexts.addObject().put("contextKind", kind).putArray("values");
            keys.forEach(values::add);
        });
    }
}
