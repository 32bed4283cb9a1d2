package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.mapping.CompiledMapping;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.trigger.FqlTrigger;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.observe.ComponentLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;

/** The user's mapping and trigger, from the options' text or the resource it names; compiled once, at start. */
final class MessageRules {

    private static final Logger LOG = ComponentLog.LOG;

    private static final String COPIED =
            ". Was it copied with its escapes? Write type = \"track\", without the backslashes";

    private MessageRules() {}

    static FieldMapping mapping(CamelContext context, String option, Set<String> languages) {
        if (option == null || option.isBlank()) {
            return DefaultMapping.INSTANCE;
        }
        CompiledMapping mapping =
                MappingCompiler.compile(text(context, "mapping", option), new CamelLanguages(context, languages));
        warn("mapping", mapping.warnings());
        return mapping;
    }

    static Trigger trigger(CamelContext context, String option) {
        if (option == null || option.isBlank()) {
            throw new IllegalArgumentException("trigger must not be blank: it would match nothing");
        }
        String fql = text(context, "trigger", option);
        FqlTrigger trigger = FqlTrigger.compile(fql);
        if (!trigger.canMatch()) {
            throw new IllegalArgumentException(
                    "trigger can never match a message, so nothing would ever be sent: it reads " + trigger
                            + (fql.indexOf('\\') < 0 ? "" : COPIED));
        }
        warn("trigger", trigger.warnings());
        return trigger;
    }

    private static void warn(String option, List<String> warnings) {
        warnings.forEach(warning -> LOG.warn("Option {}: {}", option, warning));
    }

    /** The option's own text, or that of the resource it names. */
    private static String text(CamelContext context, String option, String value) {
        if (!ResourceHelper.hasScheme(value)) {
            return value;
        }
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, value)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("option " + option + ": cannot read " + value, e);
        }
    }
}
