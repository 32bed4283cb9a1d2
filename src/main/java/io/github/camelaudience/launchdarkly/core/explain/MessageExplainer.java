package io.github.camelaudience.launchdarkly.core.explain;

import io.github.camelaudience.launchdarkly.core.explain.Explanation.Facts;
import io.github.camelaudience.launchdarkly.core.explain.Explanation.Field;
import io.github.camelaudience.launchdarkly.core.explain.Explanation.Flag;
import io.github.camelaudience.launchdarkly.core.explain.Explanation.Origin;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.mapping.AudienceFields;
import io.github.camelaudience.launchdarkly.core.mapping.DestinationField;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingFailedException;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.TimeFindings;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.IdentifierText;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells how a {@link ChangeMapper} of the same settings comes to its verdicts. Immutable; slower than the mapper. */
public final class MessageExplainer {

    private static final String CONTEXT_KIND = "contextKind";

    private final MappingSettings settings;
    private final FieldMapping mapping;
    private final ChangeMapper mapper;

    /** Explains by the settings, the trigger and the mapping that the endpoint syncs by. */
    public MessageExplainer(MappingSettings settings, Trigger trigger, FieldMapping mapping) {
        this.settings = settings;
        this.mapping = mapping;
        this.mapper = new ChangeMapper(settings, trigger, mapping);
    }

    /** Makes the explanation of one message. Never throws for what a message holds. */
    public Explanation explain(AudienceMessage message, MessageOverrides overrides) {
        Verdict verdict = mapper.map(message, overrides);
        AudienceFields fields;
        try {
            boolean failed =
                    verdict instanceof Verdict.Rejected rejected && rejected.reason() == RejectReason.MAPPING_FAILED;
            fields = failed ? mapping.map(message) : mapping.mapWithFailures(message);
        } catch (MappingFailedException e) {
            Set<DifferenceRule> rules;
            if (verdict instanceof Verdict.Rejected rejected) {
                rules = Set.of(
                        rejected.reason() == RejectReason.NOT_A_MESSAGE ? DifferenceRule.D31 : DifferenceRule.M13);
            } else {
                rules = Set.of(DifferenceRule.D24);
            }
            return new Explanation(message.path(), facts(message), List.of(), null, verdict, rules);
        }
        return new Explanation(
                message.path(),
                facts(message),
                fields(message, fields, overrides),
                flag(message, fields),
                verdict,
                new AppliedRules(settings, mapping, message, fields).by(verdict));
    }

    /** Makes the explanation of an element that is no message. */
    public static Explanation explain(UnreadableMessage message) {
        return new Explanation(
                message.path(),
                null,
                List.of(),
                null,
                new Verdict.Rejected(message.reason(), message.path(), message.detail()),
                message.reason() == RejectReason.NOT_AN_OBJECT ? Set.of(DifferenceRule.N1) : Set.of());
    }

    private static Facts facts(AudienceMessage message) {
        List<String> identifiers = new ArrayList<>();
        note(identifiers, message.userId(), "$.userId");
        note(identifiers, message.anonymousId(), "$.anonymousId");
        note(identifiers, message.traitsEmail(), "$.traits.email");
        note(identifiers, message.contextTraitsEmail(), "$.context.traits.email");
        TimeFindings time = TimeFindings.of(message);
        return new Facts(
                message.messageId(),
                message.type(),
                message.eventTime(),
                time.source(),
                time.unreadable(),
                identifiers,
                message.computationId(),
                message.computationKey(),
                message.computationClass());
    }

    private static void note(List<String> paths, FieldValue value, String path) {
        if (IdentifierText.of(value).state() != IdentifierText.State.ABSENT) {
            paths.add(path);
        }
    }

    private List<Field> fields(AudienceMessage message, AudienceFields fields, MessageOverrides overrides) {
        List<Field> explained = new ArrayList<>();
        explained.add(field(DestinationField.SEGMENT_AUDIENCE_ID, fields));
        explained.add(field(DestinationField.SEGMENT_AUDIENCE_KEY, fields));
        explained.add(field(DestinationField.SEGMENT_COMPUTATION_ACTION, fields));
        explained.add(contextKind(fields, overrides));
        explained.add(field(DestinationField.SEGMENT_USER_ID, fields));
        explained.add(field(DestinationField.SEGMENT_ANONYMOUS_ID, fields));
        boolean ofContext = fields.email().equals(message.contextTraitsEmail())
                && !fields.email().equals(message.traitsEmail());
        explained.add(field(
                DestinationField.USER_EMAIL,
                fields,
                ofContext ? "$.context.traits.email" : DestinationField.USER_EMAIL.defaultPath()));
        explained.add(option(
                DestinationField.CONTEXT_KEY,
                fields.contextKey(),
                settings.priority().segmentName(),
                "contextKey"));
        return explained;
    }

    private Field contextKind(AudienceFields fields, MessageOverrides overrides) {
        return overrides.contextKind() == null
                ? option(DestinationField.CONTEXT_KIND, fields.contextKind(), settings.contextKind(), CONTEXT_KIND)
                : new Field(
                        DestinationField.CONTEXT_KIND.segmentName(),
                        FieldValue.text(overrides.contextKind()),
                        Origin.OVERRIDE,
                        CONTEXT_KIND);
    }

    private Field field(DestinationField field, AudienceFields fields) {
        return field(field, fields, field.defaultPath());
    }

    private Field field(DestinationField field, AudienceFields fields, String defaultPath) {
        Optional<String> mapped = mapping.source(field);
        return new Field(
                field.segmentName(),
                field.of(fields),
                mapped.isPresent() ? Origin.MAPPING : Origin.MESSAGE,
                mapped.orElse(defaultPath));
    }

    private Field option(DestinationField field, FieldValue mapped, String option, String name) {
        Optional<String> source = mapping.source(field);
        return source.isPresent()
                ? new Field(field.segmentName(), mapped, Origin.MAPPING, source.get())
                : new Field(field.segmentName(), FieldValue.text(option), Origin.OPTION, name);
    }

    private Flag flag(AudienceMessage message, AudienceFields fields) {
        String key = IdentifierText.of(fields.audienceKey()).text();
        Optional<String> mapped = mapping.source(DestinationField.TRAITS_OR_PROPS);
        return new Flag(
                fields.membership(),
                message.path(mapping.pathOfFlag(fields, key)),
                mapped.isPresent() ? Origin.MAPPING : Origin.MESSAGE,
                mapped.orElse(fields.membershipPath()));
    }
}
