package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Delivery.Outcome;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Reads golden vectors: one {@code {"case": …, "expected": …}} a line, plain or gzipped. */
final class VectorFile {

    private static final String SHARED = "/vectors/reference-shared.jsonl.gz";
    private static final Set<String> COMPARED_HEADERS = Set.of("authorization", "content-type", "ld-api-version");

    private VectorFile() {}

    /** The file of the system property {@code vectors}, or else the recording in the test resources. */
    static List<VectorCase> load() throws IOException {
        return load(System.getProperty("vectors", ""));
    }

    /** That file, or the recording when the name is blank. */
    static List<VectorCase> load(String other) throws IOException {
        try (InputStream in =
                other.isBlank() ? VectorFile.class.getResourceAsStream(SHARED) : Files.newInputStream(Path.of(other))) {
            return read(in, other.isBlank() || other.endsWith(".gz"));
        }
    }

    static List<VectorCase> read(InputStream in, boolean gzipped) throws IOException {
        List<VectorCase> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(gzipped ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    cases.add(read(line));
                }
            }
        }
        return cases;
    }

    /** Reads one line. */
    static VectorCase read(String line) throws IOException {
        Obj vector = (Obj) JsJson.parse(line);
        Obj json = object(vector, "case");
        List<Js> events = array(json, "events");
        boolean single = text(json, "mode").equals("single");
        Map<String, Reply> replies = new HashMap<>();
        object(json, "replyByCohort")
                .keys()
                .forEach(cohort -> replies.put(cohort, Reply.of(object(object(json, "replyByCohort"), cohort))));
        return new VectorCase(
                text(json, "id"),
                array(json, "tags").stream().map(JsText::of).toList(),
                line,
                object(json, "settings"),
                object(json, "mapping"),
                array(json, "unset").stream().map(JsText::of).collect(Collectors.toSet()),
                single,
                events,
                json.own("reply") instanceof Obj reply ? Reply.of(reply) : Reply.NO_CONTENT,
                replies,
                recorded(object(vector, "expected"), single, events.size()));
    }

    private static Delivery recorded(Obj expected, boolean single, int events) {
        List<SentRequest> requests =
                array(expected, "requests").stream().map(VectorFile::request).toList();
        Outcome outcome =
                switch (text(expected, "outcome")) {
                    case "sent" -> Outcome.SENT;
                    case "dropped" -> Outcome.DROPPED;
                    case "error" -> Outcome.ERROR;
                    default -> throw new IllegalArgumentException("unknown outcome");
                };
        List<Boolean> failed = null;
        if (!single && expected.own("results") instanceof Arr results) {
            failed = results.items().stream()
                    .map(result -> ((Num) ((Obj) result).own("status")).value() != 200)
                    .toList();
        } else if (!single && outcome == Outcome.DROPPED) {
            failed = Collections.nCopies(events, false);
        }
        return new Delivery(requests, outcome, status(expected), failed);
    }

    private static Integer status(Obj expected) {
        List<Js> errors = array(expected, "errors");
        return !errors.isEmpty() && ((Obj) errors.get(0)).own("status") instanceof Num status
                ? Integer.valueOf((int) status.value())
                : null;
    }

    private static SentRequest request(Js value) {
        Obj request = (Obj) value;
        Obj headers = object(request, "headers");
        Map<String, String> compared = headers.keys().stream()
                .filter(COMPARED_HEADERS::contains)
                .collect(Collectors.toMap(name -> name, name -> text(headers, name)));
        boolean received = !new Bool(false).equals(request.own("received"));
        Js body = request.own("body");
        return new SentRequest(
                text(request, "method"), text(request, "url"), compared, body == null ? Js.NULL : body, received);
    }

    private static String text(Obj object, String name) {
        return ((Str) object.own(name)).text();
    }

    private static Obj object(Obj object, String name) {
        return object.own(name) instanceof Obj member ? member : Obj.empty();
    }

    private static List<Js> array(Obj object, String name) {
        return object.own(name) instanceof Arr member ? member.items() : List.of();
    }
}
