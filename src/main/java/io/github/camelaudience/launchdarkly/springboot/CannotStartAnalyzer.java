package io.github.camelaudience.launchdarkly.springboot;

import io.github.camelaudience.launchdarkly.host.FailedStart;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Has Spring Boot say in a sentence why Camel could not start, in place of a hundred lines of stack trace. */
public final class CannotStartAnalyzer implements FailureAnalyzer {

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each.getClass().getName().startsWith("org.apache.camel.")) {
                return new FailureAnalysis("cannot start: " + FailedStart.sentence(each), null, failure);
            }
        }
        return null;
    }
}
