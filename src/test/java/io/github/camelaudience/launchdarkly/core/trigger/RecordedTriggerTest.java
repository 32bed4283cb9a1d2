package io.github.camelaudience.launchdarkly.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * 1,500 triggers and events with the answer of the reference, {@code @segment/destination-subscriptions} 3.37.0:
 * made at random within what both read alike, so every answer must be the same.
 */
class RecordedTriggerTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void answersAsTheReference() throws Exception {
        List<String> lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(
                                Objects.requireNonNull(getClass().getResourceAsStream("/trigger/recorded.jsonl.gz"))),
                        StandardCharsets.UTF_8))
                .lines()
                .toList();
        SoftAssertions softly = new SoftAssertions();
        for (String line : lines) {
            JsonNode recorded = MAPPER.readTree(line);
            FqlTrigger trigger = FqlTrigger.compile(recorded.path("fql").asText());
            softly.assertThat(trigger.matches(TestMessages.of(recorded.path("event"))))
                    .as(line)
                    .isEqualTo(recorded.path("matches").asBoolean());
            softly.assertThat(trigger.warnings()).as(line).isEmpty();
        }
        softly.assertAll();
        assertThat(lines).hasSize(1500);
    }
}
