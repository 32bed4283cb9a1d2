package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes segments, projects and environments as LaunchDarkly's API describes them. */
final class SegmentJson {

    private SegmentJson() {}

    static ObjectNode segment(Segment segment, Environment environment) {
        ObjectNode json = StateJson.MAPPER.createObjectNode();
        json.put("key", segment.key);
        json.put("name", segment.name);
        if (segment.description != null) {
            json.put("description", segment.description);
        }
        segment.tags.forEach(json.putArray("tags")::add);
        json.put("creationDate", segment.created);
        json.put("lastModifiedDate", segment.modified);
        json.put("version", segment.version);
        json.put("deleted", false);
        json.put("generation", segment.generation);
        json.put("unbounded", segment.kind.unbounded());
        json.putArray("rules");
        link(json, "/api/v2/segments/" + environment.projectKey() + "/" + environment.key() + "/" + segment.key);
        if (segment.kind.unbounded()) {
            unbounded(json, segment);
        } else {
            targets(json, segment);
        }
        return json;
    }

    private static void unbounded(ObjectNode json, Segment segment) {
        json.put("unboundedContextKind", segment.contextKind);
        json.putArray("included");
        json.putArray("includedContexts");
        json.putArray("excludedContexts");
        json.put("_importInProgress", false);
        if (segment.kind == SegmentKind.SYNCED) {
            json.put("_external", "segment-audiences");
        }
        json.putObject("_unboundedMetadata")
                .put("envId", segment.clientSideId)
                .put("segmentId", segment.key)
                .put("version", segment.version)
                .put("includedCount", segment.includedCount())
                .put("excludedCount", segment.excludedCount())
                .put("lastModified", segment.modified)
                .put("deleted", false);
    }

    /** Keys of kind {@code user} stand in {@code included} and {@code excluded}, those of other kinds under their kind. */
    private static void targets(ObjectNode json, Segment segment) {
        ArrayNode included = json.putArray("included");
        ArrayNode excluded = json.putArray("excluded");
        ArrayNode includedContexts = json.putArray("includedContexts");
        ArrayNode excludedContexts = json.putArray("excludedContexts");
        for (Map.Entry<String, Targets> of : segment.targets.entrySet()) {
            List<String> in = of.getValue().included();
            Collection<String> out = of.getValue().excluded;
            if (of.getKey().equals("user")) {
                in.forEach(included::add);
                out.forEach(excluded::add);
            } else {
                contexts(includedContexts, of.getKey(), in);
                contexts(excludedContexts, of.getKey(), out);
            }
        }
    }

    private static void contexts(ArrayNode array, String contextKind, Collection<String> keys) {
        if (!keys.isEmpty()) {
            keys.forEach(array.addObject().put("contextKind", contextKind).putArray("values")::add);
        }
    }

    /** One row of {@code segments/evaluate}. */
    static ObjectNode membership(Segment segment, Environment environment, String contextKind, String contextKey) {
        boolean included = segment.includes(contextKind, contextKey);
        ObjectNode json = StateJson.MAPPER
                .createObjectNode()
                .put("key", segment.key)
                .put("name", segment.name)
                .put("description", segment.description == null ? "" : segment.description)
                .put("unbounded", segment.kind.unbounded())
                .put("external", segment.kind == SegmentKind.SYNCED ? "segment-audiences" : "")
                .put("isMember", included)
                .put("isIndividuallyTargeted", included)
                .put("isRuleTargeted", false);
        link(json, "/api/v2/segments/" + environment.projectKey() + "/" + environment.key() + "/" + segment.key);
        return json;
    }

    static ObjectNode environment(Environment environment) {
        ObjectNode json = StateJson.MAPPER
                .createObjectNode()
                .put("_id", environment.clientSideId())
                .put("key", environment.key())
                .put("name", environment.key())
                .put("apiKey", environment.sdkKey())
                .put("mobileKey", environment.mobileKey());
        link(json, "/api/v2/projects/" + environment.projectKey() + "/environments/" + environment.key());
        return json;
    }

    static ObjectNode project(String projectKey, Collection<Environment> environments) {
        ObjectNode json = StateJson.MAPPER
                .createObjectNode()
                .put("_id", "project-" + projectKey)
                .put("key", projectKey)
                .put("name", projectKey);
        link(json, "/api/v2/projects/" + projectKey);
        if (environments != null) {
            json.set(
                    "environments",
                    collection(
                            environments.stream().map(SegmentJson::environment).toList(), environments.size()));
        }
        return json;
    }

    static ObjectNode collection(Collection<ObjectNode> items, int total) {
        ObjectNode json = StateJson.MAPPER.createObjectNode();
        json.putArray("items").addAll(new ArrayList<>(items));
        json.put("totalCount", total);
        json.putObject("_links");
        return json;
    }

    private static void link(ObjectNode json, String href) {
        json.putObject("_links").putObject("self").put("href", href).put("type", "application/json");
    }
}
