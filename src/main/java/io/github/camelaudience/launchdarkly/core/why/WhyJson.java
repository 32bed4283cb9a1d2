package io.github.camelaudience.launchdarkly.core.why;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import io.github.camelaudience.launchdarkly.core.membership.ChangeSource;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.time.Instant;
import java.util.List;

/** Writes answers as JSON. What is not known is {@code null}. */
public final class WhyJson {

    private WhyJson() {}

    /** Writes one object. */
    public static ObjectNode of(WhyAnswer answer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("environment", answer.environment());
        json.put("user", answer.user());
        ArrayNode memberships = json.putArray("memberships");
        answer.memberships().forEach(each -> memberships.add(of(each)));
        return json;
    }

    private static ObjectNode of(WhyAnswer.Membership membership) {
        SlotState state = membership.state();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("audience", state.slot().audienceId());
        json.put("name", membership.audience().name());
        json.put("contextKind", state.slot().contextKind());
        Mark mark = state.mark().orElse(null);
        json.put("in", mark == null ? null : (Boolean) mark.included());
        json.put("why", sentence(membership));
        if (mark != null) {
            ChangeSource source = ChangeSource.of(mark.source());
            json.put("since", time(mark.since()));
            json.put("messageId", mark.messageId());
            json.put("eventTime", time(mark.messageTime()));
            json.put("from", source.place());
            json.put("field", source.field());
            json.put("rule", source.rule());
            json.put("keyField", source.keyField());
            json.put("acceptedAt", time(mark.acceptedAt()));
            json.put("requestId", mark.requestId());
            json.put("newestEventTime", time(mark.eventTime()));
        }
        json.put("beingWritten", membership.claimed());
        ArrayNode open = json.putArray("open");
        state.open().forEach(open::add);
        json.put("members", membership.audience().members());
        json.put("membersExact", membership.audience().seededAt().isPresent());
        return json;
    }

    /** Says it in a sentence that names nobody. */
    static String sentence(WhyAnswer.Membership membership) {
        SlotState state = membership.state();
        StringBuilder words = new StringBuilder();
        state.mark().ifPresentOrElse(mark -> accepted(mark, words), () -> words.append("nothing was accepted yet"));
        if (Boolean.TRUE.equals(membership.claimed())) {
            words.append("; it is being written now");
        }
        if (!state.open().isEmpty()) {
            words.append("; ").append(open(state.open(), membership.claimed()));
        }
        return words.toString();
    }

    private static void accepted(Mark mark, StringBuilder words) {
        ChangeSource source = ChangeSource.of(mark.source());
        words.append(mark.included() ? "in" : "out");
        append(words, " since ", time(mark.since()));
        words.append(mark.messageId() == null ? ", by a message without an id" : ", by message " + mark.messageId());
        append(words, " of ", time(mark.messageTime()));
        append(words, " from ", source.place());
        append(words, ", whose flag is ", source.field());
        append(words, " by rule ", source.rule());
        append(words, "; LaunchDarkly accepted it at ", time(mark.acceptedAt()));
        append(words, " in request ", mark.requestId());
    }

    private static String open(List<Boolean> open, Boolean claimed) {
        String sent = open.stream()
                .map(in -> in ? "in" : "out")
                .distinct()
                .reduce((a, b) -> a + " and " + b)
                .orElse("");
        return "a request that says " + sent
                + (Boolean.TRUE.equals(claimed)
                        ? " is under way, or had no answer that settles it"
                        : " had no answer that settles it, or is under way; once it can have no effect any more, what it may have undone is sent again");
    }

    private static void append(StringBuilder words, String label, String value) {
        if (value != null) {
            words.append(label).append(value);
        }
    }

    private static String time(long millis) {
        return millis == MembershipChange.NO_EVENT_TIME
                ? null
                : Instant.ofEpochMilli(millis).toString();
    }
}
