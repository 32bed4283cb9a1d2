package io.github.camelaudience.launchdarkly.core.why;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.QuestionJson;
import java.util.Set;

/**
 * Asks about one person: {@code {"audience": "aud_1", "user": "ada"}}. Without an audience it is about all that the ledger knows of the
 * person.
 *
 * @param user        the context key
 * @param audience    the audience's id or name, or {@code null} for all
 * @param contextKind the kind of the context, or {@code null} for any
 */
public record WhyQuestion(String user, String audience, String contextKind) {

    private static final QuestionJson JSON = new QuestionJson("the question");
    private static final Set<String> MEMBERS = Set.of("user", "audience", "contextKind");

    /**
     * Checks names that did not come as JSON.
     *
     * @param audience may be {@code null} or blank for all
     * @throws IllegalArgumentException when {@code user} is missing or blank
     */
    public static WhyQuestion of(String user, String audience) {
        if (user == null || !QuestionJson.isUsable(user)) {
            throw JSON.wrong("user", "must be text that is not blank and has no unpaired surrogate");
        }
        return new WhyQuestion(user, audience == null || audience.isBlank() ? null : audience, null);
    }

    /**
     * Reads a question.
     *
     * @throws IllegalArgumentException when it is none; the message says where and why, and never quotes it
     */
    public static WhyQuestion read(byte[] json) {
        JsonNode question = JSON.read(json);
        if (question == null || !question.isObject()) {
            throw JSON.wrong("$", "must be an object with user, and perhaps audience and contextKind");
        }
        JSON.requireKnown(question, "$", MEMBERS);
        return new WhyQuestion(
                JSON.text(question.path("user"), "$.user"),
                question.has("audience") ? JSON.text(question.path("audience"), "$.audience") : null,
                JSON.contextKind(question, "$", null));
    }

    /** Leaves out the user, which may be an e-mail address. */
    @Override
    public String toString() {
        return "WhyQuestion[" + contextKind + ", " + audience + ", ***]";
    }
}
