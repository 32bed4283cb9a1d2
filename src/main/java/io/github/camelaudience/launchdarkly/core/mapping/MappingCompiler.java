package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.mapping.InvalidMappingException.Mistake;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Segment's mapping JSON: the fields of the default mapping that a team has changed, by name.
 *
 * <pre>{@code
 * {
 *   "context_kind": "organization",
 *   "segment_user_id": {"@path": "$.groupId"},
 *   "user_email": {"@case": {"operator": "lower", "value": {"@path": "$.traits.email"}}},
 *   "unset": ["segment_anonymous_id"]
 * }
 * }</pre>
 *
 * <p>Fields that the document does not name keep the meaning of the default mapping with the rules D5 and D14;
 * {@code unset} names fields to do without, and a {@code traits_or_props} or {@code user_email} that is Segment's default
 * counts as not named (rule D32). {@link DifferenceRule} says where we differ from the reference.
 */
public final class MappingCompiler {

    private static final String UNSET = "unset";
    private static final String INTERNAL = "__segment_internal_";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Compilation compilation;
    private final Map<DestinationField, FieldSource> fields = defaults();
    private final Map<DestinationField, String> sources = new EnumMap<>(DestinationField.class);
    private final Set<DestinationField> repeated = EnumSet.noneOf(DestinationField.class);
    private MembershipSource membership = new MembershipSource.ByType();
    private Optional<Expression> root = Optional.empty();

    private MappingCompiler(ExpressionLanguages languages) {
        compilation = new Compilation(Directive::compile, languages);
    }

    /**
     * Compiles a mapping document.
     *
     * @throws InvalidMappingException naming every mistake with its JSON path and what was expected
     */
    public static CompiledMapping compile(String json) {
        return compile(json, ExpressionLanguages.NONE);
    }

    /**
     * Compiles the same, with languages for {@code @camel}.
     *
     * @throws InvalidMappingException naming every mistake with its JSON path and what was expected
     */
    public static CompiledMapping compile(String json, ExpressionLanguages languages) {
        return new MappingCompiler(languages).compile(parse(json));
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            String where =
                    place == null ? "" : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
            throw new InvalidMappingException(
                    List.of(new Mistake("$", "not JSON" + where + ": " + e.getOriginalMessage())));
        } catch (NumberFormatException e) {
            throw new InvalidMappingException(
                    List.of(new Mistake("$", "holds a number with an exponent that no decimal can have")));
        }
    }

    private CompiledMapping compile(JsonNode document) {
        if (compilation.isObject(document, "$")) {
            document.fields().forEachRemaining(member -> member(member.getKey(), member.getValue()));
            if (document.has(UNSET)) {
                unset(document.get(UNSET), "$." + UNSET);
            }
        }
        if (!compilation.mistakes().isEmpty()) {
            throw new InvalidMappingException(compilation.mistakes());
        }
        return new CompiledMapping(fields, membership, root, sources, repeated, compilation.warnings());
    }

    private void member(String name, JsonNode value) {
        String path = Compilation.child("$", name);
        Optional<DestinationField> field = DestinationField.find(name);
        if (field.isPresent()) {
            replace(field.get(), value, path);
        } else if (name.equals(ObjectDirectives.ROOT)) {
            root = Optional.of(ObjectDirectives.root(value, path, compilation));
        } else if (DestinationField.IGNORED.contains(name)) {
            compilation.warn(path, "has no effect here (rule M12)");
        } else if (!name.equals(UNSET) && !name.startsWith(INTERNAL)) {
            compilation.mistake(path, "unknown field; expected one of " + DestinationField.names() + ", " + UNSET);
        }
    }

    private void replace(DestinationField field, JsonNode value, String path) {
        if (field.isDefault(value)) {
            repeated.add(field);
            return;
        }
        Expression expression = compilation.value(value, path);
        sources.put(field, value.toString());
        if (expression instanceof Expression.Literal literal && !literal.value().isMissingNode()) {
            field.problem(literal.value()).ifPresent(problem -> compilation.mistake(path, problem));
        }
        if (field == DestinationField.TRAITS_OR_PROPS) {
            membership = new MembershipSource.Mapped(expression);
        } else {
            fields.put(field, mapped(field, expression));
        }
    }

    private static FieldSource mapped(DestinationField field, Expression expression) {
        FieldSource mapped = mapped(expression);
        boolean mayBeAbsent = !field.hasOption() || mapped instanceof FieldSource.Constant;
        return mayBeAbsent ? mapped : new FieldSource.NeverAbsent(mapped);
    }

    private static FieldSource mapped(Expression expression) {
        if (expression instanceof Expression.Literal literal) {
            return new FieldSource.Constant(JsonPath.fieldOf(literal.value()));
        }
        if (expression instanceof LookupDirectives.Path path) {
            Optional<MessageFact> fact = MessageFact.at(path.where().parts());
            if (fact.isPresent()) {
                return new FieldSource.Fact(fact.get());
            }
        }
        return new FieldSource.Computed(expression);
    }

    private void unset(JsonNode names, String path) {
        if (!names.isArray()) {
            compilation.mistake(path, "expected an array of field names but found " + Compilation.kind(names));
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            String place = path + "[" + i + "]";
            String name = names.get(i).asText();
            Optional<DestinationField> field = DestinationField.find(name);
            if (field.isPresent()) {
                unset(field.get(), place);
            } else if (!names.get(i).isTextual() || !DestinationField.IGNORED.contains(name)) {
                compilation.mistake(place, "unknown field; expected one of " + DestinationField.names());
            }
        }
    }

    private void unset(DestinationField field, String path) {
        sources.put(field, UNSET);
        if (field.isRequired()) {
            compilation.warn(path, "every message needs " + field.segmentName() + ": all will be rejected or skipped");
        }
        if (field == DestinationField.TRAITS_OR_PROPS) {
            membership = new MembershipSource.Nowhere();
        } else {
            fields.put(field, new FieldSource.Constant(field.hasOption() ? FieldValue.NULL : FieldValue.ABSENT));
        }
    }

    private static Map<DestinationField, FieldSource> defaults() {
        Map<DestinationField, FieldSource> fields = new EnumMap<>(DestinationField.class);
        for (DestinationField field : DestinationField.values()) {
            if (field.defaultSource() != null) {
                fields.put(field, field.defaultSource());
            }
        }
        return fields;
    }
}
