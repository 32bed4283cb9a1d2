package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MappingPropertyTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMES =
            List.of("userId", "anonymousId", "type", "traits", "email", "properties", "context", "personas", "vip", "");

    /** Random mapping on random messages: compiled or refused, mapped or failed, and nothing else. */
    @Property
    void nothingElseIsThrown(@ForAll("mappings") ObjectNode mapping, @ForAll("objects") ObjectNode message) {
        try {
            CompiledMapping compiled = MappingCompiler.compile(mapping.toString());
            AudienceFields fields = compiled.map(TestMessages.of(message));
            assertThat(fields.membershipPath()).startsWith("$");
        } catch (InvalidMappingException e) {
            assertThat(e.getMistakes()).isNotEmpty();
        } catch (MappingFailedException e) {
            assertThat(e.getPath()).startsWith("$");
        }
    }

    @Property
    void aLiteralStandsForItself(@ForAll("literals") JsonNode literal) throws Exception {
        Compilation compilation = new Compilation(Directive::compile, ExpressionLanguages.NONE);
        Expression once = compilation.value(literal, "$");
        Expression twice = compilation.value(JSON.objectNode().set("@literal", literal), "$");

        assertThat(compilation.mistakes()).isEmpty();
        assertThat(once.evaluate(scope(JSON.objectNode()))).isEqualTo(literal);
        assertThat(twice).isEqualTo(once);
    }

    /** The small tree of facts and the whole tree of the message lead to the same fields. */
    @Property
    void factsAndTreeAgree(@ForAll("factMappings") ObjectNode mapping, @ForAll("messages") ObjectNode message)
            throws Exception {
        ObjectNode onTree = mapping.deepCopy();
        onTree.set(
                "traits_or_props", Json.read("{'@merge': {'direction': 'right', 'objects': [{'@path': '$.traits'}]}}"));
        CompiledMapping facts = MappingCompiler.compile(mapping.toString());
        CompiledMapping tree = MappingCompiler.compile(onTree.toString());

        assertThat(outcome(facts, message)).isEqualTo(outcome(tree, message));
    }

    private static String outcome(CompiledMapping mapping, ObjectNode message) {
        try {
            AudienceFields fields = mapping.map(TestMessages.of(message));
            return fields.userId() + " " + fields.anonymousId() + " " + fields.email() + " " + fields.contextKind();
        } catch (MappingFailedException e) {
            return e.getPath() + " " + e.getMessage();
        }
    }

    @Property
    void mergeAgreesWithPuttingIntoAMap(@ForAll("objects") ObjectNode left, @ForAll("objects") ObjectNode right)
            throws Exception {
        JsonNode merged = evaluate(
                "{'@merge': {'direction': 'right', 'objects': [{'@path': '$.left'}, {'@path': '$.right'}]}}",
                JSON.objectNode().<ObjectNode>set("left", left).set("right", right));
        Map<String, JsonNode> wanted = new LinkedHashMap<>();
        left.properties().forEach(member -> wanted.put(member.getKey(), member.getValue()));
        right.properties().forEach(member -> wanted.put(member.getKey(), member.getValue()));

        assertThat(Map.ofEntries(merged.properties().toArray(Map.Entry[]::new))).isEqualTo(wanted);
    }

    @Property
    void encodedJsonDecodesToTheSame(@ForAll("objects") ObjectNode object) throws Exception {
        Assume.that(!object.toString().contains("999999999"));
        JsonNode back = evaluate(
                "{'@json': {'mode': 'decode', 'value': {'@json': {'mode': 'encode', 'value': {'@path': '$.'}}}}}",
                object);

        assertThat(Json.same(back, object)).as("%s instead of %s", back, object).isTrue();
    }

    @Property
    void aTemplateOfOnePathIsTheTextOfThatPath(@ForAll String text) throws Exception {
        JsonNode message = JSON.objectNode().put("a", text);

        assertThat(evaluate("{'@template': '{{a}}'}", message).textValue()).isEqualTo(text);
        assertThat(evaluate("{'@template': '{{{a}}}'}", message).textValue()).isEqualTo(text);
        assertThat(evaluate("{'@replace': {'pattern': '\u0000', 'value': {'@path': '$.a'}}}", message)
                        .textValue())
                .isEqualTo(text.replace("\u0000", ""));
    }

    @Property
    void anyPathIsReadOrRefused(@ForAll String text, @ForAll("objects") ObjectNode message) {
        JsonPath path = PathSyntax.parse(text);

        assertThat(path.in(message)).isNotNull();
        assertThat(path.toString()).startsWith("$");
    }

    private static JsonNode evaluate(String mapping, JsonNode message) throws MappingFailedException {
        Compilation compilation = new Compilation(Directive::compile, ExpressionLanguages.NONE);
        Expression expression = compilation.value(Json.read(mapping.replace("\u0000", "\\u0000")), "$");
        assertThat(compilation.mistakes()).isEmpty();
        return expression.evaluate(scope(message));
    }

    private static Evaluation scope(JsonNode message) {
        return new Evaluation(message, new Budget());
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        return objects(3, scalars());
    }

    @Provide
    Arbitrary<JsonNode> literals() {
        return Arbitraries.oneOf(scalars(), objects(2, scalars()).map(node -> node));
    }

    /** Messages whose facts are scalars, so that nothing but the facts is needed. */
    @Provide
    Arbitrary<ObjectNode> messages() {
        return scalars().list().ofSize(4).map(values -> {
            ObjectNode message = JSON.objectNode().put("type", "track");
            message.set("userId", values.get(0));
            message.set("anonymousId", values.get(1));
            message.putObject("traits").set("email", values.get(2));
            message.putObject("context").putObject("traits").set("email", values.get(3));
            return message;
        });
    }

    @Provide
    Arbitrary<ObjectNode> factMappings() {
        Arbitrary<JsonNode> reads = Arbitraries.of(
                        "{'@path': '$.userId'}",
                        "{'@path': '$.type'}",
                        "{'@template': '{{userId}}-{{traits.email}}'}",
                        "{'@case': {'operator': 'upper', 'value': {'@path': '$.context.traits.email'}}}",
                        "{'@if': {'blank': {'@path': '$.anonymousId'}, 'then': {'@path': '$.anonymousId'}, 'else': {'@path': '$.userId'}}}",
                        "{'@replace': {'pattern': '1', 'value': {'@path': '$.userId'}}}",
                        "{'@json': {'mode': 'encode', 'value': {'@path': '$.userId'}}}",
                        "[{'@path': '$.userId'}]")
                .map(Json::read);
        return Combinators.combine(reads, reads, reads, reads).as((user, anonymous, email, kind) -> {
            ObjectNode mapping = JSON.objectNode();
            mapping.set("segment_user_id", user);
            mapping.set("segment_anonymous_id", anonymous);
            mapping.set("user_email", email);
            mapping.set("context_kind", kind);
            return mapping;
        });
    }

    @Provide
    Arbitrary<ObjectNode> mappings() {
        return Combinators.combine(Arbitraries.of(DestinationField.values()), expressions(3), expressions(2))
                .as((field, first, second) -> {
                    ObjectNode mapping = JSON.objectNode();
                    mapping.set("segment_user_id", second);
                    mapping.set(field.segmentName(), first);
                    return mapping;
                });
    }

    private static Arbitrary<JsonNode> expressions(int depth) {
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                scalars(),
                paths().map(path -> one("@path", JSON.textNode(path))),
                paths().map(path -> one("@template", JSON.textNode("x{{" + path + "}}{{{userId}}}"))),
                Arbitraries.of("{{ userId | upcase }}", "{{ properties | size | append: traits.email }}", "{% if x")
                        .map(liquid -> one("@liquid", JSON.textNode(liquid))));
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<JsonNode> inner = expressions(depth - 1);
        return Arbitraries.oneOf(
                leaves,
                Combinators.combine(inner, inner, inner, Arbitraries.of("exists", "blank", "other"))
                        .as((a, b, c, how) -> one("@if", object(how, a, "then", b, "else", c))),
                Combinators.combine(inner, Arbitraries.of("lower", "upper", "x"))
                        .as((a, how) -> one("@case", object("operator", JSON.textNode(how), "value", a))),
                Combinators.combine(inner, scalars())
                        .as((a, pattern) -> one("@replace", object("pattern", pattern, "value", a))),
                Combinators.combine(inner, inner)
                        .as((a, b) -> one("@arrayPath", JSON.arrayNode().add(a).add(b))),
                inner.map(a -> one("@flatten", object("separator", JSON.textNode("."), "value", a))),
                Combinators.combine(inner, inner, Arbitraries.of("left", "right"))
                        .as((a, b, way) -> one(
                                "@merge",
                                object(
                                        "direction",
                                        JSON.textNode(way),
                                        "objects",
                                        JSON.arrayNode().add(a).add(b)))),
                Combinators.combine(inner, inner)
                        .as((a, b) -> one("@transform", object("apply", object("userId", a), "mapping", b))),
                Combinators.combine(inner, Arbitraries.of("encode", "decode"))
                        .as((a, mode) -> one("@json", object("mode", JSON.textNode(mode), "value", a))),
                inner.map(a -> one("@excludeWhenNull", a)),
                inner.map(a -> one("@literal", object("deep", a))),
                inner.map(a -> one("@path", a)),
                inner.map(a -> object("vip", a)));
    }

    private static ObjectNode one(String key, JsonNode value) {
        return object(key, value);
    }

    private static ObjectNode object(Object... pairs) {
        ObjectNode object = JSON.objectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            object.set((String) pairs[i], (JsonNode) pairs[i + 1]);
        }
        return object;
    }

    private static Arbitrary<String> paths() {
        return Arbitraries.of(NAMES).list().ofMaxSize(3).map(parts -> "$." + String.join(".", parts));
    }

    private static Arbitrary<ObjectNode> objects(int depth, Arbitrary<JsonNode> leaves) {
        Arbitrary<JsonNode> values = depth == 0
                ? leaves
                : Arbitraries.oneOf(
                        leaves,
                        objects(depth - 1, leaves).map(node -> node),
                        leaves.list().ofMaxSize(2).map(list -> JSON.arrayNode().addAll(list)));
        return Arbitraries.maps(Arbitraries.of(NAMES), values).ofMaxSize(5).map(members -> {
            ObjectNode object = JSON.objectNode();
            object.setAll(members);
            return object;
        });
    }

    private static Arbitrary<JsonNode> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(5).map(JSON::textNode),
                Arbitraries.of("vip", "userId", "{{userId}}", "$.userId", "", " ")
                        .map(JSON::textNode),
                Arbitraries.of("0", "1", "-1.50", "1e21", "1e999999999", "12345678901234567890")
                        .map(number -> Json.read(number)),
                Arbitraries.of(JSON.nullNode(), JSON.booleanNode(true), JSON.booleanNode(false)));
    }
}
