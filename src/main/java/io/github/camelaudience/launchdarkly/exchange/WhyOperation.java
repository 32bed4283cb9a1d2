package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.why.WhyAnswer;
import io.github.camelaudience.launchdarkly.core.why.WhyJson;
import io.github.camelaudience.launchdarkly.core.why.WhyQuestion;
import org.apache.camel.Message;

/** Reads the question why out of an exchange, and puts the answer in its place. Both hold identifiers of people. */
public final class WhyOperation {

    private WhyOperation() {}

    /**
     * Reads the headers if there is one of a user, else the body.
     *
     * @throws IllegalArgumentException when there is no question; the message says where and why
     */
    public static WhyQuestion read(Message message, BodyReader reader) {
        String user = message.getHeader(LaunchDarklyAudienceConstants.USER, String.class);
        return user == null
                ? WhyQuestion.read(QuestionBody.read(message, reader, "the question why"))
                : WhyQuestion.of(user, message.getHeader(LaunchDarklyAudienceConstants.AUDIENCE, String.class));
    }

    /** Puts the answer in the place of the question. */
    public static void write(Message message, WhyAnswer answer) {
        QuestionBody.answer(message, WhyJson.of(answer).toString());
    }
}
