package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.IntegralNumber;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Evaluates a mapping of Segment's.
 *
 * <p>{@link AudienceFields#contextKind} and {@link AudienceFields#contextKey} are {@link FieldValue#ABSENT} only when
 * the mapping leaves them alone; one that it sets and that comes to nothing is {@link FieldValue#NULL}.
 */
public final class CompiledMapping implements FieldMapping {

    private final Map<DestinationField, FieldSource> fields;
    private final MembershipSource membership;
    private final Optional<Expression> root;
    private final Optional<Set<MessageFact>> facts;
    private final boolean readsFlagFromFacts;
    private final Map<DestinationField, String> paths;
    private final Map<DestinationField, String> sources;
    private final Set<DestinationField> repeated;
    private final List<String> warnings;

    CompiledMapping(
            Map<DestinationField, FieldSource> fields,
            MembershipSource membership,
            Optional<Expression> root,
            Map<DestinationField, String> sources,
            Set<DestinationField> repeated,
            List<String> warnings) {
        this.fields = Map.copyOf(fields);
        this.membership = membership;
        this.root = root;
        this.paths = root.isPresent() ? Map.of() : paths(fields);
        this.sources = Map.copyOf(sources);
        this.repeated = Set.copyOf(repeated);
        this.warnings = List.copyOf(warnings);
        this.facts = root.isPresent() ? Optional.empty() : onlyFacts(expressions());
        this.readsFlagFromFacts = root.isEmpty()
                && fields.get(DestinationField.SEGMENT_AUDIENCE_KEY) instanceof FieldSource.Fact fact
                && fact.fact() == MessageFact.COMPUTATION_KEY;
    }

    @Override
    public AudienceFields map(AudienceMessage message) throws MappingFailedException {
        return map(message, this::read);
    }

    @Override
    public AudienceFields mapWithFailures(AudienceMessage message) throws MappingFailedException {
        return map(message, this::readOrFailure);
    }

    /** How an identifier is read. */
    @FunctionalInterface
    private interface Reading {
        FieldValue of(DestinationField field, MappedMessage message) throws MappingFailedException;
    }

    private AudienceFields map(AudienceMessage message, Reading identifier) throws MappingFailedException {
        MappedMessage mapped = new MappedMessage(message, root, facts);
        FieldValue key = read(DestinationField.SEGMENT_AUDIENCE_KEY, mapped);
        MembershipSource.Flag flag = membership.find(mapped, flagName(key), readsFlagFromFacts);
        return new AudienceFields(
                read(DestinationField.SEGMENT_AUDIENCE_ID, mapped),
                key,
                read(DestinationField.SEGMENT_COMPUTATION_ACTION, mapped),
                read(DestinationField.CONTEXT_KIND, mapped),
                identifier.of(DestinationField.SEGMENT_USER_ID, mapped),
                identifier.of(DestinationField.SEGMENT_ANONYMOUS_ID, mapped),
                identifier.of(DestinationField.USER_EMAIL, mapped),
                read(DestinationField.CONTEXT_KEY, mapped),
                flag.value(),
                flag.path());
    }

    /** The member that the key names; a number names the member with its digits (rule D8). */
    private static String flagName(FieldValue key) {
        return key.shape() == FieldValue.Shape.NUMBER ? IntegralNumber.digits(key.text()) : key.text();
    }

    private FieldValue readOrFailure(DestinationField field, MappedMessage message) {
        try {
            return read(field, message);
        } catch (MappingFailedException e) {
            return FieldValue.failed(e.getMessage() + " (mapping " + e.getPath() + ")");
        }
    }

    private FieldValue read(DestinationField field, MappedMessage message) throws MappingFailedException {
        return fields.get(field).read(message);
    }

    @Override
    public Optional<String> source(DestinationField field) {
        return Optional.ofNullable(sources.get(field));
    }

    /** After a root transform nothing stands where the message has it. */
    @Override
    public String pathOf(DestinationField field) {
        return paths.getOrDefault(field, "$");
    }

    @Override
    public String pathOf(DestinationField field, AudienceMessage message) {
        return root.isEmpty() && fields.get(field) instanceof FieldSource.FirstEmail
                ? DefaultMapping.INSTANCE.pathOf(DestinationField.USER_EMAIL, message)
                : pathOf(field);
    }

    @Override
    public boolean repeatsDefault(DestinationField field) {
        return repeated.contains(field);
    }

    /** Returns what is accepted but has no effect here, or differs from the hosted destination. */
    public List<String> warnings() {
        return warnings;
    }

    private static Map<DestinationField, String> paths(Map<DestinationField, FieldSource> fields) {
        Map<DestinationField, String> paths = new EnumMap<>(DestinationField.class);
        fields.forEach((field, source) -> paths.put(field, source.path()));
        return paths;
    }

    private List<Expression> expressions() {
        Stream<Expression> ofFields = fields.values().stream()
                .map(field -> field instanceof FieldSource.NeverAbsent wrapped ? wrapped.field() : field)
                .filter(FieldSource.Computed.class::isInstance)
                .map(field -> ((FieldSource.Computed) field).expression());
        Stream<Expression> ofFlag = membership instanceof MembershipSource.Mapped mapped
                        && mapped.ownSource().isEmpty()
                ? Stream.of(mapped.expression())
                : Stream.empty();
        return Stream.concat(ofFields, ofFlag).toList();
    }

    private static Optional<Set<MessageFact>> onlyFacts(List<Expression> expressions) {
        Set<JsonPath> paths = expressions.stream().flatMap(Expression::reads).collect(Collectors.toSet());
        Set<MessageFact> facts = paths.stream()
                .flatMap(path -> MessageFact.at(path.parts()).stream())
                .collect(Collectors.toSet());
        return facts.size() == paths.size() ? Optional.of(facts) : Optional.empty();
    }
}
