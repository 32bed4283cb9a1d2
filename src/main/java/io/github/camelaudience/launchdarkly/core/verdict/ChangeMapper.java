package io.github.camelaudience.launchdarkly.core.verdict;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.mapping.AudienceFields;
import io.github.camelaudience.launchdarkly.core.mapping.DestinationField;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingFailedException;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.AudienceName;
import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
import io.github.camelaudience.launchdarkly.core.membership.ChangeSource;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.ContextKind;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.IdentifierText.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Comes from one message to one verdict ({@code docs/reference/rules.md#one-message-one-verdict}). Safe for use by many threads.
 *
 * <p>The checks run in this order, and the first that fails is the verdict: trigger, class, audience key, audience id,
 * allowed audiences, context kind, identifiers, context key, membership, Unicode.
 */
public final class ChangeMapper {

    private static final int LONGEST_MESSAGE_ID = 256;
    private static final String DELETE = "delete";

    /** Audiences whose names are kept; a power of two. */
    private static final int KNOWN = 4096;

    /** Longer keys and ids are not kept. */
    private static final int LONGEST_KNOWN = 512;

    private final MappingSettings settings;
    private final Trigger trigger;
    private final FieldMapping mapping;

    private final Named[] known = new Named[KNOWN];
    private final Decided[] decided = new Decided[KNOWN];

    /** Maps by these settings, for the messages that the trigger matches. */
    public ChangeMapper(MappingSettings settings, Trigger trigger, FieldMapping mapping) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.trigger = Objects.requireNonNull(trigger, "trigger");
        this.mapping = Objects.requireNonNull(mapping, "mapping");
    }

    /** Gives the verdict on one message. Never throws for what a message holds. */
    public Verdict map(AudienceMessage message, MessageOverrides overrides) {
        if (isDelete(message)) {
            return delete(message, overrides);
        }
        if (!trigger.matches(message)) {
            return StrangeObject.isStrange(message)
                    ? new Verdict.Rejected(RejectReason.NOT_A_MESSAGE, message.path(), StrangeObject.describe(message))
                    : new Verdict.Skipped(SkipReason.NOT_SUBSCRIBED);
        }
        try {
            return decide(message, mapping.mapWithFailures(message), overrides);
        } catch (MappingFailedException e) {
            return mappingFailed(message, FieldValue.failed(e.getMessage() + " (mapping " + e.getPath() + ")"));
        } catch (Refusal e) {
            return e.verdict;
        }
    }

    /** Tells whether the message is one by which Segment deletes a person, and that counts here (rule D36). */
    public boolean isDelete(AudienceMessage message) {
        return settings.deletes().action() == OnDelete.remove && DELETE.equals(message.type());
    }

    /** Rule D36: each identifier that could have become the context key is one of the person's. */
    private Verdict delete(AudienceMessage message, MessageOverrides overrides) {
        try {
            AudienceFields fields = mapping.mapWithFailures(message);
            String contextKind = contextKind(message, fields.contextKind(), overrides);
            Set<String> keys = new LinkedHashSet<>();
            Refusal unusable = null;
            for (ContextKeyPriority.Identifier candidate :
                    priority(message, fields.contextKey()).order()) {
                DestinationField field = DestinationField.of(candidate);
                IdentifierText identifier = IdentifierText.of(field.of(fields));
                switch (identifier.state()) {
                    case PRESENT -> {
                        requireWellFormed(message, field, identifier.text());
                        keys.add(identifier.text());
                    }
                    case UNUSABLE, INVALID -> unusable = notAnIdentifier(message, field, field.of(fields));
                    case ABSENT -> {
                        // the person has none of this kind
                    }
                }
            }
            if (keys.isEmpty() && unusable != null) {
                throw unusable;
            }
            if (keys.isEmpty()) {
                return new Verdict.Rejected(
                        RejectReason.PERSON_UNDETERMINED,
                        message.path(),
                        "the person cannot be deleted: the message has none of the identifiers that become context keys here ("
                                + settings.priority().segmentName() + ")");
            }
            return new Verdict.Delete(people(message, environments(overrides), contextKind, keys));
        } catch (MappingFailedException e) {
            return mappingFailed(message, FieldValue.failed(e.getMessage() + " (mapping " + e.getPath() + ")"));
        } catch (Refusal e) {
            return e.verdict;
        }
    }

    private Set<String> environments(MessageOverrides overrides) {
        Set<String> environments = new LinkedHashSet<>();
        environments.add(overrides.environment() == null ? settings.environment() : overrides.environment());
        environments.addAll(settings.deletes().environments());
        return environments;
    }

    private static List<PersonDeletion> people(
            AudienceMessage message, Set<String> environments, String contextKind, Set<String> keys) {
        List<PersonDeletion> people = new ArrayList<>();
        for (String environment : environments) {
            for (String key : keys) {
                people.add(new PersonDeletion(environment, contextKind, key, message.eventTime()));
            }
        }
        return people;
    }

    private static Verdict.Rejected mappingFailed(AudienceMessage message, FieldValue failed) {
        return new Verdict.Rejected(RejectReason.MAPPING_FAILED, message.path(), failed.text());
    }

    private Verdict decide(AudienceMessage message, AudienceFields fields, MessageOverrides overrides) throws Refusal {
        boolean journeyStep = isJourneyStep(fields.computationClass());
        String audienceKey = identifier(
                message,
                DestinationField.SEGMENT_AUDIENCE_KEY,
                fields.audienceKey(),
                RejectReason.MISSING_AUDIENCE_KEY);
        String audienceId = settings.audienceIdFallback() == AudienceIdFallback.key
                        && IdentifierText.of(fields.audienceId()).state() == State.ABSENT
                ? audienceKey
                : identifier(
                        message,
                        DestinationField.SEGMENT_AUDIENCE_ID,
                        fields.audienceId(),
                        RejectReason.MISSING_AUDIENCE_ID);
        if (!settings.audiences().admit(audienceId, audienceKey)) {
            throw new Refusal(new Verdict.Skipped(SkipReason.AUDIENCE_NOT_ALLOWED));
        }
        String contextKind = contextKind(message, fields.contextKind(), overrides);
        DestinationField keyField = keyField(message, fields);
        String contextKey = IdentifierText.of(keyField.of(fields)).text();
        boolean included = included(message, fields, journeyStep);
        String environment = overrides.environment() == null ? settings.environment() : overrides.environment();
        Named audience = named(environment, contextKind, audienceKey, audienceId);
        String name = overrides.audienceName() == null ? audience.name : overrides.audienceName();
        if (!Text.isWellFormed(environment)) {
            throw new Refusal(new Verdict.Rejected(
                    RejectReason.INVALID_UNICODE, message.path(), "the environment has an unpaired surrogate"));
        }
        if (!audience.wellFormed || overrides.audienceName() != null) {
            requireWellFormed(message, DestinationField.SEGMENT_AUDIENCE_ID, audienceId);
            requireWellFormed(message, DestinationField.SEGMENT_AUDIENCE_KEY, name);
        }
        requireWellFormed(message, DestinationField.CONTEXT_KEY, contextKey);
        return new Verdict.Change(new MembershipChange(
                audience.of.slot(contextKey),
                name,
                included,
                message.eventTime(),
                memorable(message.messageId()),
                decidedBy(message, fields, audienceKey, journeyStep, keyField)));
    }

    /** What in the message decided, for who asks why. Messages that follow each other mostly share it. */
    private ChangeOrigin decidedBy(
            AudienceMessage message,
            AudienceFields fields,
            String audienceKey,
            boolean journeyStep,
            DestinationField keyField) {
        String keyPath = mapping.pathOf(keyField, message);
        FieldValue flag = fields.membership();
        String rule =
                flag.isMissing() ? journeyStep ? "D3" : "D2" : flag.shape() == FieldValue.Shape.TEXT ? "D1" : null;
        int place = place(audienceKey.hashCode() * 31 + fields.membershipPath().hashCode());
        Decided known = decided[place];
        if (known == null
                || !known.keyPath.equals(keyPath)
                || !known.source.equals(fields.membershipPath())
                || !known.audienceKey.equals(audienceKey)
                || !Objects.equals(known.rule, rule)) {
            ChangeOrigin origin =
                    ChangeOrigin.of(ChangeSource.decidedBy(mapping.pathOfFlag(fields, audienceKey), rule, keyPath));
            known = new Decided(fields.membershipPath(), audienceKey, rule, keyPath, origin);
            if (audienceKey.length() <= LONGEST_KNOWN) {
                decided[place] = known;
            }
        }
        return known.origin;
    }

    private record Decided(String source, String audienceKey, String rule, String keyPath, ChangeOrigin origin) {}

    /** A blank id is none (rule D29); and the fence keeps ids, so one of any length would fill its memory and store. */
    private static String memorable(String messageId) {
        return messageId == null || Text.isBlank(messageId) || messageId.length() > LONGEST_MESSAGE_ID
                ? null
                : messageId;
    }

    /** Rule D10: everything but {@code audience} and {@code journey_step} is not for us. */
    private static boolean isJourneyStep(FieldValue computationClass) throws Refusal {
        String text = computationClass.text() == null ? "" : computationClass.text();
        return switch (text) {
            case "audience" -> false;
            case "journey_step" -> true;
            default -> throw new Refusal(new Verdict.Skipped(SkipReason.NOT_AN_AUDIENCE));
        };
    }

    /** Rules D8, D9 and D11 for the audience's id and key. */
    private String identifier(
            AudienceMessage message, DestinationField field, FieldValue value, RejectReason whenMissing)
            throws Refusal {
        IdentifierText identifier = IdentifierText.of(value);
        return switch (identifier.state()) {
            case PRESENT -> identifier.text();
            case ABSENT -> throw rejected(whenMissing, message, field, "is missing or blank");
            case UNUSABLE, INVALID -> throw notAnIdentifier(message, field, value);
        };
    }

    /** Rule D12. */
    private String contextKind(AudienceMessage message, FieldValue mapped, MessageOverrides overrides) throws Refusal {
        String kind = settings.contextKind();
        if (overrides.contextKind() != null) {
            kind = overrides.contextKind();
        } else if (mapped.shape() != FieldValue.Shape.ABSENT) {
            kind = mapped.text() == null ? "" : mapped.text();
        }
        if (!ContextKind.isValid(kind)) {
            throw rejected(
                    RejectReason.INVALID_CONTEXT_KIND,
                    message,
                    DestinationField.CONTEXT_KIND,
                    "must be " + ContextKind.EXPECTED);
        }
        return kind;
    }

    /** Rules D6 to D9, and D27: the first identifier of the priority that is present; no other is looked at. */
    private DestinationField keyField(AudienceMessage message, AudienceFields fields) throws Refusal {
        ContextKeyPriority priority = priority(message, fields.contextKey());
        for (ContextKeyPriority.Identifier candidate : priority.order()) {
            DestinationField field = DestinationField.of(candidate);
            FieldValue value = field.of(fields);
            IdentifierText identifier = IdentifierText.of(value);
            switch (identifier.state()) {
                case PRESENT -> {
                    return field;
                }
                case UNUSABLE, INVALID -> throw notAnIdentifier(message, field, value);
                case ABSENT -> {
                    // the next one of the priority
                }
            }
        }
        throw new Refusal(new Verdict.Skipped(SkipReason.NO_CONTEXT_KEY));
    }

    private ContextKeyPriority priority(AudienceMessage message, FieldValue mapped) throws Refusal {
        if (mapped.shape() == FieldValue.Shape.ABSENT) {
            return settings.priority();
        }
        return ContextKeyPriority.find(mapped.text())
                .orElseThrow(() -> rejected(
                        RejectReason.MAPPING_FAILED,
                        message,
                        DestinationField.CONTEXT_KEY,
                        "must be one of the five context key priorities"));
    }

    /** Rules D1 to D3. */
    private boolean included(AudienceMessage message, AudienceFields fields, boolean journeyStep) throws Refusal {
        FieldValue flag = fields.membership();
        if (flag.isMissing()) {
            if (journeyStep) {
                return true;
            }
            if (settings.missingMembership() == MissingMembership.remove) {
                return false;
            }
        } else if (flag.shape() == FieldValue.Shape.BOOLEAN || flag.shape() == FieldValue.Shape.TEXT) {
            if (Text.equalsIgnoreAsciiCase(flag.text(), "true")) {
                return true;
            }
            if (Text.equalsIgnoreAsciiCase(flag.text(), "false")) {
                return false;
            }
        }
        throw new Refusal(new Verdict.Rejected(
                RejectReason.MEMBERSHIP_UNDETERMINED,
                message.path(fields.membershipPath()),
                "the member named by the audience key must be true or false, as a boolean or as a text, but is "
                        + describe(flag)));
    }

    /** The name of an audience is made once. Which audiences are known, and to which thread, makes no difference but in time. */
    private Named named(String environment, String contextKind, String audienceKey, String audienceId) {
        int place = place((audienceId.hashCode() * 31 + audienceKey.hashCode()) * 31
                + environment.hashCode()
                + contextKind.hashCode());
        Named audience = known[place];
        if (audience == null || !audience.is(environment, contextKind, audienceKey, audienceId)) {
            String name = AudienceName.of(audienceKey, audienceId);
            boolean wellFormed = Text.isWellFormed(audienceId) && Text.isWellFormed(name);
            audience = new Named(new AudienceKey(environment, contextKind, audienceId), audienceKey, name, wellFormed);
            if (audienceKey.length() + audienceId.length() + environment.length() + contextKind.length()
                    <= LONGEST_KNOWN) {
                known[place] = audience;
            }
        }
        return audience;
    }

    private static int place(int hash) {
        return (hash ^ hash >>> 16) & KNOWN - 1;
    }

    /** All parts are final, so another thread sees all of it or nothing. */
    private record Named(AudienceKey of, String key, String name, boolean wellFormed) {

        boolean is(String environment, String contextKind, String audienceKey, String audienceId) {
            return of.audienceId().equals(audienceId)
                    && key.equals(audienceKey)
                    && of.contextKind().equals(contextKind)
                    && of.environment().equals(environment);
        }
    }

    private void requireWellFormed(AudienceMessage message, DestinationField field, String text) throws Refusal {
        if (!Text.isWellFormed(text)) {
            throw rejected(RejectReason.INVALID_UNICODE, message, field, "has an unpaired surrogate");
        }
    }

    private Refusal notAnIdentifier(AudienceMessage message, DestinationField field, FieldValue value) {
        if (value.shape() == FieldValue.Shape.FAILED) {
            return new Refusal(mappingFailed(message, value));
        }
        return rejected(
                RejectReason.INVALID_IDENTIFIER,
                message,
                field,
                "must be text or an integral number of reasonable size, but is " + describe(value));
    }

    private Refusal rejected(RejectReason reason, AudienceMessage message, DestinationField field, String detail) {
        String path = message.path(mapping.pathOf(field, message));
        return new Refusal(new Verdict.Rejected(reason, path, field.segmentName() + " " + detail));
    }

    /** What was found, never the value: it may be a person's. */
    private static String describe(FieldValue value) {
        return switch (value.shape()) {
            case ABSENT -> "missing";
            case NULL -> "null";
            case TEXT -> Text.isBlank(value.text()) ? "a blank text" : "a text of " + length(value.text());
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case SINGLE -> "an array of one element";
            case COMPOUND -> "an object or an array";
            case FAILED -> value.text();
        };
    }

    private static String length(String text) {
        int count = text.codePointCount(0, text.length());
        return count + (count == 1 ? " character" : " characters");
    }

    /** Carries a verdict out of the checks; stackless, because it is part of the ordinary flow. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Verdict verdict;

        Refusal(Verdict verdict) {
            super(null, null, false, false);
            this.verdict = verdict;
        }
    }
}
