package io.github.camelaudience.launchdarkly.core.mirror;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Writes reports of mirrors as JSON. */
public final class MirrorJson {

    private MirrorJson() {}

    /** Writes one object. */
    public static ObjectNode of(MirrorReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", report.id());
        json.put("environment", report.audience().environment());
        json.put("contextKind", report.audience().contextKind());
        json.put("audienceId", report.audience().audienceId());
        json.put("snapshotTime", Instant.ofEpochMilli(report.snapshotTime()).toString());
        json.put("result", report.result().name());
        json.put("held", report.held());
        json.put("why", report.why());
        json.put("rows", report.rows());
        json.put("keys", report.keys());
        json.put("badRows", report.badRows());
        MirrorPlan plan = report.plan();
        json.putObject("plan")
                .put("enter", plan.enter())
                .put("exit", plan.exit())
                .put("same", plan.same())
                .put("newer", plan.newer())
                .put("members", plan.members())
                .put("seeded", plan.seeded())
                .put("removes", plan.removes());
        json.putObject("sent")
                .put("accepted", report.sent().accepted())
                .put("skipped", report.sent().skipped())
                .put("refused", report.sent().refused())
                .put("failed", report.sent().failed());
        ArrayNode bad = json.putArray("bad");
        report.bad().forEach(row -> bad.addObject()
                .put("row", row.row())
                .put("reason", row.reason())
                .put("detail", row.detail()));
        ArrayNode refused = json.putArray("refused");
        report.refused()
                .forEach(each ->
                        refused.addObject().put("contextKey", each.contextKey()).put("why", each.why()));
        json.put("millis", report.millis());
        return json;
    }
}
