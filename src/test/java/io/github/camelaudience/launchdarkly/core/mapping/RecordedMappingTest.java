package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Every recorded delivery of one event, its mapping compiled and evaluated: the fields must lead to the request that
 * the reference sent, as far as no D rule stands between the fields and the request.
 */
class RecordedMappingTest {

    /** Vectors where our fields differ from the reference, by the M rule that says so. */
    private static final Map<String, DifferenceRule> DIFFERENT = Map.ofEntries(
            Map.entry("map-template-037", DifferenceRule.M1),
            Map.entry("map-template-016", DifferenceRule.M2),
            Map.entry("random-2267", DifferenceRule.M2),
            Map.entry("random-357", DifferenceRule.M2),
            Map.entry("email-context-traits-shape-016", DifferenceRule.M3),
            Map.entry("email-context-traits-shape-018", DifferenceRule.M3),
            Map.entry("email-context-traits-shape-029", DifferenceRule.M3),
            Map.entry("map-path-026", DifferenceRule.M3),
            Map.entry("map-path-030", DifferenceRule.M3),
            Map.entry("map-path-031", DifferenceRule.M3),
            Map.entry("inherited-key-019", DifferenceRule.M4),
            Map.entry("random-1244", DifferenceRule.M4),
            Map.entry("map-path-055", DifferenceRule.M4),
            Map.entry("map-context-kind-007", DifferenceRule.M8),
            Map.entry("map-context-kind-009", DifferenceRule.M8),
            Map.entry("extra-mapping-field-001", DifferenceRule.M9),
            Map.entry("map-audience-action-003", DifferenceRule.M12));

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> used = new HashSet<>();

    @Test
    void fieldsLeadToTheRecordedRequest() throws Exception {
        for (String line : lines()) {
            JsonNode vector = Json.read(line);
            if (vector.at("/case/mode").asText().equals("single")
                    && !vector.at("/case/id").asText().startsWith("settings")
                    && vector.at("/case/events/0").isObject()
                    && Set.of("track", "identify")
                            .contains(vector.at("/case/events/0/type").asText())) {
                count(judge(vector));
            }
        }
        System.out.println("recorded mappings: " + counts);
        assertThat(used).containsAll(DIFFERENT.keySet());
        assertThat(String.join(System.lineSeparator(), problems)).isEmpty();
        assertThat(counts.get("same request")).isGreaterThan(800);
    }

    private void count(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    private String judge(JsonNode vector) {
        String id = vector.at("/case/id").asText();
        ObjectNode document = vector.at("/case/mapping").deepCopy();
        if (vector.at("/case").has("unset")) {
            document.set("unset", vector.at("/case/unset"));
        }
        boolean sent = vector.at("/expected/outcome").asText().equals("sent")
                || vector.at("/expected/requests/0").isObject();
        CompiledMapping mapping;
        try {
            mapping = MappingCompiler.compile(document.toString());
        } catch (InvalidMappingException e) {
            return sent
                    ? different(id, "refused although the reference sent it: " + e.getMessage())
                    : "refused by both";
        }
        if (vector.at("/expected/errors/0/name").asText().equals("AggregateError")) {
            return problem(id, "compiled although the reference refuses the mapping");
        }
        try {
            AudienceFields fields = mapping.map(TestMessages.of(vector.at("/case/events/0")));
            return sent
                    ? compare(id, fields, document, vector.at("/expected/requests/0/body"))
                    : notSent(id, fields, vector);
        } catch (MappingFailedException e) {
            return sent ? different(id, "failed: " + e.getPath() + " " + e.getMessage()) : "failed in both";
        }
    }

    private String compare(String id, AudienceFields fields, JsonNode mapping, JsonNode body) {
        JsonNode item = body.at("/batch/0");
        if (!isText(fields.audienceId()) || !isText(fields.audienceKey()) || !isFlag(fields.membership())) {
            return "left to a D rule";
        }
        String kind = fields.contextKind().shape() == Shape.ABSENT
                ? "user"
                : fields.contextKind().text();
        Optional<String> key = key(fields);
        if (key.isEmpty()) {
            return "left to a D rule";
        }
        boolean same = body.path("contextKind").asText().equals(kind)
                && item.path("cohortId").asText().equals(fields.audienceId().text())
                && item.path("userId").asText("").equals(key.get())
                && item.path("value").asBoolean() == fields.membership().text().equals("true");
        if (same) {
            return "same request";
        }
        boolean emailRule =
                !mapping.has("user_email") && !item.path("userId").asText("").equals(key.get());
        boolean sourceRule = !mapping.has("traits_or_props")
                && item.path("value").asBoolean() != fields.membership().text().equals("true");
        return !DIFFERENT.containsKey(id) && (emailRule || sourceRule)
                ? "left to a D rule"
                : different(id, "sent " + body + " but we have " + fields);
    }

    /** The chosen key, {@code ""} when there is none; empty when a D rule decides. */
    private static Optional<String> key(AudienceFields fields) {
        String priority = fields.contextKey().shape() == Shape.ABSENT
                ? "user_id_only"
                : fields.contextKey().text();
        for (ContextKeyPriority.Identifier identifier :
                ContextKeyPriority.of(priority).order()) {
            FieldValue value =
                    switch (identifier) {
                        case USER_ID -> fields.userId();
                        case EMAIL -> fields.email();
                        case ANONYMOUS_ID -> fields.anonymousId();
                    };
            if (isText(value)) {
                return Optional.of(value.text());
            }
            if (!value.isMissing()
                    && !(value.shape() == Shape.TEXT && value.text().isEmpty())) {
                return Optional.empty();
            }
        }
        return Optional.of("");
    }

    private String notSent(String id, AudienceFields fields, JsonNode vector) {
        boolean acceptable = isText(fields.audienceId())
                && isText(fields.audienceKey())
                && isText(fields.computationClass())
                && Set.of("audience", "journey_step")
                        .contains(fields.computationClass().text())
                && isFlag(fields.membership())
                && (fields.contextKind().shape() == Shape.ABSENT || isText(fields.contextKind()))
                && (fields.contextKey().shape() == Shape.ABSENT
                        || (isText(fields.contextKey())
                                && ContextKeyPriority.find(fields.contextKey().text())
                                        .isPresent()))
                && fields.userId().shape() != Shape.COMPOUND
                && fields.anonymousId().shape() != Shape.COMPOUND
                && fields.email().shape() != Shape.COMPOUND;
        boolean sourceRule = vector.at("/expected/errors").toString().contains("raits")
                && !vector.at("/case/mapping").has("traits_or_props");
        return acceptable && sourceRule
                ? "left to a D rule"
                : acceptable
                        ? different(id, "accepted although the reference answers " + vector.at("/expected/errors"))
                        : "not sent by both";
    }

    private String different(String id, String how) {
        DifferenceRule rule = DIFFERENT.get(id);
        used.add(id);
        return rule == null ? problem(id, how) : "different by " + rule;
    }

    private String problem(String id, String what) {
        problems.add((id + ": " + what).replaceAll("\\p{C}", "?"));
        return "problem";
    }

    private static boolean isText(FieldValue value) {
        return value.shape() == Shape.TEXT && !value.text().isBlank();
    }

    private static boolean isFlag(FieldValue value) {
        return value.shape() == Shape.BOOLEAN;
    }

    private static List<String> lines() throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        RecordedMappingTest.class.getResourceAsStream("/vectors/reference-shared.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
