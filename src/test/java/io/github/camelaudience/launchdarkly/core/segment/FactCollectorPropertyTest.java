package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.NaiveFacts;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The streaming facts equal those of the tree, for any object: names twice, any order, any kinds. */
class FactCollectorPropertyTest {

    private static final List<String> NAMES = List.of(
            "type",
            "messageId",
            "userId",
            "anonymousId",
            "timestamp",
            "originalTimestamp",
            "receivedAt",
            "sentAt",
            "context",
            "traits",
            "properties",
            "personas",
            "email",
            "computation_id",
            "computation_key",
            "computation_class",
            "k",
            "7",
            "\u00e9",
            "other");

    @Property(tries = 3000)
    void factsEqualThoseOfTheTree(@ForAll("messages") String message) {
        assertThat(facts(message)).as(message).isEqualTo(NaiveFacts.of(NaiveFacts.tree(message)));
    }

    @Property(tries = 500)
    void elementsOfAnArrayDoNotInfluenceEachOther(@ForAll("manyMessages") List<String> messages) {
        Collected collected = Collected.read("[" + String.join(",", messages) + "]");
        assertThat(collected.unreadable).isEmpty();
        assertThat(collected.messages.stream().map(NaiveFacts::of).toList())
                .isEqualTo(messages.stream()
                        .map(m -> NaiveFacts.of(NaiveFacts.tree(m)))
                        .toList());
        assertThat(collected.messages.stream().map(m -> m.raw().text()).toList())
                .isEqualTo(messages);
    }

    @Property(tries = 500)
    void anyJsonIsReadWithoutFault(@ForAll("values") String value) {
        Collected collected = Collected.read("[" + value + "]");
        assertThat(collected.outline).hasSize(1);
        assertThat(collected.messages).hasSize(value.startsWith("{") ? 1 : 0);
    }

    private static List<Object> facts(String json) {
        Collected collected = Collected.read(json);
        assertThat(collected.outline).containsExactly("$ ok");
        return NaiveFacts.of(collected.messages.get(0));
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> personas =
                object(Arbitraries.of("computation_id", "computation_key", "computation_class"), scalars());
        Arbitrary<String> context = member(
                "context",
                object(Arbitraries.of("personas", "traits", "ip"), Arbitraries.oneOf(personas, flags(), scalars())));
        Arbitrary<String> sources = Combinators.combine(Arbitraries.of("traits", "properties"), flags())
                .as((name, flags) -> quoted(name) + ":" + flags);
        Arbitrary<String> any =
                Combinators.combine(Arbitraries.of(NAMES), values()).as((n, v) -> quoted(n) + ":" + v);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, context),
                        net.jqwik.api.Tuple.of(4, sources),
                        net.jqwik.api.Tuple.of(3, any))
                .list()
                .ofMaxSize(9)
                .map(members -> "{" + String.join(",", members) + "}");
    }

    @Provide
    Arbitrary<List<String>> manyMessages() {
        return messages().list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.recursive(
                FactCollectorPropertyTest::scalars,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(elements -> "[" + String.join(" , ", elements) + "]"),
                        object(Arbitraries.of(NAMES), inner)),
                0,
                3);
    }

    private static Arbitrary<String> flags() {
        return object(Arbitraries.of("k", "7", "email", "\u00e9"), scalars());
    }

    private static Arbitrary<String> member(String name, Arbitrary<String> value) {
        return value.map(v -> quoted(name) + " : " + v);
    }

    private static Arbitrary<String> object(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, values)
                .as((name, value) -> quoted(name) + ":" + value)
                .list()
                .ofMaxSize(4)
                .map(members -> members.stream().collect(Collectors.joining(",", "{", "}")));
    }

    private static Arbitrary<String> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "null", "true", "false", "[]", "{}", "7", "7.0", "-12.50", "1767323045678", "[7]", "[null]"),
                Arbitraries.of(
                                "k",
                                "7",
                                "\u00e9",
                                "email",
                                "identify",
                                "2026-01-02T03:04:05.678Z",
                                "2026-01-02T03:04:05+01:00")
                        .map(FactCollectorPropertyTest::quoted),
                Arbitraries.strings().ofMaxLength(8).map(FactCollectorPropertyTest::quoted),
                Arbitraries.longs().map(String::valueOf));
    }

    /** The text as a JSON string; escapes what must be, and at times what need not be. */
    private static String quoted(String text) {
        String json = new String(JsonText.bytes((Object) text), java.nio.charset.StandardCharsets.US_ASCII);
        return text.length() % 2 == 0
                ? json
                : unpaired(text)
                        ? json
                        : JsonNodeFactory.instance.textNode(text).toString();
    }

    private static boolean unpaired(String text) {
        return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
}
