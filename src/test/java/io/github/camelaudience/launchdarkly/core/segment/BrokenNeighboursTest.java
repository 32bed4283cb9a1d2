package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is broken costs itself, as far as its end can be told, and nothing beside it (rule D34). */
class BrokenNeighboursTest {

    private static final String GOOD = "{\"type\":\"track\",\"userId\":\"u\"}";

    /** {@code G} is a good message, {@code ~} a line feed, {@code ^} a carriage return; then how many of them are read. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"detail":{"type":"track","x":NaN}}{"detail":G}         | 1
            {"detail":{"x":NaN}} {"detail":G} {"detail":G}          | 2
            {"detail":{"x":NaN}}^{"detail":G}^G                     | 2
            {"batch":[{"x":NaN}]} oops {"batch":[G,G]}              | 2
            {"batch":[{"type":"track","x":1]},G]}                   | 1
            {"batch":[G,{"x":oops},G],"sentAt":"t"}                 | 2
            {"x":oops,"batch":[G,G]}                                | 2
            {"batch":[G],"x":oops}                                  | 1
            [{"json":{"a":1,}}G]                                    | 1
            [{"json":{"a":1,}}G,G]                                  | 2
            {"a":1,}G G                                             | 2
            G,G,G                                                   | 3
            G{"a":"x\ty"}G{"a":"he said "hi" to me"}G               | 3
            G;G oops G                                              | 3
            x G                                                     | 1
            {"a":"x}~G~G                                            | 2
            {"a":x"}~G                                              | 1
            {"a":[~G~G                                              | 2
            [G,{"a":1,},{"a":[},G]~[G]~G                            | 4
            [G,{"a":1}~[G]~[G]~[G]                                  | 3
            {"json":{"x":NaN}}{"message":{"data":"eyJ0eXBlIjoidHJhY2sifQ=="}} | 1
            ]G                                                      | 1
            G]}G                                                    | 2
            """)
    void goodOnesAreRead(String pattern, int good) {
        String json =
                pattern.replace("G", GOOD).replace('~', '\n').replace('^', '\r').replace("\\t", "\t");
        Collected collected = Collected.read(json);
        assertThat(collected.messages.stream().filter(each -> "track".equals(each.type())))
                .as(collected.outline.toString())
                .hasSize(good);
    }

    @Test
    void oneOfTwoHundredOnALineIsRejectedAlone() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            line.append(i == 3 ? "{\"type\":\"track\",\"userId\":\"a\tb\"}" : GOOD);
        }
        Collected collected = Collected.read(line.toString());
        assertThat(collected.messages).hasSize(199);
        assertThat(collected.unreadable).singleElement().satisfies(fault -> {
            assertThat(fault.path()).startsWith("$[3]");
            assertThat(fault.raw().text()).isEqualTo("{\"type\":\"track\",\"userId\":\"a\tb\"}");
        });
    }

    @Test
    void whatBreaksAnEnvelopeIsRejectedWithoutTheMessagesInIt() {
        Collected collected = Collected.read("{\"batch\":[" + GOOD + "],\"x\":oops}");
        assertThat(collected.outline).containsExactly("$.batch[0] ok", "$ NOT_JSON");
        assertThat(collected.unreadable.get(0).raw().text()).isEqualTo(",\"x\":oops}");
    }

    @Test
    void aMessageBesideWhatAnEnvelopeHoldsIsRejected() {
        for (String json : new String[] {
            "{\"batch\":[" + GOOD + "],\"bacth\":[" + GOOD + "]}", "{\"batch\":[" + GOOD + "],\"batch\":[" + GOOD + "]}"
        }) {
            Collected collected = Collected.read(json);
            assertThat(collected.messages).hasSize(1);
            assertThat(collected.outline).contains("$ NOT_A_MESSAGE");
        }
    }

    @Test
    void aMessageWithinABrokenMessageIsNotRead() {
        String json = "{\"type\":\"track\",\"x\":oops,\"properties\":{\"a\":" + GOOD + "},\"batch\":[" + GOOD + "]}";
        assertThat(Collected.read(json).outline).containsExactly("$ NOT_JSON");
    }
}
