package io.github.camelaudience.launchdarkly.core.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.mapping.AudienceFields;
import io.github.camelaudience.launchdarkly.core.mapping.DestinationField;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.membership.AudienceName;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.TimeFindings;
import io.github.camelaudience.launchdarkly.core.verdict.IdentifierText;
import io.github.camelaudience.launchdarkly.core.verdict.IdentifierText.State;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which rules made the verdict on one message differ from what Segment's destination would do. Rules about several
 * messages at once, about time and about delivery cannot be told from one message.
 */
final class AppliedRules {

    /** What every JavaScript object inherits. */
    private static final Set<String> INHERITED = Set.of(
            "constructor",
            "toString",
            "toLocaleString",
            "valueOf",
            "hasOwnProperty",
            "isPrototypeOf",
            "propertyIsEnumerable",
            "__proto__",
            "__defineGetter__",
            "__defineSetter__",
            "__lookupGetter__",
            "__lookupSetter__");

    /** JavaScript writes numbers from here on with an exponent. */
    private static final BigDecimal EXPONENT_FROM = new BigDecimal("1e21");

    private final MappingSettings settings;
    private final FieldMapping mapping;
    private final AudienceMessage message;
    private final AudienceFields fields;
    private final Set<DifferenceRule> applied = EnumSet.noneOf(DifferenceRule.class);

    AppliedRules(MappingSettings settings, FieldMapping mapping, AudienceMessage message, AudienceFields fields) {
        this.settings = settings;
        this.mapping = mapping;
        this.message = message;
        this.fields = fields;
    }

    Set<DifferenceRule> by(Verdict verdict) {
        if (verdict instanceof Verdict.Delete) {
            applied.add(DifferenceRule.D36);
        } else if (verdict instanceof Verdict.Skipped skipped) {
            skipped(skipped);
        } else if (verdict instanceof Verdict.Rejected rejected) {
            rejected(rejected);
        } else {
            audience();
            identifiers();
            flag();
            if (TimeFindings.of(message).isByRule()) {
                applied.add(DifferenceRule.D30);
            }
        }
        return applied;
    }

    private void skipped(Verdict.Skipped skipped) {
        switch (skipped.reason()) {
            case NOT_SUBSCRIBED -> applied.add(DifferenceRule.D24);
            case NOT_AN_AUDIENCE -> applied.add(DifferenceRule.D10);
            case NO_CONTEXT_KEY -> {
                applied.add(DifferenceRule.D6);
                identifiers();
            }
            case AUDIENCE_NOT_ALLOWED -> applied.add(DifferenceRule.D35);
            case STALE -> applied.add(DifferenceRule.D26);
            case DUPLICATE -> applied.add(DifferenceRule.D29);
        }
    }

    private void rejected(Verdict.Rejected rejected) {
        switch (rejected.reason()) {
            case MISSING_AUDIENCE_ID -> blank(fields.audienceId());
            case MISSING_AUDIENCE_KEY -> blank(fields.audienceKey());
            case MEMBERSHIP_UNDETERMINED -> {
                applied.add(DifferenceRule.D2);
                inherited();
                source();
            }
            case INVALID_IDENTIFIER -> unusable();
            case INVALID_CONTEXT_KIND -> {
                if (fields.contextKind().shape() != Shape.NULL) {
                    applied.add(DifferenceRule.D12);
                }
            }
            case PERSON_UNDETERMINED -> applied.add(DifferenceRule.D36);
            case INVALID_UNICODE -> applied.add(DifferenceRule.D13);
            case NOT_A_MESSAGE -> applied.add(DifferenceRule.D31);
            default -> {
                // Segment's destination refuses it, too
            }
        }
    }

    private void blank(FieldValue value) {
        if (value.shape() == Shape.TEXT) {
            applied.add(DifferenceRule.D11);
        }
    }

    private void audience() {
        String key = IdentifierText.of(fields.audienceKey()).text();
        String id = IdentifierText.of(fields.audienceId()).text();
        if (id == null || AudienceName.of(key, "").isEmpty()) {
            applied.add(DifferenceRule.D11);
        }
        digits(fields.audienceKey());
        digits(fields.audienceId());
    }

    /** The identifiers up to the one that is taken. */
    private List<DestinationField> consulted() {
        ContextKeyPriority priority = fields.contextKey().shape() == Shape.ABSENT
                ? settings.priority()
                : ContextKeyPriority.find(fields.contextKey().text()).orElse(settings.priority());
        List<DestinationField> consulted = new ArrayList<>();
        for (ContextKeyPriority.Identifier identifier : priority.order()) {
            DestinationField field = DestinationField.of(identifier);
            consulted.add(field);
            if (IdentifierText.of(field.of(fields)).state() != State.ABSENT) {
                break;
            }
        }
        return consulted;
    }

    /** Rule D27: Segment's destination refuses a message for what no one asks for. */
    private void unconsulted(List<DestinationField> consulted) {
        for (DestinationField field : DestinationField.IDENTIFIERS) {
            if (!consulted.contains(field)
                    && IdentifierText.of(field.of(fields)).state() == State.INVALID) {
                applied.add(DifferenceRule.D27);
            }
        }
    }

    private void identifiers() {
        List<DestinationField> consulted = consulted();
        unconsulted(consulted);
        for (DestinationField field : consulted) {
            FieldValue value = field.of(fields);
            if (value.shape() == Shape.TEXT && Text.isBlank(value.text())) {
                applied.add(DifferenceRule.D7);
            }
            digits(value);
            if (field == DestinationField.USER_EMAIL
                    && mapping.source(field).isEmpty()
                    && message.traitsEmail().shape() == Shape.TEXT
                    && Text.isBlank(message.traitsEmail().text())
                    && !message.contextTraitsEmail().isMissing()) {
                applied.add(DifferenceRule.D14);
                repeated(field);
            }
        }
    }

    /** Rule D8, where JavaScript would write the number another way. */
    private void digits(FieldValue value) {
        IdentifierText identifier = IdentifierText.of(value);
        if (value.shape() != Shape.NUMBER || identifier.state() != State.PRESENT) {
            return;
        }
        BigDecimal exact = new BigDecimal(identifier.text());
        double rounded = exact.doubleValue();
        boolean same = exact.abs().compareTo(EXPONENT_FROM) < 0
                && new BigDecimal(Double.toString(rounded)).compareTo(exact) == 0;
        if (!same) {
            applied.add(DifferenceRule.D8);
        }
    }

    private void unusable() {
        List<FieldValue> values = new ArrayList<>(List.of(fields.audienceKey(), fields.audienceId()));
        consulted().forEach(field -> values.add(field.of(fields)));
        for (FieldValue value : values) {
            if (IdentifierText.of(value).state() == State.UNUSABLE) {
                applied.add(value.shape() == Shape.NUMBER ? DifferenceRule.D8 : DifferenceRule.D9);
                return;
            }
        }
    }

    private void flag() {
        FieldValue flag = fields.membership();
        if (flag.shape() == Shape.TEXT) {
            applied.add(DifferenceRule.D1);
        } else if (flag.isMissing()
                && "journey_step".equals(fields.computationClass().text())) {
            applied.add(DifferenceRule.D3);
        }
        inherited();
        source();
    }

    private void inherited() {
        if (fields.membership().shape() == Shape.ABSENT
                && INHERITED.contains(fields.audienceKey().text())) {
            applied.add(DifferenceRule.D4);
        }
    }

    /** Rule D5: Segment's destination looks into the properties when there are any, and else into the traits. */
    private void source() {
        if (fields.membership().isMissing()
                || mapping.source(DestinationField.TRAITS_OR_PROPS).isPresent()) {
            return;
        }
        JsonNode properties = message.tree().path("properties");
        boolean readsProperties = !properties.isMissingNode() && !properties.isNull();
        if (readsProperties != fields.membershipPath().startsWith("$.properties")) {
            applied.add(DifferenceRule.D5);
            repeated(DestinationField.TRAITS_OR_PROPS);
        }
    }

    /** Rule D32, where another rule holds only because of it. */
    private void repeated(DestinationField field) {
        if (mapping.repeatsDefault(field)) {
            applied.add(DifferenceRule.D32);
        }
    }
}
