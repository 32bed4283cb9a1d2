package io.github.camelaudience.server.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.core.why.WhyAnswer;
import io.github.camelaudience.launchdarkly.core.why.WhyJson;
import io.github.camelaudience.launchdarkly.core.why.WhyQuestion;
import io.github.camelaudience.launchdarkly.exchange.ExplainOperation;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;

/**
 * Answers what would be done with a pasted message, with the settings of an endpoint that syncs, and why somebody is in an audience, from
 * its ledger. Sends nothing. Answers name people.
 */
final class Question {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 50;
    private static final String NOT_RUNNING = "no route that delivers to LaunchDarkly runs now";
    private static final String NO_MESSAGE = "there is no message in the box";
    private static final String UNKNOWN = "nothing that was accepted of this person is remembered";

    private Question() {}

    /**
     * Holds what was asked.
     *
     * @param message  what was pasted; blank when it is about a person
     * @param user     the person's context key; blank when it is about messages
     * @param audience the audience's id or name; blank for all
     */
    record Asked(String message, String user, String audience) {

        /** Stands for no question. */
        static final Asked NOTHING = new Asked("", "", "");
    }

    /**
     * Tells of one message, or of one membership.
     *
     * @param where    where the message stands in what was pasted, or the audience
     * @param kind     {@code good} for a change or a member, {@code warn} for nothing, {@code bad} for what is broken
     * @param sentence what would be done, or what is so
     * @param json     all that is known, as the operations {@code explain} and {@code why} tell it
     */
    record Told(String where, String kind, String sentence, String json) {}

    /**
     * Holds what the page shows.
     *
     * @param asked  what was asked
     * @param told   for each message or membership, 50 at most
     * @param more   how many others there are
     * @param failed why there is no answer, or {@code null}
     */
    record Answer(Asked asked, List<Told> told, int more, String failed) {

        private static Answer none(Asked asked, String why) {
            return new Answer(asked, List.of(), 0, why);
        }
    }

    /** Explains what was pasted; whatever it is, there is an answer. */
    static Answer explain(String pasted, LaunchDarklyAudienceEndpoint endpoint) {
        Asked asked = new Asked(pasted, "", "");
        EndpointRuntime runtime = endpoint == null ? null : endpoint.delivery();
        if (runtime == null) {
            return Answer.none(asked, NOT_RUNNING);
        }
        if (pasted.isBlank()) {
            return Answer.none(asked, NO_MESSAGE);
        }
        try {
            Message message = new DefaultExchange(endpoint.getCamelContext()).getMessage();
            message.setBody(pasted.getBytes(StandardCharsets.UTF_8));
            ExplainOperation.explain(
                    message, runtime.bodyReader(), runtime.explainer(), runtime.overrides(), runtime.backend());
            return answer(asked, JSON.readTree(message.getBody(String.class)), NO_MESSAGE, Question::explained);
        } catch (Exception e) {
            return Answer.none(asked, e.toString());
        }
    }

    /** Tells what the ledger knows of a person, in one audience or, where that is blank, in all. */
    static Answer why(String user, String audience, LaunchDarklyAudienceEndpoint endpoint) {
        Asked asked = new Asked("", user, audience);
        EndpointRuntime runtime = endpoint == null ? null : endpoint.delivery();
        if (runtime == null) {
            return Answer.none(asked, NOT_RUNNING);
        }
        if (user.isBlank()) {
            return Answer.none(asked, "there is no key of a person in the box");
        }
        try {
            String environment = endpoint.getConfiguration().getClientSideId();
            WhyAnswer answer = runtime.why(WhyQuestion.of(user, audience), environment);
            return answer(asked, WhyJson.of(answer).path("memberships"), UNKNOWN, Question::remembered);
        } catch (RuntimeException | JsonProcessingException e) {
            return Answer.none(asked, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private interface Telling {
        Told of(JsonNode one, String json);
    }

    private static Answer answer(Asked asked, JsonNode all, String whenEmpty, Telling telling)
            throws JsonProcessingException {
        List<Told> told = new ArrayList<>();
        for (JsonNode each : all) {
            if (told.size() < MOST) {
                told.add(telling.of(each, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(each)));
            }
        }
        return new Answer(asked, told, all.size() - told.size(), all.isEmpty() ? whenEmpty : null);
    }

    private static Told explained(JsonNode explanation, String json) {
        JsonNode verdict = explanation.path("verdict");
        String kind =
                switch (verdict.path("result").asText()) {
                    case "change" -> "good";
                    case "skipped" -> "warn";
                    default -> "bad";
                };
        return new Told(explanation.path("path").asText(), kind, sentence(verdict), json);
    }

    private static Told remembered(JsonNode membership, String json) {
        String why = membership.path("why").asText();
        return new Told(
                membership.path("audience").asText(),
                membership.path("in").asBoolean() ? "good" : "warn",
                why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + ".",
                json);
    }

    private static String sentence(JsonNode verdict) {
        return switch (verdict.path("result").asText()) {
            case "change" ->
                verdict.path("contextKind").asText() + " "
                        + verdict.path("contextKey").asText() + " would "
                        + (verdict.path("included").asBoolean() ? "enter " : "leave ")
                        + verdict.path("audienceName").asText() + " ("
                        + verdict.path("audienceId").asText() + ") in environment "
                        + verdict.path("environment").asText() + ".";
            case "skipped" -> "Nothing would be sent: " + verdict.path("reason").asText() + ".";
            default ->
                "It would be rejected: " + verdict.path("reason").asText() + " at "
                        + verdict.path("path").asText() + ", "
                        + verdict.path("detail").asText() + ".";
        };
    }
}
