package io.github.camelaudience.launchdarkly.host;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells why a start has failed, in one sentence: what Camel says in the last of a hundred lines. */
public final class FailedStart {

    private static final Logger LOG = LoggerFactory.getLogger(FailedStart.class);

    private FailedStart() {}

    /**
     * Logs the sentence while a context starts, before Camel wraps it in a hundred lines; logs nothing once the context runs.
     *
     * @return the failure, to be thrown
     */
    public static <E extends Throwable> E told(CamelContext context, E failure) {
        if (!context.isStarted()) {
            LOG.error("cannot start: {}", sentence(failure));
        }
        return failure;
    }

    /** Returns the message of the innermost cause that has one, on one line; the names of types if none has. */
    public static String sentence(Throwable failure) {
        String sentence = null;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable each = failure; each != null && seen.add(each); each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && !message.isBlank()) {
                boolean speaksForItself = each.getClass().getName().startsWith("java.lang.Illegal")
                        || !each.getClass().getName().startsWith("java.");
                sentence = speaksForItself ? message : each.getClass().getSimpleName() + ": " + message;
            } else if (each.getCause() == null && sentence == null) {
                sentence = each.getClass().getName();
            }
        }
        return sentence == null ? "no cause is known" : sentence.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
