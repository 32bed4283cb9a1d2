package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.vectors.Delivery.Outcome;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import io.github.camelaudience.launchdarkly.vectors.Prediction.Expected;
import io.github.camelaudience.launchdarkly.vectors.Prediction.ItemResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vectors for inputs that the recording does not have. Their expectation is not recorded but what the model says of
 * Segment's destination; they are replayed from a file as {@code -Dvectors} does it.
 */
class OwnVectorsTest {

    @TempDir
    private Path folder;

    @Test
    void everyCaseMatchesOrDiffersByRule() throws Exception {
        Path file = folder.resolve("own.jsonl");
        Files.write(file, lines());

        VectorTally tally = Replay.print(VectorFile.load(file.toString()));

        assertThat(tally.unexplained()).isEmpty();
        assertThat(tally.skipped()).singleElement().asString().startsWith("own-liquid-001");
        assertThat(tally.summary()).startsWith("vectors: total=" + lines().size() + " equal=");
    }

    /**
     * What Segment's destination did with answers, templates, identifiers, mappings and times of more kinds: recorded from
     * {@code @segment/action-destinations} 3.497.0 with {@code @segment/actions-core} 3.170.0, as the golden vectors are.
     */
    @Test
    void whatWasRecordedBesidesMatchesOrDiffersByRule() throws Exception {
        String file = Path.of(OwnVectorsTest.class
                        .getResource("/vectors/reference-more.jsonl.gz")
                        .toURI())
                .toString();

        VectorTally tally = Replay.print(VectorFile.load(file));

        assertThat(tally.unexplained()).isEmpty();
        assertThat(tally.skipped()).isEmpty();
    }

    /** Each line of the resource with the model's expectation in place of a recording. */
    private static List<String> lines() throws IOException {
        List<String> complete = new ArrayList<>();
        try (var in = OwnVectorsTest.class.getResourceAsStream("/vectors/own-cases.jsonl")) {
            for (String line : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                complete.add("{\"case\":" + line + ",\"expected\":" + expected(line) + "}");
            }
        }
        return complete;
    }

    private static String expected(String line) throws IOException {
        VectorCase vector =
                VectorFile.read("{\"case\":" + line + ",\"expected\":{\"requests\":[],\"outcome\":\"dropped\"}}");
        Prediction prediction;
        try {
            prediction = ReferenceModel.run(vector, Switches.none());
        } catch (NotModelledException e) {
            prediction = Prediction.of(Outcome.ERROR, null, null);
        }
        Obj expected = Obj.empty()
                .define(
                        "requests",
                        new Arr(prediction.requests().stream()
                                .map(OwnVectorsTest::request)
                                .toList()))
                .define("outcome", new Str(prediction.outcome().name().toLowerCase(java.util.Locale.ROOT)));
        if (prediction.status() != null) {
            expected.define(
                    "errors", new Arr(List.of(Obj.empty().define("status", new Num("" + prediction.status())))));
        }
        if (prediction.failed() != null) {
            expected.define(
                    "results",
                    new Arr(prediction.failed().stream()
                            .map(OwnVectorsTest::result)
                            .toList()));
        }
        return JsJson.stringify(expected, Switches.none());
    }

    private static Js request(Expected expected) {
        SentRequest request = expected.request();
        Obj headers = Obj.empty();
        request.headers().forEach((name, value) -> headers.define(name, new Str(value)));
        return Obj.empty()
                .define("method", new Str(request.method()))
                .define("url", new Str(request.url()))
                .define("headers", headers)
                .define("body", request.body())
                .define("received", new Bool(request.received()));
    }

    private static Js result(ItemResult result) {
        return Obj.empty().define("status", new Num(result == ItemResult.FAILED ? "400" : "200"));
    }
}
