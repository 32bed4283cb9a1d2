package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Answers that the stand-in does not give, one after the other; the last one again and again. */
final class ScriptedAnswers {

    private ScriptedAnswers() {}

    /** A client whose requests are answered by these documents; who is asked for what is told before the last of them. */
    static RestApi api(List<String> documents, Consumer<List<String>> asked) {
        List<String> paths = new ArrayList<>();
        Transport transport = call -> {
            paths.add(call.url().substring("https://api".length()));
            if (paths.size() == documents.size()) {
                asked.accept(paths);
            }
            String document = documents.get(Math.min(paths.size(), documents.size()) - 1);
            return new Transport.Reply(200, name -> null, document.getBytes(StandardCharsets.UTF_8));
        };
        return new RestApi(transport, "https://api", new AccessToken("api-1"), "test");
    }
}
