package io.github.camelaudience.server.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.exchange.ExplainOperation;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;

/** Answers what would be done with a pasted message, and why, with the settings of an endpoint that syncs. Sends nothing. */
final class Question {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 50;

    private Question() {}

    /**
     * Tells what would be done with one message.
     *
     * @param path    where it stands in what was pasted
     * @param result  {@code change}, {@code skipped} or {@code rejected}
     * @param verdict in a sentence
     * @param json    all that is known, as the operation {@code explain} tells it
     */
    record Explained(String path, String result, String verdict, String json) {}

    /**
     * Holds what the page shows.
     *
     * @param asked     what was pasted
     * @param explained for each message, 50 at most
     * @param more      how many others there are
     * @param failed    why there is no answer, or {@code null}
     */
    record Answer(String asked, List<Explained> explained, int more, String failed) {}

    /** Explains what was pasted; whatever it is, there is an answer. */
    static Answer explain(String pasted, LaunchDarklyAudienceEndpoint endpoint) {
        EndpointRuntime runtime = endpoint == null ? null : endpoint.delivery();
        if (runtime == null) {
            return new Answer(pasted, List.of(), 0, "no route with the endpoint runs now");
        }
        if (pasted.isBlank()) {
            return new Answer(pasted, List.of(), 0, "there is no message in the box");
        }
        try {
            Message message = new DefaultExchange(endpoint.getCamelContext()).getMessage();
            message.setBody(pasted.getBytes(StandardCharsets.UTF_8));
            ExplainOperation.explain(
                    message, runtime.bodyReader(), runtime.explainer(), runtime.overrides(), runtime.backend());
            return answer(pasted, JSON.readTree(message.getBody(String.class)));
        } catch (Exception e) {
            return new Answer(pasted, List.of(), 0, e.toString());
        }
    }

    private static Answer answer(String pasted, JsonNode explanations) throws JsonProcessingException {
        List<Explained> explained = new ArrayList<>();
        for (JsonNode each : explanations) {
            if (explained.size() < MOST) {
                JsonNode verdict = each.path("verdict");
                explained.add(new Explained(
                        each.path("path").asText(),
                        verdict.path("result").asText(),
                        sentence(verdict),
                        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(each)));
            }
        }
        return new Answer(
                pasted,
                explained,
                explanations.size() - explained.size(),
                explanations.isEmpty() ? "there is no message in the box" : null);
    }

    private static String sentence(JsonNode verdict) {
        return switch (verdict.path("result").asText()) {
            case "change" ->
                verdict.path("contextKind").asText() + " " + verdict.path("contextKey").asText() + " would "
                        + (verdict.path("included").asBoolean() ? "enter " : "leave ")
                        + verdict.path("audienceName").asText() + " ("
                        + verdict.path("audienceId").asText() + ") in environment "
                        + verdict.path("environment").asText() + ".";
            case "skipped" ->
                "Nothing would be sent: " + verdict.path("reason").asText() + ".";
            default ->
                "It would be rejected: " + verdict.path("reason").asText() + " at "
                        + verdict.path("path").asText() + ", "
                        + verdict.path("detail").asText() + ".";
        };
    }
}
