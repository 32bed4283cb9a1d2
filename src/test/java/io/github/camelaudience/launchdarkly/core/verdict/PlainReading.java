package io.github.camelaudience.launchdarkly.core.verdict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;

/** A second opinion on changes: written for clarity, from the whole tree, without a line of the component's own reading. */
public final class PlainReading {

    private static final JsonMapper TREES = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();
    private static final JsonMapper ROUNDING = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private static final ChangeMapper MAPPER = new ChangeMapper(
            new MappingSettings(
                    "env",
                    "user",
                    ContextKeyPriority.USER_ID_THEN_EMAIL_THEN_ANONYMOUS_ID,
                    MissingMembership.reject,
                    AudienceIdFallback.none),
            Trigger.IDENTIFY_OR_TRACK,
            DefaultMapping.INSTANCE);

    private PlainReading() {}

    /**
     * Whether the mapper makes a change of the message.
     *
     * @throws IllegalStateException when the tree says nothing of it, or something else
     */
    public static boolean isChange(AudienceMessage message) {
        if (MAPPER.map(message, MessageOverrides.NONE) instanceof Verdict.Change change) {
            agree(tree(message), change.change());
            return true;
        }
        return false;
    }

    private static JsonNode tree(AudienceMessage message) {
        try {
            JsonNode tree = parse(message.raw());
            if (message.sharedContext() != null
                    && (!tree.hasNonNull("context") || tree.get("context").isObject())) {
                ObjectNode context = (ObjectNode) parse(message.sharedContext());
                if (tree.hasNonNull("context")) {
                    context.setAll((ObjectNode) tree.get("context"));
                }
                ((ObjectNode) tree).set("context", context);
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that is no JSON", e);
        }
    }

    private static JsonNode parse(RawJson raw) throws JsonProcessingException {
        try {
            return TREES.readTree(raw.text());
        } catch (NumberFormatException e) {
            return ROUNDING.readTree(raw.text());
        }
    }

    private static void agree(JsonNode tree, MembershipChange change) {
        JsonNode context = tree.path("context");
        JsonNode personas = context.path("personas");
        boolean identify = tree.path("type").asText().equals("identify");
        check(identify || tree.path("type").asText().equals("track"), "type");

        JsonNode email = tree.path("traits").path("email");
        boolean noEmail = email.isMissingNode() || email.isNull() || (email.isTextual() && isBlank(email));
        JsonNode person = MissingNode.getInstance();
        for (JsonNode candidate : new JsonNode[] {
            tree.path("userId"), noEmail ? context.path("traits").path("email") : email, tree.path("anonymousId")
        }) {
            if (candidate.isNumber() || (candidate.isTextual() && !isBlank(candidate))) {
                person = candidate;
                break;
            }
            check(candidate.isMissingNode() || candidate.isNull() || candidate.isTextual(), "an identifier's shape");
        }
        check(same(person, change.slot().contextKey()), "another person");
        check(same(personas.path("computation_id"), change.slot().audienceId()), "another audience");

        JsonNode key = personas.path("computation_key");
        String name = key.isNumber() ? key.decimalValue().toBigIntegerExact().toString() : key.asText();
        JsonNode flag = tree.path(identify ? "traits" : "properties").path(name);
        if (flag.isMissingNode() || flag.isNull()) {
            JsonNode other = tree.path(identify ? "properties" : "traits").path(name);
            flag = other.isMissingNode() ? flag : other;
        }
        JsonNode computation = personas.path("computation_class");
        boolean journey = "journey_step"
                .equals(computation.isArray() ? computation.path(0).asText() : computation.asText());
        boolean missing = flag.isMissingNode() || flag.isNull();
        String text = flag.asText().toLowerCase(Locale.ROOT);
        check(missing ? journey : Set.of("true", "false").contains(text), "a flag that says nothing");
        check(change.included() == (missing || text.equals("true")), "another value");
    }

    private static boolean isBlank(JsonNode text) {
        return text.asText().replaceAll("[\\s\\p{Z}\\uFEFF\\u001C-\\u001F]", "").isEmpty();
    }

    private static boolean same(JsonNode value, String text) {
        return value.isNumber()
                ? value.decimalValue().compareTo(new BigDecimal(text)) == 0
                : value.isTextual() && value.textValue().equals(text);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("the tree does not agree: " + what);
        }
    }
}
