package io.github.camelaudience.routes;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;

/** A sample as the content of a file whose name says what it is, and what a backfill leaves of it. */
final class SampleFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SampleFile() {}

    static byte[] content(Sample sample, String name) {
        String text = name.contains(".csv") ? csv(sample) : String.join("\n", sample.json());
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        return name.endsWith(".gz") ? gzip(plain) : plain;
    }

    /** Numbers of the broken lines, in the file that has this name. */
    static List<Integer> brokenLines(Sample sample, String name) {
        List<Sample.Message> rows = name.contains(".csv") ? rows(sample) : sample.messages();
        int first = name.contains(".csv") ? 2 : 1;
        return IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).broken())
                .mapToObj(i -> i + first)
                .toList();
    }

    /** What the lines of a file of rejected rows hold. */
    static List<JsonNode> rejected(Path workFolder, String name) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(workFolder.resolve("rejected").resolve(name + ".rejected"))) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }

    static List<Integer> rejectedLines(Path workFolder, String name) throws IOException {
        return rejected(workFolder, name).stream()
                .map(row -> row.get("line").intValue())
                .toList();
    }

    /** What the console of the context shows. */
    static JsonNode console(CamelContext context) throws IOException {
        DevConsole console =
                PluginHelper.getDevConsoleResolver(context).resolveDevConsole("launchdarkly-audience-backfill");
        JsonObject shown = (JsonObject) console.call(DevConsole.MediaType.JSON);
        return JSON.readTree(shown.toJson()).get("files");
    }

    /** CSV has no place for what is no audience message. */
    private static List<Sample.Message> rows(Sample sample) {
        return sample.messages().stream()
                .filter(message -> !message.json().contains("\"type\":\"page\""))
                .toList();
    }

    private static String csv(Sample sample) {
        return "user_id,audience_id,audience_key,membership,timestamp\n"
                + rows(sample).stream().map(SampleFile::row).collect(joining("\n"));
    }

    private static String row(Sample.Message message) {
        try {
            JsonNode json = JSON.readTree(message.json());
            String key = json.at("/context/personas/computation_key").textValue();
            JsonNode facts = json.has("properties") ? json.get("properties") : json.get("traits");
            return String.join(
                    ",",
                    json.get("userId").textValue(),
                    json.at("/context/personas/computation_id").textValue(),
                    '"' + key + '"',
                    facts.get(key).asText(),
                    json.get("timestamp").textValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
