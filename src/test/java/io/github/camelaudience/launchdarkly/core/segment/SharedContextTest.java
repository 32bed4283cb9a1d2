package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.NaiveFacts;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sample S21: the context of a batch counts where an item's own lacks members. */
class SharedContextTest {

    private static final String SHARED =
            "{'traits':{'email':'s'},'personas':{'computation_key':'k','computation_id':1},'ip':1}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'traits':{'k':true}}",
                "{'traits':{'k':true},'context':null}",
                "{'traits':{'k':true},'context':{}}",
                "{'traits':{'k':true},'context':{'traits':{'email':'own'}}}",
                "{'traits':{'k':true},'context':{'traits':null,'ip':2}}",
                "{'context':{'personas':{'computation_key':'q'}},'traits':{'k':true,'q':false}}",
                "{'traits':{'k':true,'q':false},'context':{'personas':{'computation_key':'q'}}}",
                "{'traits':{'k':true},'context':{'personas':{}}}",
                "{'traits':{'k':true},'context':'c'}",
                "{'context':{'personas':{'computation_key':'q'}},'traits':{'q':1,'k':2},'context':{'ip':3}}",
            })
    void factsAndTreeReflectTheMerge(String item) {
        String own = item.replace('\'', '"');
        String shared = SHARED.replace('\'', '"');
        List<String> forms = List.of(
                "{\"context\":" + shared + ",\"batch\":[" + own + "]}",
                "{\"batch\":[" + own + "],\"context\":" + shared + "}",
                "{\"context\":" + shared + ",\"detail\":{\"batch\":[" + own + "]}}",
                "{\"context\":{\"ip\":9,\"traits\":{\"email\":\"o\"}},\"detail\":{\"batch\":[" + own + "],\"context\":"
                        + shared + "}}");
        for (String form : forms) {
            Collected collected = Collected.read(form);
            assertThat(collected.messages).as(form).hasSize(1);
            AudienceMessage message = collected.messages.get(0);
            assertThat(message.raw().text()).isEqualTo(own);
            var merged = NaiveFacts.tree(own).<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
            var context = NaiveFacts.tree(shared).<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
            if (merged.path("context").isObject()) {
                context.setAll((com.fasterxml.jackson.databind.node.ObjectNode) merged.get("context"));
            }
            if (!merged.path("context").isTextual()) {
                merged.set("context", context);
            }
            assertThat(message.tree()).as(form).isEqualTo(merged);
            assertThat(NaiveFacts.of(message)).as(form).isEqualTo(NaiveFacts.of(merged));
        }
    }

    @Test
    void oneThatIsLargerThanAnyMessageIsRefused() {
        for (int size : new int[] {65_536, 65_537}) {
            String context = "{\"x\":\"" + "x".repeat(size - 8) + "\"}";
            Collected collected = Collected.read("{\"batch\":[{},{}],\"context\":" + context + "}");
            if (size == 65_536) {
                assertThat(collected.messages).hasSize(2);
            } else {
                assertThat(collected.messages).isEmpty();
                assertThat(collected.unreadable).singleElement().satisfies(fault -> {
                    assertThat(fault.reason()).isEqualTo(RejectReason.TOO_LARGE);
                    assertThat(fault.path()).isEqualTo("$.context");
                    assertThat(fault.detail()).isEqualTo("expected at most 65536 bytes but found 65537");
                });
            }
        }
    }
}
