package io.github.camelaudience.launchdarkly.core.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that strangers may put where a mapping looks. */
class HostileValuesTest {

    private static AudienceMessage message(String json) {
        AudienceMessage[] read = new AudienceMessage[1];
        new AudienceMessageReader(ReadLimits.DEFAULT).read(json.getBytes(UTF_8), new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                read[0] = message;
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                throw new AssertionError(message);
            }
        });
        return read[0];
    }

    /** A number beyond every double is infinite, as in JavaScript, and so no blank one. */
    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e99999999999", "1e-99999999999"})
    void aNumberBeyondAllBoundsCanBeAskedWhetherItIsBlank(String number) throws Exception {
        CompiledMapping mapping = MappingCompiler.compile("""
                {"segment_user_id": {"@if": {"blank": {"@path": "$.properties.n"}, "then": {"@path": "$.userId"}, "else": "none"}}}
                """);
        AudienceFields fields =
                mapping.map(message("{\"type\":\"track\",\"userId\":\"u1\",\"properties\":{\"n\":" + number + "}}"));
        assertThat(fields.userId().text()).isEqualTo(number.contains("e-") ? "none" : "u1");
    }

    /** One long name, with many below it: all of them with their whole names are thousands of times what came in. */
    @Test
    void whatIsFlattenedHasNoMoreTextThanFitsIntoMemory() {
        CompiledMapping mapping = MappingCompiler.compile(
                "{\"traits_or_props\": {\"@flatten\": {\"value\": {\"@path\": \"$.properties\"}, \"separator\": \".\"}}}");
        StringBuilder json = new StringBuilder("{\"type\":\"track\",\"userId\":\"u1\",\"properties\":{\"")
                .append("x".repeat(60_000))
                .append("\":{");
        for (int i = 0; i < 100_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(Integer.toString(i, 36))
                    .append("\":1");
        }
        AudienceMessage message = message(json.append("}}}").toString());
        assertThat(message.raw().length()).isLessThan(1 << 20);
        assertThatThrownBy(() -> mapping.map(message))
                .isInstanceOf(MappingFailedException.class)
                .hasMessageContaining("characters");
    }
}
