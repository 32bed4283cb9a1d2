package io.github.camelaudience.launchdarkly.core.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.explain.Explanation.Facts;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import java.time.Instant;
import java.util.Locale;

/** Explanations as JSON. A value is written as text beside its shape, so that no number loses a digit. */
public final class ExplanationJson {

    private ExplanationJson() {}

    /** Writes one object; who knows the API adds the request. */
    public static ObjectNode of(Explanation explanation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("path", explanation.path());
        if (explanation.facts() != null) {
            json.set("read", facts(explanation.facts()));
        }
        ObjectNode fields = json.putObject("fields");
        for (Explanation.Field field : explanation.fields()) {
            ObjectNode member = value(fields.putObject(field.name()), field.value());
            member.put("from", name(field.origin())).put("source", field.source());
        }
        Explanation.Flag flag = explanation.flag();
        if (flag != null) {
            value(json.putObject("flag"), flag.value())
                    .put("path", flag.path())
                    .put("from", name(flag.origin()))
                    .put("source", flag.source());
        }
        json.set("verdict", verdict(explanation.verdict()));
        ArrayNode rules = json.putArray("rules");
        explanation.rules().stream().sorted().forEach(rule -> rules.add(rule.name()));
        return json;
    }

    private static ObjectNode facts(Facts facts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("messageId", facts.messageId());
        json.put("type", facts.type());
        json.put(
                "eventTime",
                facts.eventTime() == MembershipChange.NO_EVENT_TIME
                        ? null
                        : Instant.ofEpochMilli(facts.eventTime()).toString());
        json.put("eventTimeFrom", facts.timeSource());
        ArrayNode unreadable = json.putArray("unreadableTimes");
        facts.unreadable().forEach(unreadable::add);
        ArrayNode identifiers = json.putArray("identifiers");
        facts.identifiers().forEach(identifiers::add);
        value(json.putObject("audienceId"), facts.id());
        value(json.putObject("audienceKey"), facts.key());
        value(json.putObject("audienceClass"), facts.kind());
        return json;
    }

    private static ObjectNode verdict(Verdict verdict) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (verdict instanceof Verdict.Change change) {
            MembershipChange membership = change.change();
            json.put("result", "change");
            json.put("environment", membership.slot().environment());
            json.put("contextKind", membership.slot().contextKind());
            json.put("contextKey", membership.slot().contextKey());
            json.put("audienceId", membership.slot().audienceId());
            json.put("audienceName", membership.audienceName());
            json.put("included", membership.included());
        } else if (verdict instanceof Verdict.Delete delete) {
            json.put("result", "delete");
            ArrayNode people = json.putArray("people");
            delete.people().forEach(person -> people.addObject()
                    .put("environment", person.environment())
                    .put("contextKind", person.contextKind())
                    .put("contextKey", person.contextKey()));
        } else if (verdict instanceof Verdict.Skipped skipped) {
            json.put("result", "skipped").put("reason", skipped.reason().name());
        } else if (verdict instanceof Verdict.Rejected rejected) {
            json.put("result", "rejected").put("reason", rejected.reason().name());
            json.put("path", rejected.path()).put("detail", rejected.detail());
        }
        return json;
    }

    private static ObjectNode value(ObjectNode json, FieldValue value) {
        return json.put("shape", name(value.shape())).put("value", value.text());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
