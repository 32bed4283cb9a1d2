package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.EventVerdict.Failed;
import io.github.camelaudience.launchdarkly.vectors.EventVerdict.Member;
import io.github.camelaudience.launchdarkly.vectors.EventVerdict.Skipped;
import io.github.camelaudience.launchdarkly.vectors.Field.State;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** From one subscribed event to its verdict: the mapping, the schema and the destination's own code, or our rules. */
final class EventModel {

    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Set<String> IDENTIFIERS = Set.of("segment_user_id", "segment_anonymous_id", "user_email");
    private static final EventVerdict FAILED = new Failed();
    private static final EventVerdict SKIPPED = new Skipped();

    private final VectorCase vector;
    private final Set<DifferenceRule> rules;
    private final MappingKit kit;
    private final Js mapping;
    private final Js transform;

    EventModel(VectorCase vector, Set<DifferenceRule> rules) {
        this.vector = vector;
        this.rules = rules;
        this.kit = new MappingKit(rules);
        this.mapping = MappingKit.withRootDirective(vector.fullMapping());
        this.transform = vector.mapping().own(MappingKit.ROOT);
    }

    /** @throws ReferenceCrash when the mapping is refused before any event is looked at */
    void checkMapping() {
        MappingCheck.check(mapping);
    }

    EventVerdict evaluate(Obj event) {
        Obj fields;
        Js seen;
        try {
            fields = (Obj) kit.resolve(withoutIdentifiers(), event);
            seen = kit.transformed(transform, event);
        } catch (ReferenceCrash crash) {
            return failed(crash);
        }
        Set<String> broken = new HashSet<>();
        if (isDividable()) {
            for (String name : IDENTIFIERS) {
                try {
                    Js value = ((Obj) mapping).own(name);
                    if (value != null) {
                        fields.define(name, kit.resolve(value, event));
                    }
                } catch (ReferenceCrash crash) {
                    if (!rules.contains(DifferenceRule.D27)) {
                        return failed(crash);
                    }
                    failed(crash);
                    broken.add(name);
                }
            }
        }
        boolean single = vector.single();

        Field type = Field.ofString(field(fields, "segment_computation_action"), single);
        if (!type.is(State.TEXT) || !Set.of("audience", "journey_step").contains(type.text())) {
            return rules.contains(DifferenceRule.D10) ? SKIPPED : FAILED;
        }
        Field id = Identifier.of(field(fields, "segment_audience_id"), single, rules);
        Field key = Identifier.of(field(fields, "segment_audience_key"), single, rules);
        Field kind = Field.ofString(field(fields, "context_kind"), single);
        Field priority = Field.ofString(field(fields, "context_key"), single);
        if (!isAudienceText(id) || !isAudienceText(key) || !isKind(kind) || !passesUnread(fields)) {
            return FAILED;
        }

        Field user = person("segment_user_id", field(fields, "segment_user_id"), broken);
        Field anonymous = person("segment_anonymous_id", field(fields, "segment_anonymous_id"), broken);
        Field email = person("user_email", email(fields, seen), broken);
        Optional<List<Field>> candidates = candidates(priority, user, anonymous, email);
        if (candidates.isEmpty()
                || (!rules.contains(DifferenceRule.D27)
                        && List.of(user, anonymous, email).stream().anyMatch(field -> field.is(State.INVALID)))) {
            return FAILED;
        }
        Field contextKey = Identifier.first(candidates.get());
        if (contextKey.is(State.UNUSABLE) || contextKey.is(State.INVALID)) {
            return FAILED;
        } else if (contextKey.is(State.ABSENT) && rules.contains(DifferenceRule.D6)) {
            return SKIPPED;
        }

        Optional<Boolean> value =
                new MembershipModel(vector, rules).decide(event, seen, fields, type.text(), key.text());
        String name = audienceName(key.text(), id.text());
        if (value.isEmpty()
                || (rules.contains(DifferenceRule.D13) && hasLoneSurrogate(name, id.text(), contextKey.text()))) {
            return FAILED;
        }
        return new Member(kind.text(), id.text(), name, contextKey.text(), value.get(), EventTime.of(event, rules));
    }

    /** Rule M13. */
    private EventVerdict failed(ReferenceCrash crash) {
        if (rules.contains(DifferenceRule.M13)) {
            return FAILED;
        }
        throw crash;
    }

    /** Whether the fields are mapped one by one, so that one can fail without the others (rule D27). */
    private boolean isDividable() {
        return mapping instanceof Obj object && !MappingCheck.isDirective(object);
    }

    private Js withoutIdentifiers() {
        if (!isDividable()) {
            return mapping;
        }
        Obj others = Obj.empty();
        Obj all = (Obj) mapping;
        all.keys().stream().filter(key -> !IDENTIFIERS.contains(key)).forEach(key -> others.define(key, all.own(key)));
        return others;
    }

    private Field person(String name, Js value, Set<String> broken) {
        return broken.contains(name) ? Field.INVALID : Identifier.ofPerson(value, vector.single(), rules);
    }

    private static Js field(Obj fields, String name) {
        Js value = fields.own(name);
        return value == null ? Js.UNDEFINED : value;
    }

    private boolean isAudienceText(Field field) {
        return field.is(State.TEXT) && !(rules.contains(DifferenceRule.D11) && Identifier.isBlank(field.text()));
    }

    private boolean isKind(Field kind) {
        return kind.is(State.TEXT) && (!rules.contains(DifferenceRule.D12) || isContextKind(kind.text()));
    }

    /** Rule D12. */
    static boolean isContextKind(String kind) {
        return KIND.matcher(kind).matches() && !kind.equals("kind") && !kind.equals("multi");
    }

    static boolean isPriority(String text) {
        return candidates(Field.text(text), Field.ABSENT, Field.ABSENT, Field.ABSENT)
                .isPresent();
    }

    private boolean passesUnread(Obj fields) {
        if (rules.contains(DifferenceRule.M12)) {
            return true;
        }
        Field action = Field.ofString(field(fields, "audience_action"), vector.single());
        return Field.isBoolean(field(fields, "enable_batching"))
                && (action.is(State.ABSENT)
                        || (action.is(State.TEXT) && Set.of("ADD", "REMOVE").contains(action.text())));
    }

    private Js email(Obj fields, Js event) {
        if (!rules.contains(DifferenceRule.D14) || !vector.usesDefaultOf("user_email", rules)) {
            return field(fields, "user_email");
        }
        Js own = MappingPath.get(event, "traits.email", rules);
        if (!(own instanceof Js.Nothing) && !(own instanceof Str text && Identifier.isBlank(text.text()))) {
            return own;
        }
        Js other = MappingPath.get(event, "context.traits.email", rules);
        return other instanceof Js.Nothing ? own : other;
    }

    private static Optional<List<Field>> candidates(Field priority, Field user, Field anonymous, Field email) {
        if (!priority.is(State.TEXT)) {
            return Optional.empty();
        }
        return switch (priority.text()) {
            case "user_id_only" -> Optional.of(List.of(user));
            case "email_only" -> Optional.of(List.of(email));
            case "user_id_then_email" -> Optional.of(List.of(user, email));
            case "user_id_then_anonymousId" -> Optional.of(List.of(user, anonymous));
            case "user_id_then_email_then_anonymousId" -> Optional.of(List.of(user, email, anonymous));
            default -> Optional.empty();
        };
    }

    private String audienceName(String key, String id) {
        String first = key.isEmpty() ? "" : key.substring(0, 1).toUpperCase(Locale.ROOT);
        String name = (first + (key.isEmpty() ? "" : key.substring(1))).replace('_', ' ');
        return rules.contains(DifferenceRule.D11) && Identifier.isBlank(name) ? id : name;
    }

    private static boolean hasLoneSurrogate(String... texts) {
        for (String text : texts) {
            if (text != null && text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
                return true;
            }
        }
        return false;
    }
}
