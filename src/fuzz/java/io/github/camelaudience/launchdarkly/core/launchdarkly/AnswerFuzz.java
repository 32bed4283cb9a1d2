package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.nio.charset.StandardCharsets;

/** One header's value, a line feed, a body: neither throws, and what is told fits into a line of a log. */
public final class AnswerFuzz {

    private AnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] answer) {
        int cut = 0;
        while (cut < answer.length && answer[cut] != '\n') {
            cut++;
        }
        String value = new String(answer, 0, cut, StandardCharsets.ISO_8859_1);
        RateFacts facts = RateFacts.parse(name -> value);
        for (RateScope scope : RateScope.values()) {
            check(facts.of(scope).remaining().orElse(0) >= 0, "a negative remainder");
            check(facts.of(scope).limit().orElse(1) > 0, "a limit of nothing");
            check(facts.of(scope).resetEpochMillis().orElse(0) >= 0, "a negative time");
        }
        check(facts.retryAfterMillis().orElse(0) >= 0, "a negative wait");

        byte[] body = new byte[Math.max(0, answer.length - cut - 1)];
        System.arraycopy(answer, answer.length - body.length, body, 0, body.length);
        ApiError error = ErrorBodyReader.read(body);
        for (String text : new String[] {error.code(), error.message(), error.requestId()}) {
            check(text == null || text.length() <= 200, "a long text");
            check(text == null || text.chars().noneMatch(Character::isISOControl), "more than a line");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
