package io.github.camelaudience.launchdarkly.host;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
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

    /**
     * Returns the message of the innermost cause that has one, on one line; the names of types if none has. Where Camel could not
     * set an option, its name stands before, and its value, which may be a secret, does not.
     */
    public static String sentence(Throwable failure) {
        String sentence = null;
        String option = null;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable each = failure; each != null && seen.add(each); each = each.getCause()) {
            if (each instanceof PropertyBindingException binding) {
                option = option == null ? name(binding) : option;
                sentence = option == null ? sentence : "there is no option " + option;
                continue;
            }
            String message = each.getMessage();
            if (message != null && !message.isBlank()) {
                boolean speaksForItself = each.getClass().getName().startsWith("java.lang.Illegal")
                        || !each.getClass().getName().startsWith("java.");
                sentence = speaksForItself ? message : each.getClass().getSimpleName() + ": " + message;
                sentence = option == null || names(sentence, option) ? sentence : option + ": " + sentence;
            } else if (each.getCause() == null && sentence == null) {
                sentence = each.getClass().getName();
            }
        }
        return sentence == null ? "no cause is known" : sentence.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String name(PropertyBindingException binding) {
        String prefix = binding.getOptionPrefix();
        return prefix == null || binding.getOptionKey() == null
                ? binding.getPropertyName()
                : prefix + (prefix.endsWith(".") ? "" : ".") + binding.getOptionKey();
    }

    private static boolean names(String sentence, String option) {
        return sentence.contains(option.substring(option.lastIndexOf('.') + 1));
    }
}
