package io.github.camelaudience.launchdarkly;

import java.util.List;
import org.apache.camel.CamelContext;

/** The threads that the component has in a context. */
final class ThreadsOfOurs {

    private ThreadsOfOurs() {}

    /** Their names. */
    static List<String> of(CamelContext context) {
        String marker = "(" + context.getName() + ")";
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(marker) && name.contains("launchdarkly-audience"))
                .sorted()
                .toList();
    }
}
