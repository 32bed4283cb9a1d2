package io.github.camelaudience.launchdarkly.core.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes reports of audits as JSON. */
public final class AuditJson {

    private AuditJson() {}

    /** Writes one object. */
    public static ObjectNode of(AuditReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("environment", report.environment());
        for (AuditReport.Result result : AuditReport.Result.values()) {
            json.put(result.name(), report.count(result));
        }
        json.put("requests", report.requests());
        ArrayNode people = json.putArray("people");
        report.people().forEach(person -> people.add(person(person)));
        ArrayNode audiences = json.putArray("audiences");
        for (AuditReport.OfAudience audience : report.audiences()) {
            audiences
                    .addObject()
                    .put("audienceId", audience.audienceId())
                    .put("segmentKey", audience.segmentKey())
                    .put("believed", audience.believed())
                    .put("launchDarkly", audience.launchDarkly())
                    .put("result", audience.result().name())
                    .put("why", audience.why());
        }
        return json;
    }

    private static ObjectNode person(AuditReport.OfPerson person) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("contextKind", person.contextKind());
        json.put("contextKey", person.contextKey());
        ArrayNode memberships = json.putArray("memberships");
        for (AuditReport.OfMembership membership : person.memberships()) {
            memberships
                    .addObject()
                    .put("audienceId", membership.audienceId())
                    .put("segmentKey", membership.segmentKey())
                    .put("believed", membership.believed())
                    .put("launchDarkly", membership.launchDarkly())
                    .put("result", membership.result().name())
                    .put("why", membership.why());
        }
        if (!person.unmatched().isEmpty()) {
            ArrayNode unmatched = json.putArray("unmatchedSyncedSegments");
            person.unmatched().forEach(segment -> unmatched
                    .addObject()
                    .put("key", segment.key())
                    .put("name", segment.name())
                    .put("launchDarkly", segment.member()));
        }
        return json;
    }
}
