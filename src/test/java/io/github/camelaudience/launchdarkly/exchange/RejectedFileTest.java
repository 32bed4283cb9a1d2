package io.github.camelaudience.launchdarkly.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.Integration;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rejected messages that rejectedUri sends to a file. */
class RejectedFileTest {

    private static final String BROKEN = SegmentMessage.identify("u2").says("x", 17);

    @TempDir
    Path folder;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static JsonNode json(byte[] line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    @Test
    void eachCarriesReasonAndPathAndNoneTakesThePlaceOfAnother() throws Exception {
        try (Integration ld = Integration.start("rejectedUri=file:" + folder)) {
            for (int i = 0; i < 2; i++) {
                Exchange done = ld.send("[" + BROKEN + "," + BROKEN + "]", Exchange.FILE_NAME, "in.json");
                assertThat(done.getException()).isNull();
            }
            assertThat(ld.send(BROKEN).getException()).isNull();
            assertThat(files()).hasSize(5);
            for (Path file : files()) {
                assertThat(file.getFileName().toString()).endsWith(".json");
                JsonNode line = json(Files.readAllBytes(file));
                assertThat(line.at("/rejected/reason").textValue()).isEqualTo("MEMBERSHIP_UNDETERMINED");
                assertThat(line.at("/rejected/path").textValue()).contains("traits");
                assertThat(line.at("/rejected/detail").textValue()).isNotBlank();
                assertThat(line.get("json")).isEqualTo(json(BROKEN.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    void whatTheOldObjectWasLikeIsNotSaidOfTheNewOne() throws Exception {
        try (Integration ld = Integration.start(
                StandIn.start(),
                "rejectedUri=aws2-s3:bucket",
                context -> context.addComponent("aws2-s3", new MockComponent()))) {
            ld.send(exchange -> {
                exchange.getMessage().setBody(BROKEN);
                exchange.getMessage().setHeader("CamelAwsS3Key", "in/a.json");
                exchange.getMessage().setHeader("CamelAwsS3ContentLength", 9L);
                exchange.getMessage().setHeader("CamelAwsS3ContentEncoding", "gzip");
            });
            MockEndpoint bucket = ld.context.getEndpoint("aws2-s3:bucket", MockEndpoint.class);
            assertThat(bucket.getReceivedExchanges()).singleElement().satisfies(kept -> assertThat(
                            kept.getMessage().getHeaders())
                    .containsKey("CamelAwsS3Key")
                    .doesNotContainKeys("CamelAwsS3ContentLength", "CamelAwsS3ContentEncoding"));
        }
    }

    @Test
    void whatLandsThereIsReadAsTheMessageThatWasRejected() throws Exception {
        try (Integration ld = Integration.start("rejectedUri=file:" + folder)) {
            assertThat(ld.send(BROKEN).getException()).isNull();
            String mended = Files.readString(files().get(0)).replace(":17}", ":true}");
            assertThat(ld.send(mended).getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u2");
        }
    }

    @Test
    void oneFileForAllHasALineForEach() throws Exception {
        try (Integration ld =
                Integration.start("rejectedUri=RAW(file:" + folder + "?fileName=all.jsonl&fileExist=Append)")) {
            assertThat(ld.send("[" + BROKEN + "," + BROKEN + "]", Exchange.FILE_NAME, "in.json")
                            .getException())
                    .isNull();
            assertThat(Files.readAllLines(folder.resolve("all.jsonl")))
                    .hasSize(2)
                    .allSatisfy(line ->
                            assertThat(line).startsWith("{\"rejected\":{\"reason\":\"MEMBERSHIP_UNDETERMINED\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?fileName=all.jsonl", "?fileName=all.jsonl&fileExist=Override"})
    void aFileThatWouldKeepOnlyTheLastIsRefusedAtStart(String options) {
        assertThatThrownBy(() -> Integration.start("rejectedUri=RAW(file:" + folder + options + ")"))
                .hasStackTraceContaining("add fileExist=Append");
    }

    private static List<String> read(byte[] line) {
        List<String> found = new ArrayList<>();
        new AudienceMessageReader(ReadLimits.DEFAULT).read(line, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                found.add(message.raw().text());
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                found.add("unreadable " + message.path() + " " + message.detail());
            }
        });
        return found;
    }

    private static byte[] line(byte[] raw) {
        return RejectedFile.line(new RejectedMessage(RejectReason.NOT_JSON, "$[3].traits[\"a b\"]", "d", "d", raw));
    }

    @Test
    void theMessageStandsThereByteForByte() {
        String message = "{ \"type\":\"track\",\n \"a\":1.50, \"\\u0061\":\"\u00fc\\ud800\" }";
        assertThat(read(line(message.getBytes(StandardCharsets.UTF_8)))).containsExactly(message.replace('\n', ' '));
        assertThat(new String(line(message.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .endsWith("}\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void whatIsNoJsonIsKeptAsTextAndWhatIsNoTextAsBytes() throws Exception {
        assertThat(json(line("{\"a\":".getBytes(StandardCharsets.UTF_8)))
                        .get("json")
                        .textValue())
                .isEqualTo("{\"a\":");
        byte[] latin = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(json(line(latin)).at("/message/data").binaryValue()).isEqualTo(latin);
        byte[] wide = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(json(line(wide)).get("json").isTextual()).isTrue();
    }
}
